"""AgentCheck, as the checks of the old agents know it.

The classes of `checks`, `datadog_checks.base` and `stackstate_checks.base` are
made of this one, which has what they share.
"""

import json
import logging
import math
import re
import time
import unicodedata
from collections import defaultdict

import _sandpiper

from . import host

_GAUGE, _RATE, _COUNT, _MONOTONIC_COUNT, _INCREMENT, _DECREMENT, _HISTOGRAM, _RAW = range(8)

# What the wire calls the kinds, for get_metrics.
_WIRE = "gauge", "gauge", "count", "count", "rate", "rate", "histogram", "raw"


class CheckException(Exception):
    pass


class Infinity(CheckException):
    pass


class NaN(CheckException):
    pass


class UnknownValue(CheckException):
    pass


class AgentCheck:
    OK, WARNING, CRITICAL, UNKNOWN = range(4)

    SOURCE_TYPE_NAME = None
    DEFAULT_EXPIRY_SECONDS = 300
    DEFAULT_MIN_COLLECTION_INTERVAL = 0

    _sp_old_constructor = True  # the third argument is agentConfig
    _sp_agent = host.Agent()  # what the host says of itself and of the instance
    _sp_main = None  # where the script runs by itself: its name, and its instance

    def __init__(self, name=None, init_config=None, agentConfig=None, instances=None, **kwargs):
        if instances is None and isinstance(agentConfig, (list, tuple)):  # as later agents call it
            agentConfig, instances = None, agentConfig
        self._sp_setup(name, init_config, agentConfig, instances)

    def _sp_setup(self, name, init_config, agent_config, instances):
        self.name = name or self._sp_agent.get("check") or ""
        self.init_config = init_config or {}
        self.agentConfig = agent_config or {}
        self.instances = instances or []
        self.hostname = self._sp_agent.get("hostname", "")
        self.log = logging.getLogger("checks." + self.name)
        self.warnings = []
        self.events = []
        self.service_checks = []
        self.svc_metadata = []
        self.library_versions = None
        self.check_version = None
        self.metrics = defaultdict(list)
        self.proxies = {}
        self.default_integration_http_timeout = float(self.agentConfig.get("default_integration_http_timeout", 9))
        self._sp_sets = {}
        self._sp_historates = {}

    @classmethod
    def _sp_agent_config(cls):
        """What scripts find in agentConfig."""
        agent = AgentCheck._sp_agent
        return {"hostname": agent.get("hostname", ""), "version": agent.get("version", ""), "api_key": "", "dd_url": ""}

    def _sp_complete(self, name, init_config, agent_config, instances):
        """Makes up for a constructor that does not call that of its class."""
        if not hasattr(self, "log"):
            AgentCheck._sp_setup(self, name, init_config, agent_config, instances)

    def _sp_begin(self):
        """Readies the check for a run."""
        self.warnings.clear()
        self.events.clear()
        self.service_checks.clear()
        self.svc_metadata.clear()
        self._sp_sets.clear()

    def _sp_run(self, instance):
        """Runs the check for the copy of its instance that the host gave."""
        self._sp_begin()
        try:
            return self.check(instance)
        finally:
            for (name, tags, hostname, device), values in self._sp_sets.items():
                self.gauge(name, len(values), list(tags), hostname, device)

    def check(self, instance):
        """To be overridden: runs the check for an instance."""
        raise NotImplementedError

    check._missing = True

    def run(self):
        """Runs the check for each of its instances."""
        for instance in self.instances:
            self.check(instance)

    def stop(self):
        """To be overridden by checks that hold something."""

    # Metrics. Of what the host refuses it tells by itself.

    def _sp_submit(self, kind, metric, value, tags=None, hostname=None, device_name=None, timestamp=None):
        try:
            if isinstance(timestamp, str):  # as it stood in a file
                timestamp = float(timestamp)
            _sandpiper.metric(kind, metric, value, tags, hostname, device_name, timestamp)
        except (TypeError, ValueError, OverflowError) as e:
            if value is not None:
                self.warning("Metric %r has value %r, which is not a number: %s" % (metric, value, e))
            return
        if AgentCheck._sp_main:
            attributes = {"tags": tags, "hostname": hostname or self.hostname, "device_name": device_name, "type": _WIRE[kind]}
            attributes = {key: value for key, value in attributes.items() if value}
            self.metrics[None].append((metric, int(timestamp or time.time()), value, attributes))

    def gauge(self, metric, value, tags=None, hostname=None, device_name=None, timestamp=None):
        self._sp_submit(_GAUGE, metric, value, tags, hostname, device_name, timestamp)

    def increment(self, metric, value=1, tags=None, hostname=None, device_name=None):
        self._sp_submit(_INCREMENT, metric, value, tags, hostname, device_name)

    def decrement(self, metric, value=-1, tags=None, hostname=None, device_name=None):
        self._sp_submit(_DECREMENT, metric, value, tags, hostname, device_name)

    def rate(self, metric, value, tags=None, hostname=None, device_name=None):
        self._sp_submit(_RATE, metric, value, tags, hostname, device_name)

    def count(self, metric, value=0, tags=None, hostname=None, device_name=None):
        self._sp_submit(_COUNT, metric, value, tags, hostname, device_name)

    def monotonic_count(self, metric, value=0, tags=None, hostname=None, device_name=None):
        self._sp_submit(_MONOTONIC_COUNT, metric, value, tags, hostname, device_name)

    def histogram(self, metric, value, tags=None, hostname=None, device_name=None):
        self._sp_submit(_HISTOGRAM, metric, value, tags, hostname, device_name)

    def raw(self, metric, value, tags=None, hostname=None, device_name=None, timestamp=None):
        self._sp_submit(_RAW, metric, value, tags, hostname, device_name, timestamp)

    def historate(self, metric, value, tags=None, hostname=None, device_name=None):
        """A histogram of the rates between samples."""
        context = self._sp_context(metric, tags, hostname, device_name)
        now, value = time.time(), float(value)
        before = self._sp_historates.get(context)
        self._sp_historates[context] = now, value
        if before and now > before[0] and value >= before[1]:
            self.histogram(metric, (value - before[1]) / (now - before[0]), tags, hostname, device_name)

    def set(self, metric, value, tags=None, hostname=None, device_name=None):
        """How many distinct values a run has, as a gauge."""
        self._sp_sets.setdefault(self._sp_context(metric, tags, hostname, device_name), {})[value] = True

    @staticmethod
    def _sp_context(metric, tags, hostname, device_name):
        return metric, tuple(sorted({str(tag) for tag in tags or ()})), hostname, device_name

    @staticmethod
    def _sp_without(tags, excluding_tags):
        return [tag for tag in tags or [] if tag.split(":")[0] not in excluding_tags]

    def generate_historate_func(self, excluding_tags):
        def historate(metric, value, tags=None, hostname=None, device_name=None):
            self.historate(metric, value, self._sp_without(tags, excluding_tags), hostname, device_name)

        return historate

    def generate_histogram_func(self, excluding_tags):
        def histogram(metric, value, tags=None, hostname=None, device_name=None):
            self.histogram(metric, value, self._sp_without(tags, excluding_tags), hostname, device_name)

        return histogram

    # Events, service checks, what is known of the service.

    def event(self, event):
        if AgentCheck._sp_main:
            self.events.append(event)
        _sandpiper.event(_json(event))

    def service_check(self, check_name, status, tags=None, timestamp=None, hostname=None, check_run_id=None, message=None):
        if AgentCheck._sp_main:
            self.service_checks.append({"check": check_name, "status": status, "tags": tags, "timestamp": timestamp, "message": message})
        _sandpiper.service_check(check_name, int(status), tags, hostname, message, timestamp, check_run_id)

    def service_metadata(self, meta_name, value):
        if AgentCheck._sp_main:
            self.svc_metadata.append({meta_name: value})
        _sandpiper.service_metadata(meta_name, value)

    def warning(self, warning_message, *args):
        text = str(warning_message)
        if args:
            text = text % args
        self.warnings.append(text)
        self.log.warning("%s", text)
        _sandpiper.warning(text)

    # Topology.

    def component(self, instance_id, id, type, data=None):
        self._sp_topology(_sandpiper.component(_json(instance_id), id, type, _json(data or {})))

    def relation(self, instance_id, source_id, target_id, type, data=None):
        self._sp_topology(_sandpiper.relation(_json(instance_id), source_id, target_id, type, _json(data or {})))

    def start_snapshot(self, instance_id):
        self._sp_topology(_sandpiper.snapshot(_json(instance_id), host.START))

    def stop_snapshot(self, instance_id):
        self._sp_topology(_sandpiper.snapshot(_json(instance_id), host.STOP))

    @staticmethod
    def _sp_topology(status):
        """A snapshot that is not what the check believes would be worse than none."""
        if status == host.NOT_NOW:
            raise CheckException(host.cause())

    # What a script that runs by itself asks for.

    @classmethod
    def from_yaml(cls, path_to_yaml=None, agentConfig=None, yaml_text=None, check_name=None):
        """The check and its instances. Under the agent these are the ones that
        it runs, wherever the path leads."""
        name, instance = AgentCheck._sp_main or (None, None)
        if yaml_text is not None or instance is None:
            import yaml

            if yaml_text is None:
                with open(path_to_yaml) as f:
                    yaml_text = f.read()
            config = yaml.safe_load(yaml_text)
            init_config, instances = config.get("init_config") or {}, config.get("instances") or []
        else:
            from .runner import config

            init_config, instances = config(host.INIT_CONFIG), [instance]
        agent_config = agentConfig or cls._sp_agent_config()
        name = check_name or name or cls.__name__
        from .script import construct

        check = construct(cls, name, init_config, agent_config, instances)
        return check, instances

    def get_metrics(self, *args):
        return self.metrics.pop(None, [])

    def _sp_taken(self, kept):
        taken = kept[:]
        kept.clear()
        return taken

    def get_events(self):
        return self._sp_taken(self.events)

    def get_service_checks(self):
        return self._sp_taken(self.service_checks)

    def get_service_metadata(self):
        return self._sp_taken(self.svc_metadata)

    def get_warnings(self):
        return self._sp_taken(self.warnings)

    def has_events(self):
        return len(self.events) > 0

    def has_warnings(self):
        return len(self.warnings) > 0

    def instance_count(self):
        return len(self.instances)

    @classmethod
    def is_check_enabled(cls, name):
        return False

    def get_library_info(self):
        return self.library_versions

    def get_library_versions(self):
        return None

    def set_check_version(self, version=None, manifest=None):
        self.check_version = version or (manifest or {}).get("version")

    def get_instance_proxy(self, instance, uri, proxies=None):
        return {}  # the host knows of proxies, not the check

    # Configuration and names.

    @staticmethod
    def read_config(instance, key, message=None, cast=None):
        value = instance.get(key)
        if value is None:
            raise Exception(message or "Must provide `%s` value in instance config" % key)
        return value if cast is None else cast(value)

    def normalize(self, metric, prefix=None, fix_case=False, extra_disallowed_chars=None):
        """Makes a name of letters, digits, _ and dots, after a prefix."""
        name = _ascii(metric)
        if fix_case:
            name = self.convert_to_underscore_separated(name)
            prefix = None if prefix is None else self.convert_to_underscore_separated(_ascii(prefix))
        else:
            extra = re.escape(_ascii(extra_disallowed_chars)) if extra_disallowed_chars else ""
            name = re.sub(r"[,+*\-/()\[\]{}\s" + extra + "]", "_", name)
        name = re.sub("__+", "_", name)
        name = re.sub("^_|_$", "", name)
        name = name.replace("._", ".").replace("_.", ".")
        return name if prefix is None else _ascii(prefix) + "." + name

    FIRST_CAP_RE = re.compile("(.)([A-Z][a-z]+)")
    ALL_CAP_RE = re.compile("([a-z0-9])([A-Z])")
    METRIC_REPLACEMENT = re.compile(r"([^a-zA-Z0-9_.]+)|(^[^a-zA-Z]+)")
    DOT_UNDERSCORE_CLEANUP = re.compile(r"_*\._*")

    def convert_to_underscore_separated(self, name):
        """CamelCase becomes camel_case."""
        name = self.ALL_CAP_RE.sub(r"\1_\2", self.FIRST_CAP_RE.sub(r"\1_\2", _ascii(name))).lower()
        name = self.METRIC_REPLACEMENT.sub("_", name)
        return self.DOT_UNDERSCORE_CLEANUP.sub(".", name).strip("_")


_sandpiper.quicken(AgentCheck)  # the methods of metrics, for arguments as they mostly are


def _ascii(text):
    if isinstance(text, bytes):
        text = text.decode("utf-8", "ignore")
    return unicodedata.normalize("NFKD", str(text)).encode("ascii", "ignore").decode()


_encoder = json.JSONEncoder(skipkeys=False, default=lambda o: _plain(o))


def _json(value):
    """JSON of what scripts hand over; numbers that JSON lacks become null."""
    try:
        text = _encoder.encode(value)
    except TypeError:
        text = _encoder.encode(_keyed(value))
    return text if "NaN" not in text and "Infinity" not in text else _encoder.encode(_keyed(value))


def _plain(o):
    if isinstance(o, (bytes, bytearray)):
        return o.decode("utf-8", "replace")
    if isinstance(o, (set, frozenset)):
        return sorted(o, key=str)
    if hasattr(o, "to_dict"):
        return o.to_dict()
    return str(o)


def _keyed(value):
    """A copy in which keys are texts, and all numbers finite."""
    if isinstance(value, dict):
        return {_plain(k) if isinstance(k, bytes) else k if isinstance(k, str) else str(k): _keyed(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_keyed(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
