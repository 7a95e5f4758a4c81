"""builtins, by its name in Python 2."""

from builtins import *  # noqa: F403
