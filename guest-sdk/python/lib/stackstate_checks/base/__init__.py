"""from stackstate_checks.base import AgentCheck, TopologyInstance, and what else checks take from there."""

from sandpiper.datadog import ConfigurationError  # noqa: F401
from sandpiper.health import Health, HealthStream, HealthStreamUrn  # noqa: F401
from sandpiper.identifiers import Identifiers  # noqa: F401
from sandpiper.openmetricscheck import OpenMetricsBaseCheck  # noqa: F401
from sandpiper.prometheus import PrometheusCheck  # noqa: F401
from sandpiper.settings import is_affirmative  # noqa: F401
from sandpiper.stackstate import AgentCheck, AgentIntegrationInstance, NoIntegrationInstance, StackPackInstance, TopologyInstance  # noqa: F401
from sandpiper.state import StateCorruptedException, StateDescriptor, StateManager, StateNotPersistedException, StateReadException  # noqa: F401
from sandpiper.streams import (  # noqa: F401
    Event, EventHealthChecks, EventStream, HealthState, MetricHealthChecks, MetricStream, ServiceCheckHealthChecks, ServiceCheckStream,
    SourceLink, TopologyEventContext,
)
from sandpiper.texts import ensure_bytes, ensure_string, ensure_unicode, to_string  # noqa: F401

__version__ = "2.0.0"
