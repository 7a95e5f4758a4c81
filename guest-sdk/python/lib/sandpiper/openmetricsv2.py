"""OpenMetricsBaseCheckV2: a check of pages of metrics, by openmetrics_endpoint.

A page is a scraper's, which a check may replace or have several of; a metric is
a transformer's, which its entry in `metrics` names.
"""

import contextlib
import fnmatch
import re
import time
from collections import ChainMap

import requests

from . import openmetrics
from .agentcheck import AgentCheck as Statuses
from .datadog import AgentCheck, ConfigurationError
from .requestswrapper import RequestsWrapper
from .settings import is_affirmative


class OpenMetricsBaseCheckV2(AgentCheck):
    DEFAULT_METRIC_LIMIT = 2000
    METRICS_MAP = ()

    def __init__(self, name, init_config, instances):
        super().__init__(name, init_config, instances)
        self.scraper_configs = [self.instance]
        self.scrapers = {}
        self.check_initializations.append(self.configure_scrapers)

    def check(self, instance):
        self.refresh_scrapers()
        for endpoint, scraper in self.scrapers.items():
            with self.adopt_namespace(scraper.namespace):
                try:
                    scraper.scrape()
                except (ConnectionError, requests.RequestException) as e:
                    raise type(e)("There was an error scraping endpoint {}: {}".format(endpoint, e)) from None

    def configure_scrapers(self):
        """Makes a scraper of each configuration, once before the first run."""
        scrapers = {}
        for config in self.scraper_configs:
            endpoint = config.get("openmetrics_endpoint", "")
            if not isinstance(endpoint, str):
                raise ConfigurationError("The setting `openmetrics_endpoint` must be a string")
            if not endpoint:
                raise ConfigurationError("The setting `openmetrics_endpoint` is required")
            scrapers[endpoint] = self.create_scraper(config)
        self.scrapers.clear()
        self.scrapers.update(scrapers)

    def create_scraper(self, config):
        """To be overridden by checks that have scrapers of their own."""
        return OpenMetricsScraper(self, self.get_config_with_defaults(config))

    def refresh_scrapers(self):
        """To be overridden by checks whose endpoints come and go."""

    def set_dynamic_tags(self, *tags):
        for scraper in self.scrapers.values():
            scraper.set_dynamic_tags(*tags)

    def get_default_config(self):
        """To be overridden: settings that instances need not give."""
        return {}

    def get_config_with_defaults(self, config):
        defaults = dict(self.get_default_config())
        if isinstance(defaults.get("rename_labels"), dict) and isinstance(config.get("rename_labels"), dict):
            config = {**config, "rename_labels": {**defaults["rename_labels"], **config["rename_labels"]}}
        return ChainMap(config, defaults)

    @contextlib.contextmanager
    def adopt_namespace(self, namespace):
        """Names have another namespace for a while."""
        before = self.__NAMESPACE__
        try:
            self.__NAMESPACE__ = namespace or before
            yield
        finally:
            self.__NAMESPACE__ = before


