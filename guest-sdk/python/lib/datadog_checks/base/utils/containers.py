"""Hashes of nested data."""

from sandpiper.helpers import freeze, hash_mutable, iter_unique  # noqa: F401
