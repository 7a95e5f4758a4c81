"""The AgentCheck of the document, which records what is called."""

import json
import logging
import time

import recorder


class CheckException(Exception):
    pass


class AgentCheck:
    OK, WARNING, CRITICAL, UNKNOWN = range(4)

    def __init__(self, name, init_config, agentConfig, instances=None):
        self.name = name
        self.init_config = init_config
        self.agentConfig = agentConfig
        self.instances = instances or []
        self.hostname = recorder.HOSTNAME
        self.log = logging.getLogger(name)
        self._sets = {}
        self._rates = {}

    def run_once(self, instance):
        self._sets = {}
        try:
            self.check(instance)
        finally:
            for (name, tags, hostname, device), values in self._sets.items():
                self.gauge(name, len(values), list(tags), hostname, device)

    def _metric(self, kind, name, value, tags, hostname, device, timestamp=None):
        if value is None:
            return
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError) as e:
            return self.warning("Metric %r has value %r, which is not a number: %s" % (name, value, e))
        recorder.add(kind, name=name, value=repr(number), tags=recorder.texts(tags), hostname=hostname, device=device, timestamp=timestamp)

    def gauge(self, metric, value, tags=None, hostname=None, device_name=None, timestamp=None):
        self._metric("gauge", metric, value, tags, hostname, device_name, timestamp)

    def increment(self, metric, value=1, tags=None, hostname=None, device_name=None):
        self._metric("increment", metric, value, tags, hostname, device_name)

    def decrement(self, metric, value=-1, tags=None, hostname=None, device_name=None):
        self._metric("decrement", metric, value, tags, hostname, device_name)

    def rate(self, metric, value, tags=None, hostname=None, device_name=None):
        self._metric("rate", metric, value, tags, hostname, device_name)

    def count(self, metric, value=0, tags=None, hostname=None, device_name=None):
        self._metric("count", metric, value, tags, hostname, device_name)

    def monotonic_count(self, metric, value=0, tags=None, hostname=None, device_name=None):
        self._metric("monotonic_count", metric, value, tags, hostname, device_name)

    def histogram(self, metric, value, tags=None, hostname=None, device_name=None):
        self._metric("histogram", metric, value, tags, hostname, device_name)

    def raw(self, metric, value, tags=None, hostname=None, device_name=None, timestamp=None):
        self._metric("raw", metric, value, tags, hostname, device_name, timestamp)

    def historate(self, metric, value, tags=None, hostname=None, device_name=None):
        """A histogram of the change per second between two values, which both are known of."""
        key = metric, tuple(sorted(set(recorder.texts(tags)))), hostname, device_name
        now = time.time()
        if key in self._rates:
            then, before = self._rates[key]
            if now > then and value >= before:
                self.histogram(metric, (value - before) / (now - then), tags, hostname, device_name)
        self._rates[key] = now, value

    def set(self, metric, value, tags=None, hostname=None, device_name=None):
        """The number of different values of a run."""
        key = metric, tuple(sorted(set(recorder.texts(tags)))), hostname, device_name
        self._sets.setdefault(key, set()).add(value)

    def event(self, event):
        recorder.add("event", data=json.loads(json.dumps(event)))

    def service_check(self, check_name, status, tags=None, timestamp=None, hostname=None, check_run_id=None, message=None):
        recorder.add(
            "service_check", name=check_name, status=int(status), tags=recorder.texts(tags), timestamp=timestamp,
            hostname=hostname, id=check_run_id, value=None if message is None else str(message),
        )

    def service_metadata(self, meta_name, value):
        recorder.add("service_metadata", name=meta_name, value=str(value))

    def warning(self, warning_message, *args):
        recorder.add("warning", value=str(warning_message) % args if args else str(warning_message))

    def component(self, instance_id, id, type, data=None):
        recorder.add("component", source=instance_id, name=id, value=type, data=data or {})

    def relation(self, instance_id, source_id, target_id, type, data=None):
        recorder.add("relation", source=instance_id, to=target_id, value=type, data=data or {}, **{"from": source_id})

    def start_snapshot(self, instance_id):
        recorder.add("start_snapshot", source=instance_id)

    def stop_snapshot(self, instance_id):
        recorder.add("stop_snapshot", source=instance_id)