class OpenMetricsScraper:
    """Reads the page of an endpoint, and hands each metric to its transformer.
    What it does not have itself it has of its check."""

    SERVICE_CHECK_HEALTH = "openmetrics.health"

    def __init__(self, check, config):
        self.check, self.config = check, config
        self.endpoint = config["openmetrics_endpoint"]
        self.metric_transformer = MetricTransformer(check, config)
        self.label_aggregator = LabelAggregator(check, config)
        self.enable_telemetry = is_affirmative(config.get("telemetry", False))
        self.namespace = check.__NAMESPACE__ or _setting(config, "namespace", "", "a string")
        self.raw_metric_prefix = _setting(config, "raw_metric_prefix", "", "a string")
        self.enable_health_service_check = is_affirmative(config.get("enable_health_service_check", True))
        self.ignore_connection_errors = is_affirmative(config.get("ignore_connection_errors", False))
        self.hostname_label = _setting(config, "hostname_label", "", "a string")
        form = _setting(config, "hostname_format", "", "a string")
        if self.hostname_label and form and "<HOSTNAME>" not in form:
            raise ConfigurationError("Setting `hostname_format` does not contain the placeholder `<HOSTNAME>`")
        self.hostname_formatter = (lambda hostname: form.replace("<HOSTNAME>", hostname, 1)) if form else None
        self.exclude_labels = set(_texts(config, "exclude_labels"))
        self.include_labels = set(_texts(config, "include_labels"))
        self.rename_labels = _setting(config, "rename_labels", {}, "a mapping")
        self.exclude_metrics = {name for name in _texts(config, "exclude_metrics") if re.escape(name) == name}
        self.exclude_metrics_pattern = _any([name for name in _texts(config, "exclude_metrics") if re.escape(name) != name])
        self.exclude_metrics_by_labels = {}
        for label, values in _setting(config, "exclude_metrics_by_labels", {}, "a mapping").items():
            self.exclude_metrics_by_labels[label] = (lambda value: True) if values is True else re.compile("|".join(values)).search
        self.ignored_tags_re = _any(config.get("ignore_tags") or [])
        tags = [tag for tag in _texts(config, "tags") if not (self.ignored_tags_re and self.ignored_tags_re.search(tag))]
        if is_affirmative(config.get("tag_by_endpoint", True)):
            tags.append("endpoint:" + self.endpoint)
        self.static_tags = self.tags = tuple(tags)
        self.raw_line_filter = _any(_texts(config, "raw_line_filters"))
        self.http = RequestsWrapper(config, check.init_config, check.HTTP_CONFIG_REMAPPER, check.log)
        if self.http.options["headers"].get("Accept") == "*/*":
            latest = is_affirmative(config.get("use_latest_spec", False))
            versions = "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1"
            self.http.options["headers"]["Accept"] = versions if latest else "text/plain"
        self.flush_first_value = None

    def scrape(self):
        runtime_data = {"flush_first_value": bool(self.flush_first_value), "static_tags": self.static_tags}
        for metric in self.yield_metrics(runtime_data):
            transformer = self.metric_transformer.get(metric)
            if transformer is not None:
                transformer(metric, self.generate_sample_data(metric), runtime_data)
        self.flush_first_value = True

    def yield_metrics(self, runtime_data):
        yield from self.consume_metrics(runtime_data)

    def consume_metrics(self, runtime_data):
        """The metrics of the page without those that are excluded."""
        for metric in self.label_aggregator(self.parse_metrics()):
            if metric.name in self.exclude_metrics or self.exclude_metrics_pattern and self.exclude_metrics_pattern.search(metric.name):
                self._sp_telemetry("metrics.ignored.count", len(metric.samples))
            else:
                yield metric

    def parse_metrics(self):
        for metric in openmetrics.families("\n".join(self._sp_lines())):
            if metric.type == "counter":
                metric.name = metric.name.removesuffix("_total")
                metric.samples = [sample for sample in metric.samples if not sample.name.endswith("_created")]
            self._sp_telemetry("metrics.input.count", len(metric.samples))
            if self.raw_metric_prefix:
                metric.name = metric.name.removeprefix(self.raw_metric_prefix)
            yield metric

    def _sp_lines(self):
        for line in self.stream_connection_lines():
            if self.raw_line_filter and self.raw_line_filter.search(line):
                self._sp_telemetry("metrics.blacklist.count", 1)
            else:
                yield line

    def generate_sample_data(self, metric):
        """Yields samples with their tags and their host."""
        for sample in metric.samples:
            if not openmetrics.finite(sample.value):
                continue
            labels = sample.labels
            self.label_aggregator.populate(labels)
            if metric.type == "histogram" and "le" in labels:
                labels["upper_bound"] = openmetrics.number(labels.pop("le"))
            elif metric.type == "summary" and "quantile" in labels:
                labels["quantile"] = openmetrics.number(labels["quantile"])
            if any(label in self.exclude_metrics_by_labels and self.exclude_metrics_by_labels[label](value) for label, value in labels.items()):
                continue
            tags = [
                "%s:%s" % (self.rename_labels.get(label, label), value)
                for label, value in labels.items()
                if label not in self.exclude_labels and (not self.include_labels or label in self.include_labels)
            ]
            tags.extend(self.tags)
            hostname = labels.get(self.hostname_label, "") if self.hostname_label else ""
            if hostname and self.hostname_formatter:
                hostname = self.hostname_formatter(hostname)
            self._sp_telemetry("metrics.processed.count", 1)
            yield sample, tags, hostname

    def stream_connection_lines(self):
        try:
            response = self.get_connection()
        except requests.ConnectionError:
            if not self.ignore_connection_errors:
                raise
            self.log.warning("OpenMetrics endpoint %s is not accessible", self.endpoint)
            return
        yield from response.text.split("\n")

    def get_connection(self):
        """The response of the endpoint; whether there is one is a service check."""
        try:
            response = self.send_request()
            response.raise_for_status()
        except Exception as e:
            self.submit_health_check(Statuses.CRITICAL, message=str(e))
            raise
        self.submit_health_check(Statuses.OK)
        if "charset" not in response.headers.get("Content-Type", ""):
            response.encoding = "utf-8"
        if self.enable_telemetry:
            self.gauge("telemetry.payload.size", len(response.content), tags=self.tags)
        return response

    def send_request(self, **kwargs):
        kwargs["stream"] = True
        return self.http.get(self.endpoint, **kwargs)

    def set_dynamic_tags(self, *tags):
        self.tags = self.static_tags + tuple(tag for tag in tags if not (self.ignored_tags_re and self.ignored_tags_re.search(tag)))

    def submit_health_check(self, status, **kwargs):
        if self.enable_health_service_check:
            self.service_check(self.SERVICE_CHECK_HEALTH, status, tags=self.static_tags, **kwargs)

    def _sp_telemetry(self, name, count):
        if self.enable_telemetry:
            self.count("telemetry." + name, count, tags=self.tags)

    def __getattr__(self, name):
        return getattr(self.check, name)


