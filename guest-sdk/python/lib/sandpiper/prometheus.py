"""PrometheusCheck: a class that maps names, or has a method for each metric."""

import requests

from . import openmetrics
from checks import AgentCheck as OldAgentCheck
from .datadog import AgentCheck, _arguments


class PrometheusFormat:
    PROTOBUF = "PROTOBUF"
    TEXT = "TEXT"


class UnknownFormatError(TypeError):
    pass


class _Message:
    """Looks like a message of the protobuf form: fields by name."""

    def __init__(self, **fields):
        self.__dict__.update(fields)


_TYPES = ["counter", "gauge", "summary", "untyped", "histogram"]


def messages(text):
    """The families of a page as such messages."""
    for family in openmetrics.families(text):
        kind = "untyped" if family.type not in _TYPES else family.type
        grouped = {}
        for sample in family.samples:
            own = {k: v for k, v in sample.labels.items() if k not in ("le", "quantile")} if kind in ("histogram", "summary") else sample.labels
            metric = grouped.get(tuple(own.items()))
            if metric is None:
                metric = _Message(label=[_Message(name=k, value=v) for k, v in own.items()])
                metric.histogram = _Message(sample_count=0, sample_sum=0.0, bucket=[])
                metric.summary = _Message(sample_count=0, sample_sum=0.0, quantile=[])
                grouped[tuple(own.items())] = metric
            part = getattr(metric, kind, None)
            if kind not in ("histogram", "summary"):
                setattr(metric, kind, _Message(value=sample.value))
            elif sample.name.endswith("_sum"):
                part.sample_sum = sample.value
            elif sample.name.endswith("_count"):
                part.sample_count = int(sample.value)
            elif "le" in sample.labels:
                part.bucket.append(_Message(upper_bound=float(sample.labels["le"]), cumulative_count=int(sample.value)))
            elif "quantile" in sample.labels:
                part.quantile.append(_Message(quantile=float(sample.labels["quantile"]), value=sample.value))
        yield _Message(name=family.name, help=family.documentation, type=_TYPES.index(kind), metric=list(grouped.values()))


class _PrometheusMixin:
    METRIC_TYPES = _TYPES
    UnknownFormatError = UnknownFormatError

    def _sp_prepare(self):
        self.NAMESPACE = ""
        self.metrics_mapper = {}
        self.ignore_metrics = []
        self.labels_mapper = {}
        self.exclude_labels = []
        self.type_overrides = {}
        self.health_service_check = True
        self.label_to_hostname = None

    def prometheus_metric_name(self, message, **kwargs):
        """An example of a method: it would be called for the metric of its name."""

    def poll(self, endpoint, pFormat=PrometheusFormat.TEXT, headers=None, instance=None):
        headers = {"accept-encoding": "gzip", "accept": "text/plain", **(headers or {})}
        response = requests.get(endpoint, headers=headers)
        response.raise_for_status()
        return response.headers.get("Content-Type", "text/plain"), response.content

    def parse_metric_family(self, buf, content_type="text/plain"):
        if "protobuf" in content_type:
            raise UnknownFormatError("Unsupported content-type provided: {}".format(content_type))
        return messages(buf.decode("utf-8", "replace") if isinstance(buf, bytes) else buf)

    def process(self, endpoint, send_histograms_buckets=True, instance=None, **kwargs):
        content_type, data = self.poll(endpoint)
        tags = list((instance or {}).get("tags") or [])
        for message in self.parse_metric_family(data, content_type):
            self.process_metric(message, send_histograms_buckets=send_histograms_buckets, custom_tags=tags, instance=instance, **kwargs)

    def process_metric(self, message, send_histograms_buckets=True, custom_tags=None, **kwargs):
        if message.name in self.ignore_metrics:
            return
        if message.name in self.metrics_mapper:
            self._submit_metric(self.metrics_mapper[message.name], message, send_histograms_buckets, custom_tags)
            return
        handler = getattr(self, message.name, None)
        if callable(handler):
            handler(message, **kwargs)
        else:
            self.log.debug("no metric is made of %s", message.name)

    def _submit_metric(self, metric_name, message, send_histograms_buckets=True, custom_tags=None):
        kind = self.METRIC_TYPES[message.type]
        for metric in message.metric:
            if kind == "histogram":
                self._submit_gauges_from_histogram(metric_name, metric, send_histograms_buckets, custom_tags)
            elif kind == "summary":
                self._submit_gauges_from_summary(metric_name, metric, custom_tags)
            else:
                self._submit_gauge(metric_name, getattr(metric, kind).value, metric, custom_tags)

    submit_metric = _submit_metric

    def _submit_gauge(self, metric_name, val, metric, custom_tags=None):
        tags = list(custom_tags or [])
        for label in metric.label:
            if label.name not in (self.exclude_labels or ()):
                tags.append("{}:{}".format((self.labels_mapper or {}).get(label.name, label.name), label.value))
        self.gauge("{}.{}".format(self.NAMESPACE, metric_name), val, tags)

    def _submit_gauges_from_summary(self, name, metric, custom_tags=None):
        summary = metric.summary
        self._submit_gauge(name + ".count", summary.sample_count, metric, custom_tags)
        self._submit_gauge(name + ".sum", summary.sample_sum, metric, custom_tags)
        for quantile in summary.quantile:
            self._submit_gauge(name + ".quantile", quantile.value, metric, [*(custom_tags or []), "quantile:{}".format(quantile.quantile)])

    def _submit_gauges_from_histogram(self, name, metric, send_histograms_buckets=True, custom_tags=None):
        histogram = metric.histogram
        self._submit_gauge(name + ".count", histogram.sample_count, metric, custom_tags)
        self._submit_gauge(name + ".sum", histogram.sample_sum, metric, custom_tags)
        for bucket in histogram.bucket if send_histograms_buckets else ():
            tags = [*(custom_tags or []), "upper_bound:{}".format(bucket.upper_bound)]
            self._submit_gauge(name + ".count", bucket.cumulative_count, metric, tags)


class PrometheusCheck(_PrometheusMixin, AgentCheck):
    """That of datadog_checks and stackstate_checks."""

    def __init__(self, *args, **kwargs):
        name, init_config, agent_config, instances = _arguments(args, kwargs)
        AgentCheck.__init__(self, name, init_config, agent_config, instances)
        self._sp_prepare()


class OldPrometheusCheck(_PrometheusMixin, OldAgentCheck):
    """That of the old agent's checks.prometheus_check."""

    def __init__(self, name, init_config, agentConfig, instances=None):
        OldAgentCheck.__init__(self, name, init_config, agentConfig, instances)
        self._sp_prepare()


PrometheusScraper = _PrometheusMixin
