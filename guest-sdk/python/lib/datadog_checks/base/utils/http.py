"""Requests as the instance says."""

from sandpiper.requestswrapper import RequestsWrapper  # noqa: F401
