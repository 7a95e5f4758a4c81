"""pickle, by its name in Python 2."""

from pickle import *  # noqa: F403
