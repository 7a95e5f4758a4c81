"""Prometheus."""

from sandpiper.prometheus import PrometheusCheck, PrometheusFormat, PrometheusScraper, UnknownFormatError  # noqa: F401
