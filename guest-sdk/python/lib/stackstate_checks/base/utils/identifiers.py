"""Identifiers of components."""

from sandpiper.identifiers import Identifiers  # noqa: F401
