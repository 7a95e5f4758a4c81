"""OpenMetrics."""

from sandpiper.openmetricscheck import OpenMetricsBaseCheck, OpenMetricsBaseCheckV2  # noqa: F401
