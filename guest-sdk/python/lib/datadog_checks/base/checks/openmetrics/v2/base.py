"""OpenMetrics."""

from sandpiper.openmetricsv2 import OpenMetricsBaseCheckV2  # noqa: F401
