"""Checks that scrape what a page of metrics has, as their configuration says."""

import fnmatch
import re

import requests

from . import openmetrics
from .datadog import AgentCheck, CheckException, ConfigurationError
from .requestswrapper import RequestsWrapper

_REMAPPED = {
    "ssl_verify": {"name": "tls_verify"},
    "ssl_cert": {"name": "tls_cert"},
    "ssl_private_key": {"name": "tls_private_key"},
    "ssl_ca_cert": {"name": "tls_ca_cert"},
    "prometheus_timeout": {"name": "timeout"},
    "request_timeout": {"name": "timeout"},
}


class OpenMetricsScraperMixin:
    """Scraping by a dictionary of settings: scraper_config."""

    def __init__(self, *args, **kwargs):
        self.default_instances = {}
        self.default_namespace = None
        super().__init__(*args, **kwargs)

    def create_scraper_configuration(self, instance=None):
        instance = dict(instance or {})
        namespace = instance.get("namespace")
        defaults = self.default_instances.get(namespace or self.default_namespace, {}) if self.default_instances else {}
        config = {**defaults, **instance}
        endpoint = config.get("prometheus_url") or config.get("prometheus_endpoint") or config.get("openmetrics_endpoint")
        if not endpoint:
            raise CheckException("You have to define a prometheus_url for each prometheus instance")
        namespace = config.get("namespace") or self.default_namespace or ""
        mapped, patterns = {}, []
        for entry in config.get("metrics") or []:
            entries = entry.items() if isinstance(entry, dict) else [(entry, entry)]
            for raw, name in entries:
                if "*" in str(raw):
                    patterns.append(raw)
                else:
                    mapped[raw] = name
        health = config.get("health_service_check", True)
        ignored = config.get("ignore_metrics") or []
        made = {
            **config,
            "prometheus_url": endpoint,
            "namespace": namespace,
            "metrics_mapper": mapped,
            "_patterns": patterns,
            "_ignored": re.compile("|".join(fnmatch.translate(name) for name in ignored)) if ignored else None,
            "prometheus_metrics_prefix": config.get("prometheus_metrics_prefix", ""),
            "labels_mapper": config.get("labels_mapper") or {},
            "exclude_labels": list(config.get("exclude_labels") or []),
            "include_labels": list(config.get("include_labels") or []),
            "type_overrides": config.get("type_overrides") or {},
            "label_to_hostname": config.get("label_to_hostname"),
            "health_service_check": health if isinstance(health, bool) else str(health).lower() == "true",
            "send_histograms_buckets": config.get("send_histograms_buckets", True),
            "non_cumulative_buckets": config.get("non_cumulative_buckets", False),
            "send_monotonic_counter": config.get("send_monotonic_counter", True),
            "send_monotonic_with_gauge": config.get("send_monotonic_with_gauge", False),
            "send_distribution_counts_as_monotonic": config.get("send_distribution_counts_as_monotonic", False),
            "send_distribution_sums_as_monotonic": config.get("send_distribution_sums_as_monotonic", False),
            "custom_tags": list(config.get("tags") or []),
            "_metric_tags": [],
            "_text_filter_blacklist": [],
        }
        made["labels_mapper"].setdefault("le", "upper_bound")
        return made

    def get_http_handler(self, scraper_config):
        return RequestsWrapper(scraper_config, self.init_config, _REMAPPED, self.log)

    def poll(self, scraper_config, headers=None):
        """The response of the endpoint; whether there is one is a service check."""
        endpoint = scraper_config["prometheus_url"]
        check = "%s.prometheus.health" % scraper_config["namespace"] if scraper_config["namespace"] else "prometheus.health"
        tags = ["endpoint:" + endpoint, *scraper_config["custom_tags"]]
        report = self.service_check if scraper_config["health_service_check"] else lambda *args, **kwargs: None
        try:
            handler = self.get_http_handler(scraper_config)
            response = handler.get(endpoint, extra_headers={"accept": "text/plain", **(headers or {})}, stream=False)
            response.raise_for_status()
        except requests.RequestException:
            report(check, AgentCheck.CRITICAL, tags=tags)
            raise
        report(check, AgentCheck.OK, tags=tags)
        return response

    def scrape_metrics(self, scraper_config):
        response = self.poll(scraper_config)
        if "charset" not in response.headers.get("Content-Type", ""):
            response.encoding = "utf-8"
        prefix = scraper_config["prometheus_metrics_prefix"]
        for metric in openmetrics.families(response.text):
            metric.type = scraper_config["type_overrides"].get(metric.name, metric.type)
            if prefix and metric.name.startswith(prefix):
                metric.name = metric.name[len(prefix) :]
            yield metric

    def process(self, scraper_config, metric_transformers=None):
        for metric in self.scrape_metrics(scraper_config):
            self.process_metric(metric, scraper_config, metric_transformers)

    def process_metric(self, metric, scraper_config, metric_transformers=None):
        if scraper_config["_ignored"] and scraper_config["_ignored"].match(metric.name):
            return
        name = scraper_config["metrics_mapper"].get(metric.name)
        if name is None and any(fnmatch.fnmatchcase(metric.name, pattern) for pattern in scraper_config["_patterns"]):
            name = metric.name
        if isinstance(name, dict):
            name = name.get("name", metric.name)
        if name is not None:
            self.submit_openmetric(name, metric, scraper_config)
        elif metric_transformers and metric.name in metric_transformers:
            metric_transformers[metric.name](metric, scraper_config)

    def submit_openmetric(self, metric_name, metric, scraper_config, hostname=None):
        name = "%s.%s" % (scraper_config["namespace"], metric_name) if scraper_config["namespace"] else metric_name
        if metric.type == "histogram":
            return self._histogram(name, metric, scraper_config, hostname)
        if metric.type == "summary":
            return self._summary(name, metric, scraper_config, hostname)
        if metric.type not in ("gauge", "counter", "unknown", "rate"):
            return self.log.debug("metric %s has type %s, which is not sent", metric.name, metric.type)
        if metric.type == "unknown":
            return self.log.debug("metric %s has no type", metric.name)
        for sample in self._finite(metric):
            if sample.name.endswith("_created") and metric.type == "counter":
                continue
            tags, host = self._tags(name, sample, scraper_config), self._hostname(hostname, sample, scraper_config)
            if metric.type == "counter" and scraper_config["send_monotonic_counter"]:
                self.monotonic_count(name, sample.value, tags, host)
            elif metric.type == "rate":
                self.rate(name, sample.value, tags, host)
            else:
                self.gauge(name, sample.value, tags, host)
                if metric.type == "counter" and scraper_config["send_monotonic_with_gauge"]:
                    self.monotonic_count(name + ".total", sample.value, tags, host)

    def _finite(self, metric):
        for sample in metric.samples:
            if openmetrics.finite(sample.value):
                yield sample
            else:
                self.log.debug("metric %s has the value %s, which is not sent", sample.name, sample.value)

    def _distribution(self, name, value, tags, host, monotonic):
        (self.monotonic_count if monotonic else self.gauge)(name, value, tags, host)

    def _summary(self, name, metric, config, hostname):
        for sample in self._finite(metric):
            tags, host = self._tags(name, sample, config), self._hostname(hostname, sample, config)
            if sample.name.endswith("_sum"):
                self._distribution(name + ".sum", sample.value, tags, host, config["send_distribution_sums_as_monotonic"])
            elif sample.name.endswith("_count"):
                self._distribution(name + ".count", sample.value, tags, host, config["send_distribution_counts_as_monotonic"])
            elif "quantile" in sample.labels:
                self.gauge(name + ".quantile", sample.value, tags, host)

    def _histogram(self, name, metric, config, hostname):
        counts = config["send_distribution_counts_as_monotonic"]
        for sample in self._finite(metric):
            host = self._hostname(hostname, sample, config)
            if sample.name.endswith("_sum"):
                self._distribution(name + ".sum", sample.value, self._tags(name, sample, config), host, config["send_distribution_sums_as_monotonic"])
            elif sample.name.endswith("_count"):
                tags = self._tags(name, sample, config)
                if config["send_histograms_buckets"]:
                    tags.append("upper_bound:none")
                self._distribution(name + ".count", sample.value, tags, host, counts)
            elif sample.name.endswith("_bucket") and config["send_histograms_buckets"] and "Inf" not in sample.labels.get("le", "Inf"):
                sample.labels["le"] = openmetrics.bound(sample.labels["le"])
                self._distribution(name + ".count", sample.value, self._tags(name, sample, config), host, counts)

    def _tags(self, name, sample, config):
        tags = [*config["custom_tags"], *config["_metric_tags"]]
        for label, value in sample.labels.items():
            if label in config["exclude_labels"] or config["include_labels"] and label not in config["include_labels"]:
                continue
            tags.append("%s:%s" % (config["labels_mapper"].get(label, label), value))
        return self._finalize_tags_to_submit(tags, name, sample.value, sample)

    def _finalize_tags_to_submit(self, tags, metric_name, val, metric, custom_tags=None, hostname=None):
        """To be overridden by checks that change tags."""
        return tags

    def _hostname(self, hostname, sample, config):
        label = config["label_to_hostname"]
        if hostname is None and label and label in sample.labels:
            return sample.labels[label] + (config.get("label_to_hostname_suffix") or "")
        return hostname


