"""Checks of services."""

from checks.network_checks import EventType, NetworkCheck, Status  # noqa: F401
