"""Timeouts."""

from sandpiper.helpers import TimeoutException, timeout  # noqa: F401
