"""Processes, of which a check has none."""

from sandpiper.helpers import get_subprocess_output  # noqa: F401
