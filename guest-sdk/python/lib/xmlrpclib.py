"""xmlrpc.client, by its name in Python 2."""

from xmlrpc.client import *  # noqa: F403
from xmlrpc.client import ServerProxy  # noqa: F401
