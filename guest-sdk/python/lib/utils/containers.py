"""Hashes of nested data."""

from sandpiper.helpers import freeze, hash_mutable  # noqa: F401
