"""Times."""

from sandpiper.helpers import UTC, ensure_aware_datetime, epoch_offset, get_current_datetime, get_precise_time, get_timestamp  # noqa: F401
