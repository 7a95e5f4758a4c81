"""A dictionary with an order, by the module that Python 2.6 had it from."""

from collections import OrderedDict  # noqa: F401
