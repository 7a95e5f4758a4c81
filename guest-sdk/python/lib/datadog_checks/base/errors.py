"""Exceptions."""

from sandpiper.datadog import CheckException, ConfigMissingError, ConfigTypeError, ConfigurationError, ConfigValueError, SkipInstanceError  # noqa: F401
