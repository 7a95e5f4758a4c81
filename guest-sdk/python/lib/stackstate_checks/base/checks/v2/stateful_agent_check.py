"""Checks with state."""

from sandpiper.stackstatev2 import StatefulAgentCheck  # noqa: F401
