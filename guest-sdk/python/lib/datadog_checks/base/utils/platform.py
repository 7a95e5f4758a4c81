"""The machine."""

from sandpiper.helpers import Platform, get_os  # noqa: F401
