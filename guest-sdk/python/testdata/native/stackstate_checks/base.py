"""AgentCheck with a source of topology, which tags what it reports."""

from datadog_checks.base import AgentCheck as Base
from datadog_checks.base import ConfigurationError  # noqa: F401


class TopologyInstance:
    def __init__(self, type, url, with_snapshots=False):
        self.type = type
        self.url = url
        self.with_snapshots = with_snapshots


class AgentCheck(Base):
    def _source(self):
        key = self.get_instance_key(self.instance)
        return key, {"type": key.type, "url": key.url}, ["integration-type:" + key.type, "integration-url:" + key.url]

    def run_once(self, instance):
        key, source, _ = self._source()
        if key.with_snapshots:
            super().start_snapshot(source)
        super().run_once(instance)
        if key.with_snapshots:
            super().stop_snapshot(source)

    def component(self, id, type, data):
        _, source, tags = self._source()
        super().component(source, id, type, {**data, "tags": sorted({*data.get("tags", []), *tags})})

    def relation(self, source, target, type, data):
        super().relation(self._source()[1], source, target, type, data)

    def service_check(self, name, status, tags=None, hostname=None, message=None):
        super().service_check(name, status, [*(tags or []), *self._source()[2]], hostname, message)