class OpenMetricsBaseCheck(OpenMetricsScraperMixin, AgentCheck):
    """A check of a page of metrics, by prometheus_url."""

    DEFAULT_METRIC_LIMIT = 2000
    HTTP_CONFIG_REMAPPER = _REMAPPED

    def __init__(self, *args, default_instances=None, default_namespace=None, **kwargs):
        defaults = args[4:]  # after those of every check, in their older form
        super().__init__(*args[:4], **kwargs)
        self.default_instances = (defaults[0] if defaults else default_instances) or {}
        self.default_namespace = defaults[1] if len(defaults) > 1 else default_namespace
        self.config_map = {}

    def get_scraper_config(self, instance):
        endpoint = instance.get("prometheus_url") or instance.get("prometheus_endpoint")
        if endpoint is None:
            raise CheckException("Unable to find prometheus URL in config file.")
        if endpoint not in self.config_map:
            self.config_map[endpoint] = self.create_scraper_configuration(instance)
        return self.config_map[endpoint]

    def check(self, instance):
        config = self.get_scraper_config(instance)
        if not config["metrics_mapper"] and not config["_patterns"]:
            raise CheckException("You have to collect at least one metric from the endpoint: " + config["prometheus_url"])
        self.process(config)


class GenericPrometheusCheck(OpenMetricsBaseCheck):
    pass


