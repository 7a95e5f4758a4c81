"""Statuses."""

from collections import namedtuple

ServiceCheck = namedtuple("ServiceCheck", "OK WARNING CRITICAL UNKNOWN")(0, 1, 2, 3)
