"""Exceptions."""

from sandpiper.datadog import CheckException, ConfigurationError  # noqa: F401