class OpenMetricsCompatibilityScraper(OpenMetricsScraper):
    """Takes the settings that scrapers had before."""

    _RENAMED = {
        "health_service_check": "enable_health_service_check",
        "send_histograms_buckets": "collect_histogram_buckets",
        "non_cumulative_buckets": "non_cumulative_histogram_buckets",
        "prometheus_metrics_prefix": "raw_metric_prefix",
        "label_to_hostname": "hostname_label",
        "labels_mapper": "rename_labels",
    }

    def __init__(self, check, config):
        config = dict(config)
        for old, new in self._RENAMED.items():
            if old in config:
                config.setdefault(new, config.pop(old))
        if "label_to_hostname_suffix" in config:
            config.setdefault("hostname_format", "<HOSTNAME>" + config.pop("label_to_hostname_suffix"))
        config.setdefault("exclude_metrics", [fnmatch.translate(name) for name in config.pop("ignore_metrics", [])])
        by_labels = {k: True if "*" in v else v for k, v in config.pop("ignore_metrics_by_labels", {}).items()}
        config["exclude_metrics_by_labels"] = {**config.get("exclude_metrics_by_labels", {}), **by_labels}
        shared = {
            name: {"match": join.get("labels_to_match", []), "labels": join.get("labels_to_get", []), "values": [1]}
            for name, join in config.pop("label_joins", {}).items()
        }
        config["share_labels"] = {**config.get("share_labels", {}), **shared}
        types, metrics = dict(config.pop("type_overrides", {})), []
        for entry in config.pop("metrics", []):
            for raw, name in (entry if isinstance(entry, dict) else {entry: entry}).items():
                made = {"name": name}
                if raw in types:
                    made["type"] = types.pop(raw)
                metrics.append({fnmatch.translate(raw): made})
        metrics += [{fnmatch.translate(raw): {"type": kind}} for raw, kind in types.items()]
        config["metrics"] = metrics
        super().__init__(check, config)


