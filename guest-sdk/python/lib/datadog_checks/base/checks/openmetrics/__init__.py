"""OpenMetrics."""

from sandpiper.openmetricscheck import OpenMetricsBaseCheck  # noqa: F401
from sandpiper.openmetricsv2 import OpenMetricsBaseCheckV2  # noqa: F401
