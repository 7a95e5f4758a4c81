"""OpenMetrics."""

from sandpiper.openmetricscheck import OpenMetricsBaseCheck  # noqa: F401
