"""http.cookiejar, by its name in Python 2."""

from http.cookiejar import *  # noqa: F403
from http.cookiejar import CookieJar  # noqa: F401
