"""Prometheus."""

from sandpiper.openmetricscheck import GenericPrometheusCheck  # noqa: F401
from sandpiper.prometheus import PrometheusCheck  # noqa: F401
