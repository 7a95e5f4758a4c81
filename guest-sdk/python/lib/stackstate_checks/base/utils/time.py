"""Times."""

from sandpiper.helpers import UTC, ensure_aware_datetime, epoch_offset, get_current_datetime, get_timestamp  # noqa: F401


def get_time_since_epoch():
    return get_timestamp()
