"""OpenMetrics."""

from sandpiper.openmetricscheck import OpenMetricsScraperMixin  # noqa: F401
