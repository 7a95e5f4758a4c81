"""Texts and numbers."""

from sandpiper.helpers import pattern_filter, round_value  # noqa: F401
from sandpiper.texts import ensure_bytes, ensure_string, ensure_unicode, to_string  # noqa: F401
