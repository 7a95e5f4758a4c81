"""OpenMetrics."""

from sandpiper.openmetricscheck import OpenMetricsBaseCheck, OpenMetricsScraperMixin  # noqa: F401
