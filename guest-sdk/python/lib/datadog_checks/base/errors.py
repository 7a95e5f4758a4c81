"""Exceptions."""

from sandpiper.datadog import CheckException, ConfigMissingError, ConfigNotSupportedError, ConfigTypeError, ConfigurationError, ConfigValueError, SkipInstanceError  # noqa: F401
