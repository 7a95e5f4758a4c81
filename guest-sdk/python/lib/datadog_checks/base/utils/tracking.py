"""How long methods take, which nobody asks here."""

from sandpiper.helpers import tracked_method  # noqa: F401
