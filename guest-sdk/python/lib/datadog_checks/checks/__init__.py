"""Classes of checks."""

from checks.network_checks import EventType, NetworkCheck, Status  # noqa: F401
from sandpiper.datadog import AgentCheck  # noqa: F401
from sandpiper.openmetricscheck import OpenMetricsBaseCheck  # noqa: F401
from sandpiper.prometheus import PrometheusCheck  # noqa: F401
