"""Telemetry streams of a component, and the checks on them, as StackState's
checks describe them: they are a part of the component's data."""

import hashlib
import json
from enum import Enum


class HealthState(Enum):
    UNKNOWN = "UNKNOWN"
    CLEAR = "CLEAR"
    DISABLED = "DISABLED"
    DEVIATING = "DEVIATING"
    FLAPPING = "FLAPPING"
    CRITICAL = "CRITICAL"


class TelemetryStream:
    """What is selected of the telemetry by conditions, which are a dictionary."""

    _kind = ""  # where in the data of a component it stands

    def __init__(self, name, conditions):
        self.name, self.conditions = name, conditions
        self.stream_id = None

    def _described(self):
        return {"name": self.name, "conditions": [{"key": key, "value": value} for key, value in self.conditions.items()]}

    @property
    def identifier(self):
        """A text that checks on the stream name it by: the same in each run."""
        return hashlib.sha1(json.dumps(self._described(), sort_keys=True).encode()).hexdigest()

    def to_payload(self):
        return {**self._described(), "identifier": self.identifier, "stream_id": self.stream_id}


class MetricStream(TelemetryStream):
    _kind = "metrics"
    acceptable_aggregation_methods = (
        "EVENT_COUNT MAX MEAN MIN SUM PERCENTILE_25 PERCENTILE_50 PERCENTILE_75 PERCENTILE_90 PERCENTILE_95 PERCENTILE_98 PERCENTILE_99".split()
    )
    acceptable_stream_priorities = "NONE LOW MEDIUM HIGH".split()

    def __init__(self, name, metric_field, conditions, unit_of_measure=None, aggregation=None, priority=None):
        super().__init__(name, conditions)
        self.metric_field, self.unit_of_measure = metric_field, unit_of_measure
        self.aggregation = _one_of("aggregation", aggregation, self.acceptable_aggregation_methods)
        self.priority = _one_of("priority", priority, self.acceptable_stream_priorities)

    def _described(self):
        own = {"metric_field": self.metric_field}
        for name in "unit_of_measure", "aggregation", "priority":
            if getattr(self, name):
                own[name] = getattr(self, name)
        return {**super()._described(), **own}


def _one_of(name, value, values):
    if value and value not in values:
        raise ValueError("Got unexpected value {} for argument {}, expected one of {}".format(value, name, values))
    return value


class EventStream(TelemetryStream):
    _kind = "events"


class ServiceCheckStream(TelemetryStream):
    _kind = "service_checks"


def described(data, streams, checks):
    """The data of a component with its streams, numbered from -1 down, and the
    checks on them."""
    data, numbers = dict(data), {}
    for number, stream in enumerate(streams or (), 1):
        stream.stream_id = numbers[stream.identifier] = -number
        data[stream._kind] = [*data.get(stream._kind, ()), stream.to_payload()]
    if checks:
        data["checks"] = [
            {key: numbers[value] if key.endswith("stream_id") else value for key, value in check.items()}
            for check in checks
            if all(value in numbers for key, value in check.items() if key.endswith("stream_id"))
        ]
    return data


def _check(kind, description, remediation_hint, **given):
    told = {"description": description, "remediation_hint": remediation_hint}
    return {**given, **{key: value for key, value in told.items() if value}, kind: True}


def _of_one(kind):
    def made(stream_id, name, deviating_value, critical_value, description=None, remediation_hint=None, max_window=None):
        return _check(
            kind, description, remediation_hint, stream_id=stream_id, name=name, deviating_value=deviating_value,
            critical_value=critical_value, max_window=_window(max_window),
        )

    return staticmethod(made)


def _of_a_percentile(kind):
    def made(stream_id, name, deviating_value, critical_value, percentile, description=None, remediation_hint=None, max_window=None):
        return _check(
            kind, description, remediation_hint, stream_id=stream_id, name=name, deviating_value=deviating_value,
            critical_value=critical_value, percentile=percentile, max_window=_window(max_window),
        )

    return staticmethod(made)


def _of_two(kind):
    def made(
        denominator_stream_id, numerator_stream_id, name, deviating_value, critical_value, description=None, remediation_hint=None,
        max_window=None,
    ):
        return _check(
            kind, description, remediation_hint, denominator_stream_id=denominator_stream_id, numerator_stream_id=numerator_stream_id,
            name=name, deviating_value=deviating_value, critical_value=critical_value, max_window=_window(max_window),
        )

    return staticmethod(made)


def _window(max_window):
    return 300000 if max_window is None else max_window


def _custom(name, check_arguments):
    return {**check_arguments, "name": name}


class MetricHealthChecks:
    maximum_average = _of_one("is_metric_maximum_average_check")
    maximum_last = _of_one("is_metric_maximum_last_check")
    maximum_percentile = _of_a_percentile("is_metric_maximum_percentile_check")
    maximum_ratio = _of_two("is_metric_maximum_ratio_check")
    minimum_average = _of_one("is_metric_minimum_average_check")
    minimum_last = _of_one("is_metric_minimum_last_check")
    minimum_percentile = _of_a_percentile("is_metric_minimum_percentile_check")
    failed_ratio = _of_two("is_metric_failed_ratio_check")
    custom_health_check = staticmethod(_custom)


class EventHealthChecks:
    @staticmethod
    def contains_key_value(
        stream_id, name, contains_key, contains_value, found_health_state, missing_health_state, description=None, remediation_hint=None
    ):
        return _check(
            "is_event_contains_key_value_check", description, remediation_hint, stream_id=stream_id, name=name,
            contains_key=contains_key, contains_value=contains_value, found_health_state=found_health_state.name,
            missing_health_state=missing_health_state.name,
        )

    @staticmethod
    def use_tag_as_health(stream_id, name, tag_name, description=None, remediation_hint=None):
        return _check("is_event_tag_as_health_check", description, remediation_hint, stream_id=stream_id, name=name, tag_name=tag_name)

    custom_health_check = staticmethod(_custom)


class ServiceCheckHealthChecks:
    @staticmethod
    def service_check_health(stream_id, name, description=None, remediation_hint=None):
        return _check("is_service_check_health_check", description, remediation_hint, stream_id=stream_id, name=name)


class _Record(dict):
    """A dictionary with some fields, which a check fills by name or from another."""

    def __init__(self, raw=None, strict=True, **fields):
        super().__init__({**(raw or {}), **fields})

    def __getattr__(self, name):
        return self.get(name)

    def validate(self):
        pass

    def to_primitive(self):
        return dict(self)


class Event(_Record):
    pass


class SourceLink(_Record):
    pass


class TopologyEventContext(_Record):
    pass