class MetricTransformer:
    """Finds what is to be made of a metric."""

    def __init__(self, check, config):
        self.check, self.logger = check, check.log
        self.global_options = {
            "collect_histogram_buckets": is_affirmative(config.get("collect_histogram_buckets", True)),
            "non_cumulative_histogram_buckets": is_affirmative(config.get("non_cumulative_histogram_buckets", False)),
        }
        self.transformer_data, self.metric_patterns = {}, []
        for raw, entry in self.normalize_metric_config(config).items():
            if re.escape(raw) == raw:
                self.transformer_data[raw] = self.compile_transformer(entry)
            else:
                entry.pop("name")
                self.metric_patterns.append((re.compile(raw), entry))

    def get(self, metric):
        found = self.transformer_data.get(metric.name)
        if found is None:
            entry = next((entry for pattern, entry in self.metric_patterns if pattern.search(metric.name)), None)
            if entry is None:
                return None
            found = self.transformer_data[metric.name] = self.compile_transformer({"name": metric.name, **entry})
        kind, transformer = found
        return None if kind == "native" and metric.type not in _NATIVE else transformer

    def add_custom_transformer(self, name, transformer, pattern=False):
        self.metric_patterns.append((re.compile(name if pattern else "^%s$" % name), {"__transformer__": transformer}))

    def compile_transformer(self, config):
        config = dict(config)
        if "__transformer__" in config:
            return None, config["__transformer__"]
        name, kind = config.pop("name"), config.pop("type")
        if not isinstance(name, str) or not isinstance(kind, str):
            raise TypeError("field `name` and field `type` must be strings")
        if kind not in _TRANSFORMERS:
            raise ValueError("unknown type `%s`" % kind)
        return kind, _TRANSFORMERS[kind](self.check, name, config, self.global_options)

    @staticmethod
    def normalize_metric_config(check_config):
        """Entries of metrics by their raw names: {name, type} and what else they have."""
        found = {}
        for option in "metrics", "extra_metrics":
            for i, entry in enumerate(_setting(check_config, option, [], "an array"), 1):
                if not isinstance(entry, (str, dict)):
                    raise TypeError("Entry #%d of setting `%s` must be a string or a mapping" % (i, option))
                for raw, value in (entry if isinstance(entry, dict) else {entry: entry}).items():
                    value = {"name": value} if isinstance(value, str) else value
                    if not isinstance(value, dict):
                        raise TypeError("Value of entry `%s` of setting `%s` must be a string or a mapping" % (raw, option))
                    found[raw] = {"name": raw, "type": "native", **value}
        return found


# Transformers: of a check, a name, the entry's own settings, and those of the scraper.


def _counter(check, name, modifiers, options):
    return _each(lambda sample, **where: check.monotonic_count(name + ".count", sample.value, **where))


def _gauge(check, name, modifiers, options):
    return _each(lambda sample, **where: check.gauge(name, sample.value, **where))


def _rate(check, name, modifiers, options):
    return _each(lambda sample, **where: check.rate(name, sample.value, **where))


def _counter_gauge(check, name, modifiers, options):
    def both(sample, **where):
        check.gauge(name + ".total", sample.value, **where)
        check.monotonic_count(name + ".count", sample.value, **where)

    return _each(both)


def _histogram(check, name, modifiers, options):
    def one(sample, **where):
        if sample.name.endswith("_sum"):
            check.monotonic_count(name + ".sum", sample.value, **where)
        elif sample.name.endswith("_count"):
            check.monotonic_count(name + ".count", sample.value, **where)
        elif sample.name.endswith("_bucket") and options["collect_histogram_buckets"] and not sample.labels["upper_bound"].endswith("inf"):
            check.monotonic_count(name + ".bucket", sample.value, **where)

    if options["non_cumulative_histogram_buckets"]:
        return lambda metric, samples, runtime_data: _each(one)(metric, _apart(samples), runtime_data)
    return _each(one)


def _apart(samples):
    """Samples whose buckets have only what the bucket below has not."""
    below = {}
    for sample, tags, hostname in sorted(samples, key=lambda s: float(s[0].labels.get("upper_bound", "-inf"))):
        if sample.name.endswith("_bucket"):
            of = frozenset((k, v) for k, v in sample.labels.items() if k != "upper_bound")
            bound, value = below.get(of, ("0", 0.0))
            below[of] = sample.labels["upper_bound"], sample.value
            tags = [*tags, "lower_bound:" + openmetrics.number(bound)]
            sample = openmetrics.Sample(sample.name, {**sample.labels, "lower_bound": bound}, sample.value - value)
        yield sample, tags, hostname


