"""http.cookies, by its name in Python 2."""

from http.cookies import *  # noqa: F403
from http.cookies import SimpleCookie  # noqa: F401
