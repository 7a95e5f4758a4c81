"""The end of files."""

from sandpiper.helpers import TailFile  # noqa: F401
