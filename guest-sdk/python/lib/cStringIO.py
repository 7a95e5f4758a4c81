"""Texts as files, by their module in Python 2."""

from StringIO import StringIO  # noqa: F401
