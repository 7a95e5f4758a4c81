"""Texts and numbers."""

from sandpiper.helpers import compute_percent, exclude_undefined_keys, get_docker_hostname, pattern_filter, round_value, total_time_to_temporal_percent  # noqa: F401
from sandpiper.texts import ensure_bytes, ensure_unicode, to_native_string, to_string  # noqa: F401
