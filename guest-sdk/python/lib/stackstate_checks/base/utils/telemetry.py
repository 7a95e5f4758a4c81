"""Streams of telemetry."""

from sandpiper.streams import (  # noqa: F401
    Event, EventHealthChecks, EventStream, HealthState, MetricHealthChecks, MetricStream, ServiceCheckHealthChecks, ServiceCheckStream,
    SourceLink, TelemetryStream, TopologyEventContext,
)
