"""Times."""

from sandpiper.helpers import Timer  # noqa: F401
