"""OpenMetrics."""

from sandpiper.openmetricscheck import OpenMetricsBaseCheckV2  # noqa: F401
