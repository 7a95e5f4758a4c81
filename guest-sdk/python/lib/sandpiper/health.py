"""Health streams of StackState's checks, which this agent does not send: a
check that has one is told, and goes on."""

from enum import Enum
from urllib.parse import quote


class Health(Enum):
    CLEAR = "CLEAR"
    DEVIATING = "DEVIATING"
    CRITICAL = "CRITICAL"


class HealthStreamUrn:
    def __init__(self, source, stream_id):
        self.source, self.stream_id = source, stream_id

    def urn_string(self):
        return "urn:health:%s:%s" % (quote(self.source, safe=""), quote(self.stream_id, safe=""))


class HealthStream:
    def __init__(self, urn, sub_stream="", repeat_interval_seconds=None, expiry_seconds=None):
        if sub_stream and expiry_seconds == 0:
            raise ValueError("Expiry cannot be disabled if a substream is specified")
        self.urn, self.sub_stream = urn, sub_stream
        self.repeat_interval_seconds, self.expiry_seconds = repeat_interval_seconds, expiry_seconds

    def to_dict(self):
        return {"urn": self.urn.urn_string(), "sub_stream": self.sub_stream}


class HealthApi:
    def __init__(self, check):
        self._check = check

    def start_snapshot(self):
        self._check.warning("states of health streams are not sent: use service checks")

    def stop_snapshot(self):
        pass

    def check_state(self, check_state_id, name, health_value, topology_element_identifier, message=None):
        if not isinstance(health_value, Health):
            raise ValueError("Health value is not of type Health")
