"""Dictionaries to inherit from, by their module in Python 2."""

from collections import UserDict
from collections.abc import MutableMapping as DictMixin  # noqa: F401

IterableUserDict = UserDict
