"""Scrapers of OpenMetrics."""

from sandpiper.openmetricsv2 import OpenMetricsCompatibilityScraper, OpenMetricsScraper  # noqa: F401
