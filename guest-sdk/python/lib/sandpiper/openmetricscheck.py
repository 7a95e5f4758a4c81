"""Checks that scrape what a page of metrics has, as their configuration says."""

import fnmatch
import re

import requests

from . import openmetrics
from .datadog import AgentCheck, CheckException
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

    SAMPLE_NAME, SAMPLE_LABELS, SAMPLE_VALUE = range(3)
    METRIC_TYPES = ["counter", "gauge", "summary", "histogram"]

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
            "label_joins": {**(defaults.get("label_joins") or {}), **(instance.get("label_joins") or {})},
            "ignore_metrics_by_labels": config.get("ignore_metrics_by_labels") or {},
            "_joined": {},
            "metadata_metric_name": config.get("metadata_metric_name"),
            "metadata_label_map": config.get("metadata_label_map") or {},
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
        metrics = self.scrape_metrics(scraper_config)
        if scraper_config["label_joins"]:
            metrics = list(metrics)
            scraper_config["_joined"] = self._sp_joined(metrics, scraper_config["label_joins"]) or scraper_config["_joined"]
        for metric in metrics:
            self.process_metric(metric, scraper_config, metric_transformers)

    @staticmethod
    def _sp_joined(metrics, joins):
        """The labels that metrics of value 1 have for those of others that match:
        by the names that match, and their values."""
        found = {}
        for metric in metrics:
            join = joins.get(metric.name)
            for sample in metric.samples if join else ():
                names = tuple(join.get("labels_to_match") or [join.get("label_to_match")])
                if sample.value != 1 or names != ("*",) and not sample.labels.keys() >= set(names):
                    continue
                values = tuple(sample.labels[name] for name in names) if names != ("*",) else ()
                wanted = join.get("labels_to_get") or []
                labels = {k: v for k, v in sample.labels.items() if k in wanted or "*" in wanted and k not in names}
                found.setdefault(names, {}).setdefault(values, {}).update(labels)
        return found

    @staticmethod
    def _sp_join(sample, joined):
        for names, values in joined.items():
            key = () if names == ("*",) else tuple(sample.labels.get(name) for name in names)
            sample.labels.update(values.get(key, {}))

    def process_metric(self, metric, scraper_config, metric_transformers=None):
        if self._filter_metric(metric, scraper_config) or scraper_config["_ignored"] and scraper_config["_ignored"].match(metric.name):
            return
        if metric.name == scraper_config["metadata_metric_name"]:
            self.transform_metadata(metric, scraper_config)
        for sample in metric.samples if scraper_config["_joined"] else ():
            self._sp_join(sample, scraper_config["_joined"])
        ignored = scraper_config["ignore_metrics_by_labels"]
        if ignored:
            metric.samples = [
                sample
                for sample in metric.samples
                if not any(k in sample.labels and ("*" in values or sample.labels[k] in values) for k, values in ignored.items())
            ]
        name = scraper_config["metrics_mapper"].get(metric.name)
        if name is None and any(fnmatch.fnmatchcase(metric.name, pattern) for pattern in scraper_config["_patterns"]):
            name = metric.name
        if isinstance(name, dict):
            name = name.get("name", metric.name)
        if name is not None:
            self.submit_openmetric(name, metric, scraper_config)
        elif metric_transformers and metric.name in metric_transformers:
            metric_transformers[metric.name](metric, scraper_config)

    def transform_metadata(self, metric, scraper_config):
        """What labels of a metric tell of the service."""
        for name, label in scraper_config["metadata_label_map"].items():
            if label in metric.samples[0].labels:
                self.set_metadata(name, metric.samples[0].labels[label])

    def submit_openmetric(self, metric_name, metric, scraper_config, hostname=None):
        name = "%s.%s" % (scraper_config["namespace"], metric_name) if scraper_config["namespace"] else metric_name
        if metric.type == "histogram":
            return self._sp_histogram(name, metric, scraper_config, hostname)
        if metric.type == "summary":
            return self._sp_summary(name, metric, scraper_config, hostname)
        if metric.type not in ("gauge", "counter", "unknown", "rate"):
            return self.log.debug("metric %s has type %s, which is not sent", metric.name, metric.type)
        if metric.type == "unknown":
            return self.log.debug("metric %s has no type", metric.name)
        for sample in self._sp_finite(metric):
            if sample.name.endswith("_created") and metric.type == "counter":
                continue
            tags, host = self._sp_tags(name, sample, scraper_config), self._sp_hostname(hostname, sample, scraper_config)
            if metric.type == "counter" and scraper_config["send_monotonic_counter"]:
                self.monotonic_count(name, sample.value, tags, host)
            elif metric.type == "rate":
                self.rate(name, sample.value, tags, host)
            else:
                self.gauge(name, sample.value, tags, host)
                if metric.type == "counter" and scraper_config["send_monotonic_with_gauge"]:
                    self.monotonic_count(name + ".total", sample.value, tags, host)

    def _sp_finite(self, metric):
        for sample in metric.samples:
            if openmetrics.finite(sample.value):
                yield sample
            else:
                self.log.debug("metric %s has the value %s, which is not sent", sample.name, sample.value)

    def _sp_distribution(self, name, value, tags, host, config, part):
        if config["send_distribution_%s_as_monotonic" % part]:
            return self.monotonic_count(name, value, tags, host)
        self.gauge(name, value, tags, host)
        if config["send_monotonic_with_gauge"]:
            self.monotonic_count(name + ".total", value, tags, host)

    def _sp_summary(self, name, metric, config, hostname):
        for sample in self._sp_finite(metric):
            tags, host = self._sp_tags(name, sample, config), self._sp_hostname(hostname, sample, config)
            if sample.name.endswith("_sum"):
                self._sp_distribution(name + ".sum", sample.value, tags, host, config, "sums")
            elif sample.name.endswith("_count"):
                self._sp_distribution(name + ".count", sample.value, tags, host, config, "counts")
            elif "quantile" in sample.labels:
                self.gauge(name + ".quantile", sample.value, tags, host)

    def _sp_histogram(self, name, metric, config, hostname):
        for sample in self._sp_finite(metric):
            host = self._sp_hostname(hostname, sample, config)
            if sample.name.endswith("_sum"):
                self._sp_distribution(name + ".sum", sample.value, self._sp_tags(name, sample, config), host, config, "sums")
            elif sample.name.endswith("_count"):
                tags = self._sp_tags(name, sample, config)
                if config["send_histograms_buckets"]:
                    tags.append("upper_bound:none")
                self._sp_distribution(name + ".count", sample.value, tags, host, config, "counts")
            elif sample.name.endswith("_bucket") and config["send_histograms_buckets"] and "Inf" not in sample.labels.get("le", "Inf"):
                sample.labels["le"] = openmetrics.bound(sample.labels["le"])
                self._sp_distribution(name + ".count", sample.value, self._sp_tags(name, sample, config), host, config, "counts")

    def _sp_tags(self, name, sample, config):
        tags = [*config["custom_tags"], *config["_metric_tags"]]
        for label, value in sample.labels.items():
            if label in config["exclude_labels"] or config["include_labels"] and label not in config["include_labels"]:
                continue
            tags.append("%s:%s" % (config["labels_mapper"].get(label, label), value))
        return self._finalize_tags_to_submit(tags, name, sample.value, sample)

    def _filter_metric(self, metric, scraper_config):
        """To be overridden by checks that leave metrics out."""
        return False

    def _finalize_tags_to_submit(self, tags, metric_name, val, metric, custom_tags=None, hostname=None):
        """To be overridden by checks that change tags."""
        return tags

    def _metric_tags(self, metric_name, val, sample, scraper_config, hostname=None):
        return self._sp_tags(metric_name, sample, scraper_config)

    def _metric_name_with_namespace(self, metric_name, scraper_config):
        return "%s.%s" % (scraper_config["namespace"], metric_name) if scraper_config["namespace"] else metric_name

    def _is_value_valid(self, val):
        return openmetrics.finite(val)

    def _get_hostname(self, hostname, sample, scraper_config):
        return self._sp_hostname(hostname, sample, scraper_config)

    def _sp_hostname(self, hostname, sample, config):
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
        for instance in self.instances:  # checks look into the map
            if instance.get("prometheus_url") is not None or instance.get("prometheus_endpoint") is not None:
                self.get_scraper_config(instance)

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
