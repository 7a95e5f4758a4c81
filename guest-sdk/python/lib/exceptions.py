"""The exceptions that are builtins, by their module in Python 2."""

from builtins import *  # noqa: F403

StandardError = Exception
