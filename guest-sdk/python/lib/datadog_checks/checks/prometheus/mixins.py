"""Prometheus."""

from sandpiper.prometheus import PrometheusFormat, UnknownFormatError  # noqa: F401
from sandpiper.prometheus import PrometheusScraper as PrometheusScraperMixin  # noqa: F401
