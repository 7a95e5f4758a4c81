"""The machine."""

from sandpiper.helpers import Platform  # noqa: F401
