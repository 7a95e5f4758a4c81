"""Tracing, of which there is none."""

from sandpiper.helpers import traced, tracked_method  # noqa: F401
