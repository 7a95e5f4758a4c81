"""html.parser, by its name in Python 2."""

from html.parser import *  # noqa: F403
from html.parser import HTMLParser  # noqa: F401
