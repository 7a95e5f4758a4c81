"""http.client, by its name in Python 2."""

from http.client import *  # noqa: F403
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, responses  # noqa: F401
