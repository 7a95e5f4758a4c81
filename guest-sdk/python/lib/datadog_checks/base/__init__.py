"""from datadog_checks.base import AgentCheck, and what else checks take from there."""

import datadog_agent  # noqa: F401
from sandpiper.datadog import (
    AgentCheck,
    CheckException,
    ConfigMissingError,
    ConfigTypeError,
    ConfigurationError,
    ConfigValueError,
    SkipInstanceError,
    log,
)
from sandpiper.openmetricscheck import GenericPrometheusCheck, OpenMetricsBaseCheck
from sandpiper.openmetricsv2 import OpenMetricsBaseCheckV2
from sandpiper.prometheus import PrometheusCheck, PrometheusScraper
from sandpiper.settings import is_affirmative
from sandpiper.texts import ensure_bytes, ensure_unicode, to_native_string, to_string

__version__ = "37.0.0"
__all__ = [
    "AgentCheck", "CheckException", "ConfigMissingError", "ConfigTypeError", "ConfigurationError", "ConfigValueError",
    "GenericPrometheusCheck", "OpenMetricsBaseCheck", "OpenMetricsBaseCheckV2", "PrometheusCheck", "PrometheusScraper",
    "SkipInstanceError", "ensure_bytes", "ensure_unicode", "is_affirmative", "log", "to_native_string", "to_string",
]
