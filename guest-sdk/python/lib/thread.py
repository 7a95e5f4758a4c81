"""_thread, by its name in Python 2."""

from _thread import *  # noqa: F403
