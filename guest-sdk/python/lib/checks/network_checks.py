"""Checks of services by name: a class of the old agent, whose threads are plain
calls here, so that what a service answers is reported in the same run."""

from collections import defaultdict

from checks import AgentCheck
from config import _is_affirmative

FAILURE = "FAILURE"


class Status:
    DOWN = "DOWN"
    WARNING = "WARNING"
    CRITICAL = "CRITICAL"
    UP = "UP"


class EventType:
    DOWN = "servicecheck.state_change.down"
    UP = "servicecheck.state_change.up"


class NetworkCheck(AgentCheck):
    SOURCE_TYPE_NAME = "servicecheck"
    SERVICE_CHECK_PREFIX = "network_check"

    STATUS_TO_SERVICE_CHECK = {
        Status.UP: AgentCheck.OK,
        Status.WARNING: AgentCheck.WARNING,
        Status.CRITICAL: AgentCheck.CRITICAL,
        Status.DOWN: AgentCheck.CRITICAL,
    }

    def __init__(self, name, init_config, agentConfig, instances):
        AgentCheck.__init__(self, name, init_config, agentConfig, instances)
        self.statuses = {}
        self.notified = {}
        for instance in instances or []:
            if not instance.get("name"):
                raise Exception("All instances should have a 'name' parameter, error on instance: {0}".format(instance))

    def start_pool(self):
        pass

    def stop_pool(self):
        pass

    def check(self, instance):
        name = instance.get("name")
        if name is None:
            self.log.error("Each service check must have a name")
            return
        try:
            found = self._check(instance)
        except Exception:
            self.log.exception("Failed to process instance '%s'.", name)
            return
        if isinstance(found, tuple):
            found = [(None, *found)]
        for sc_name, status, message in found or []:
            self._sp_report(name, sc_name, status, message, instance)

    def _sp_report(self, name, sc_name, status, message, instance):
        self._sp_report_status(name, sc_name, status, message, instance)
        if _is_affirmative(instance.get("skip_event", False)):
            return
        self.warning("Using events for service checks is deprecated in favor of monitors and will be removed in future versions of the StackState Agent.")
        window = min(int(instance.get("window", 1)), 256)
        statuses = self._sp_statuses(name, sc_name)
        statuses.append(status)
        del statuses[:-window]
        now = Status.DOWN if statuses.count(Status.DOWN) >= instance.get("threshold", 1) else Status.UP
        if self.notified.get((name, sc_name), Status.UP) != now:
            event = self._sp_event_of(sc_name, status, message, instance)
            self.notified[(name, sc_name)] = now
            if event is not None:
                self.event(event)

    def _sp_report_status(self, name, sc_name, status, message, instance):
        self.report_as_service_check(sc_name, status, instance, message)

    def _sp_statuses(self, name, sc_name):
        return self.statuses.setdefault(name, defaultdict(list))[sc_name]

    def _sp_event_of(self, sc_name, status, message, instance):
        return self._create_status_event(sc_name, status, message, instance)

    def report_as_service_check(self, sc_name, status, instance, msg=None):
        """To be overridden: reports a status."""
        self.service_check(sc_name or self.SERVICE_CHECK_PREFIX, self.STATUS_TO_SERVICE_CHECK[status], message=msg)

    def _create_status_event(self, sc_name, status, msg, instance):
        """To be overridden: the event of a change."""

    def _check(self, instance):
        """To be overridden: returns a status and a message, or a list of (name, status, message)."""
        raise NotImplementedError
