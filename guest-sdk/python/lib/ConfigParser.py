"""configparser, by its name in Python 2."""

from configparser import *  # noqa: F403
from configparser import ConfigParser, RawConfigParser  # noqa: F401
from configparser import ConfigParser as SafeConfigParser  # noqa: F401
