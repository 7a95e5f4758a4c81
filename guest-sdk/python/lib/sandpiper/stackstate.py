"""AgentCheck of stackstate_checks.base: what it reports of a topology is of the
source that get_instance_key names, in a snapshot that the run opens and closes."""

import json

import _sandpiper

from . import agentcheck, datadog, host
from . import streams as streams_of
from .agentcheck import CheckException, _json
from .datadog import ConfigurationError  # noqa: F401


class _TopologyInstanceBase:
    def __init__(self, type, url, with_snapshots=False):
        self.type = type
        self.url = url
        self.with_snapshots = with_snapshots

    def to_dict(self):
        return {"type": self.type, "url": self.url}

    def tags(self):
        return ["integration-type:%s" % self.type, "integration-url:%s" % self.url]

    def __eq__(self, other):
        return isinstance(other, _TopologyInstanceBase) and (self.type, self.url) == (other.type, other.url)

    def __hash__(self):
        return hash((self.type, self.url))


class TopologyInstance(_TopologyInstanceBase):
    """The source of a topology."""


StackPackInstance = TopologyInstance


class AgentIntegrationInstance(_TopologyInstanceBase):
    """A source within the agent's own integration."""

    def __init__(self, integration, name):
        super().__init__("agent", "integrations")
        self.integration = integration
        self.name = name

    def tags(self):
        return ["integration-type:%s" % self.integration, "integration-url:%s" % self.name]


class NoIntegrationInstance(_TopologyInstanceBase):
    """What a check has that names no source."""

    def __init__(self):
        super().__init__("agent", "integrations")

    def tags(self):
        return []


class AgentCheck(datadog.AgentCheck):
    INSTANCE_SCHEMA = None
    STATE_FIELD_NAME = "state"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance = self.instance or {}
        self.cluster_name = ""

    def get_instance_key(self, instance):
        """To be overridden by checks that report a topology."""
        return NoIntegrationInstance()

    def get_health_stream(self, instance):
        """To be overridden by checks that report states of health."""

    @property
    def health(self):
        from .health import HealthApi

        return HealthApi(self)

    def _sp_of_schema(self, instance):
        """The instance as what INSTANCE_SCHEMA makes of it."""
        if self.INSTANCE_SCHEMA:
            instance = self.INSTANCE_SCHEMA(instance, strict=False)
            instance.validate()
        return instance

    def _get_instance_key(self):
        key = self.get_instance_key(self._sp_of_schema(self.instance))
        if not isinstance(key, _TopologyInstanceBase):
            raise ValueError("get_instance_key() returned %r, which is no TopologyInstance" % (key,))
        return key

    def _sp_run(self, instance):
        source = self._get_instance_key()
        if source.with_snapshots:
            self.start_snapshot()
        state = _sandpiper.state_get(self.STATE_FIELD_NAME)
        if isinstance(state, bytes):
            instance[self.STATE_FIELD_NAME] = json.loads(state)
        instance = self._sp_of_schema(instance)
        self._sp_accept(super()._sp_run(instance))
        self.commit_state(instance.get(self.STATE_FIELD_NAME))
        if source.with_snapshots:
            self.stop_snapshot()

    def _sp_accept(self, response):
        """Looks at what the method check returned."""

    def commit_state(self, state, flush=True):
        """Keeps a state for the next run."""
        state = state.to_primitive() if hasattr(state, "to_primitive") else state
        if state is not None and _sandpiper.state_set(self.STATE_FIELD_NAME, _json(state)) < 0:
            self.warning("The state of the check was refused: %s" % host.cause())

    # Topology, without instance_id: the check has one source.

    def component(self, id, type, data, streams=None, checks=None):
        source = self._get_instance_key()
        data = self._sp_described(type, data, streams, checks)
        data["tags"] = sorted({*data.get("tags", []), *source.tags()})
        agentcheck.AgentCheck.component(self, source.to_dict(), _text("id", id), _text("type", type), data)

    def relation(self, source, target, type, data, streams=None, checks=None):
        data = self._sp_described(type, data, streams, checks)
        key = self._get_instance_key().to_dict()
        agentcheck.AgentCheck.relation(self, key, _text("source", source), _text("target", target), _text("type", type), data)

    def start_snapshot(self):
        agentcheck.AgentCheck.start_snapshot(self, self._get_instance_key().to_dict())

    def stop_snapshot(self):
        agentcheck.AgentCheck.stop_snapshot(self, self._get_instance_key().to_dict())

    def delete(self, id):
        raise CheckException("a component is deleted by a snapshot without it")

    def _sp_described(self, type, data, streams, checks):
        if data is None:
            data = {}
        if not isinstance(data, dict):
            raise ValueError("Got unexpected %s for argument data, expected dictionary or None value" % data.__class__)
        data = streams_of.described(data, streams, checks)
        self._sp_map_identifier(type, data)
        tags = list(data.get("tags", []))
        for tag in tags:
            name, _, value = str(tag).partition(":")
            if name == "stackstate-identifiers" and value:
                words = [word for word in value.replace(",", " ").split() if word]
                data["identifiers"] = list(data.get("identifiers", [])) + words
        for field in ("layer", "environment", "domain"):
            name = "stackstate-" + field
            found = next((str(tag)[len(name) + 1 :] for tag in tags if str(tag).startswith(name + ":")), None)
            if found is None:
                found = self.instance.get(name)
            if isinstance(found, str):
                data[field] = found
        return data

    def _sp_map_identifier(self, type, data):
        """Adds the identifier that identifier_mappings of the instance has for a type."""
        mapping = (self.instance.get("identifier_mappings") or {}).get(type)
        if mapping:
            value = data
            for key in mapping.get("field", "").split("."):
                value = value.get(key) if isinstance(value, dict) else None
            if value:
                data["identifiers"] = [*data.get("identifiers", []), "%s%s" % (mapping.get("prefix", ""), value)]

    def service_check(self, name, status, tags=None, hostname=None, message=None):
        super().service_check(name, status, [*(tags or []), *self._get_instance_key().tags()], hostname, message)

    def event(self, event):
        event = event.to_primitive() if hasattr(event, "to_primitive") else event
        if isinstance(event, dict) and event.get("source_type_name") and not event.get("event_type"):
            event = {**event, "event_type": event["source_type_name"]}
        super().event(event)


def _text(name, value):
    if not isinstance(value, str):
        raise ValueError("Got unexpected %s for argument %s, expected string" % (type(value), name))
    return value
