"""Tags of containers, of which none are known."""

from sandpiper.helpers import tagger  # noqa: F401