class OpenMetricsBaseCheckV2(AgentCheck):
    """A check of a page of metrics, by openmetrics_endpoint."""

    DEFAULT_METRIC_LIMIT = 2000
    _NAME = re.compile(r"(?<!\\)[.*+?^${}()|\[\]]")

    def __init__(self, name, init_config, instances):
        super().__init__(name, init_config, instances)
        self.scrapers = {}
        self.scraper_configs = []

    def get_default_config(self):
        """To be overridden: settings that instances need not give."""
        return {}

    def configure_scrapers(self):
        self.scraper_configs = [self.instance]

    def check(self, instance):
        config = {**self.get_default_config(), **instance}
        endpoint = config.get("openmetrics_endpoint")
        if not isinstance(endpoint, str) or not endpoint:
            raise ConfigurationError("The setting `openmetrics_endpoint` is required")
        namespace = self.__NAMESPACE__ or config.get("namespace") or ""
        prefix = namespace + "." if namespace else ""
        tags = list(config.get("tags") or [])
        static = tags if _off(config.get("tag_by_endpoint", True)) else ["endpoint:" + endpoint, *tags]
        try:
            response = RequestsWrapper(config, self.init_config, self.HTTP_CONFIG_REMAPPER, self.log).get(endpoint)
            response.raise_for_status()
        except requests.RequestException:
            self._health(config, prefix, AgentCheck.CRITICAL, static)
            raise
        self._health(config, prefix, AgentCheck.OK, static)
        if "charset" not in response.headers.get("Content-Type", ""):
            response.encoding = "utf-8"
        wanted = _wanted([*(config.get("metrics") or []), *(config.get("extra_metrics") or [])])
        excluded = [re.compile(pattern) for pattern in config.get("exclude_metrics") or []]
        renamed, left_out = config.get("rename_labels") or {}, set(config.get("exclude_labels") or [])
        for metric in openmetrics.families(response.text):
            raw = metric.name.removeprefix(config.get("raw_metric_prefix") or "")
            name, kind = raw, metric.type
            if kind == "counter" and name.endswith("_total"):
                name = name.removesuffix("_total")
            if any(pattern.search(name) for pattern in excluded):
                continue
            found = next((m for m in (wanted(name), wanted(raw)) if m), None)
            if found is None:
                continue
            self._submit_family(prefix + found[0], found[1] or kind, metric, config, static, renamed, left_out)

    def _health(self, config, prefix, status, tags):
        if not _off(config.get("enable_health_service_check", True)):
            self.service_check(prefix + "openmetrics.health", status, tags=tags, raw=True)

    def _submit_family(self, name, kind, metric, config, static, renamed, left_out):
        label_host = config.get("hostname_label")
        for sample in metric.samples:
            if not openmetrics.finite(sample.value):
                continue
            labels = dict(sample.labels)
            host = labels.get(label_host) if label_host else None
            if kind == "histogram" and "le" in labels:
                labels["upper_bound"] = openmetrics.bound(labels.pop("le"))
            tags = [*static, *("%s:%s" % (renamed.get(k, k), v) for k, v in labels.items() if k not in left_out)]
            options = {"tags": tags, "hostname": host, "raw": True}
            if sample.name.endswith("_created"):
                continue
            if kind == "counter":
                self.monotonic_count(name + ".count", sample.value, **options)
            elif kind == "gauge":
                self.gauge(name, sample.value, **options)
            elif kind == "histogram" and sample.name.endswith("_bucket"):
                if labels.get("upper_bound") != "inf" and not _off(config.get("collect_histogram_buckets", True)):
                    self.monotonic_count(name + ".bucket", sample.value, **options)
            elif kind in ("histogram", "summary") and sample.name.endswith("_sum"):
                self.monotonic_count(name + ".sum", sample.value, **options)
            elif kind in ("histogram", "summary") and sample.name.endswith("_count"):
                self.monotonic_count(name + ".count", sample.value, **options)
            elif kind == "summary" and "quantile" in labels:
                self.gauge(name + ".quantile", sample.value, **options)


def _off(value):
    return str(value).lower() in ("false", "no", "off", "0")


def _wanted(entries):
    """A function from a name to (name to be sent, type or None), or None."""
    exact, patterns = {}, []

    def add(key, value):
        if isinstance(value, dict):
            value = (value.get("name", key), None if value.get("type", "native") == "native" else value["type"])
        else:
            value = (value, None)
        if re.fullmatch(r"[\w:]+", key):
            exact[key] = value
        else:
            patterns.append((re.compile(key), value[1]))

    for entry in entries:
        if isinstance(entry, dict):
            for key, value in entry.items():
                add(key, value)
        else:
            add(str(entry), str(entry))

    def find(name):
        if name in exact:
            return exact[name]
        return next(((name, kind) for pattern, kind in patterns if pattern.search(name)), None)

    return find
