"""html.entities, by its name in Python 2."""

from html.entities import *  # noqa: F403
