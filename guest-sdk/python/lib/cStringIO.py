"""io, by its name in Python 2."""

from io import StringIO  # noqa: F401
