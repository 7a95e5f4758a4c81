"""Logging."""

from sandpiper.helpers import get_check_logger, init_logging  # noqa: F401
