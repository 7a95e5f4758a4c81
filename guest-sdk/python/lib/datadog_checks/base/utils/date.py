"""Dates."""

from sandpiper.helpers import UTC, format_rfc3339, parse_rfc3339  # noqa: F401
