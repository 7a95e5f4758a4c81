"""Checks of Prometheus endpoints, by the module of the old agent."""

from sandpiper.prometheus import OldPrometheusCheck as PrometheusCheck
from sandpiper.prometheus import PrometheusFormat

__all__ = ["PrometheusCheck", "PrometheusFormat"]
