"""Texts as files, by their module in Python 2, when bytes were texts."""

from io import BytesIO as _BytesIO
from io import StringIO as _StringIO


def StringIO(initial=""):
    return _BytesIO(initial) if isinstance(initial, (bytes, bytearray)) else _StringIO(initial)