def _summary(check, name, modifiers, options):
    def one(sample, **where):
        if sample.name.endswith("_sum"):
            check.monotonic_count(name + ".sum", sample.value, **where)
        elif sample.name.endswith("_count"):
            check.monotonic_count(name + ".count", sample.value, **where)
        elif "quantile" in sample.labels:
            check.gauge(name + ".quantile", sample.value, **where)

    return _each(one)


def _native(check, name, modifiers, options):
    made = {}

    def native(metric, samples, runtime_data):
        if metric.type not in made:
            made[metric.type] = _NATIVE[metric.type](check, name, modifiers, options)
        made[metric.type](metric, samples, runtime_data)

    return native


def _metadata(check, name, modifiers, options):
    label = modifiers.pop("label", "")
    if not label:
        raise ValueError("the `label` parameter is required")
    return _each(lambda sample, **where: check.set_metadata(name, sample.labels[label], **modifiers))


def _service_check(check, name, modifiers, options):
    statuses = {int(value): getattr(Statuses, status.upper()) for value, status in (modifiers.get("status_map") or {}).items()}
    if not statuses:
        raise ValueError("the `status_map` parameter is required")

    def service_check(metric, samples, runtime_data):
        for sample, _, hostname in samples:
            check.service_check(name, statuses.get(int(sample.value), Statuses.UNKNOWN), tags=runtime_data["static_tags"], hostname=hostname)

    return service_check


_UNITS = {"second": 1, "millisecond": 1000, "microsecond": 1000000, "nanosecond": 1000000000}


def _temporal_percent(check, name, modifiers, options):
    scale = modifiers.get("scale")
    scale = _UNITS.get(scale.lower()) if isinstance(scale, str) else scale
    if not isinstance(scale, int):
        raise ValueError("the `scale` parameter must be an integer or one of: " + " | ".join(sorted(_UNITS)))
    return _each(lambda sample, **where: check.rate(name, sample.value / scale * 100, **where))


def _time_elapsed(check, name, modifiers, options):
    return _each(lambda sample, **where: check.gauge(name, time.time() - sample.value, **where))


def _each(send):
    def transformer(metric, samples, runtime_data):
        for sample, tags, hostname in samples:
            send(sample, tags=tags, hostname=hostname)

    return transformer


_NATIVE = {"counter": _counter, "gauge": _gauge, "histogram": _histogram, "summary": _summary}
_TRANSFORMERS = {
    **_NATIVE, "counter_gauge": _counter_gauge, "metadata": _metadata, "native": _native, "native_dynamic": _native, "rate": _rate,
    "service_check": _service_check, "temporal_percent": _temporal_percent, "time_elapsed": _time_elapsed,
}


class LabelAggregator:
    """Gives samples labels that other metrics of the page have: share_labels."""

    def __init__(self, check, config):
        self.sources = {name: {} if how is True else how for name, how in _setting(config, "share_labels", {}, "a mapping").items()}
        if config.get("target_info"):
            self.sources["target_info"] = {}
        self.shared = []  # (labels that must be there, labels to be added)

    def __call__(self, metrics):
        if not self.sources:
            return metrics
        metrics = list(metrics)
        self.shared = [
            ({(k, v) for k, v in sample.labels.items() if k in how.get("match", ())}, _kept(sample.labels, how.get("labels")))
            for metric in metrics if metric.name in self.sources
            for how in [self.sources[metric.name]]
            for sample in metric.samples
            if "values" not in how or sample.value in {int(v) for v in how["values"]}
        ]
        return metrics

    def populate(self, labels):
        own = set(labels.items())
        for wanted, added in self.shared:
            if wanted <= own:
                labels.update(added)


def _kept(labels, names):
    return {k: v for k, v in labels.items() if not names or k in names}


# Settings.

_KINDS = {"a string": str, "an array": list, "a mapping": dict}


def _setting(config, name, default, kind):
    value = config.get(name, default)
    if not isinstance(value, _KINDS[kind]):
        raise ConfigurationError("Setting `%s` must be %s" % (name, kind))
    return value


def _texts(config, name):
    values = _setting(config, name, [], "an array")
    for i, value in enumerate(values, 1):
        if not isinstance(value, str):
            raise ConfigurationError("Entry #%d of setting `%s` must be a string" % (i, name))
    return values


def _any(patterns):
    return re.compile("|".join(patterns)) if patterns else None
