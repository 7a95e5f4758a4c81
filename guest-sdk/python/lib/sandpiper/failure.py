"""What is told of an exception: its kind, its message, and a traceback that
begins where the script does."""

import traceback

_OURS = ("/lib/sandpiper/sandpiper/", "<frozen importlib")


def describe(e):
    """Returns kind, message and traceback."""
    kind = type(e).__name__
    try:
        message = str(e)
    except Exception:
        message = "its message cannot be had"
    try:
        return kind, message, "".join(traceback.format_exception(type(e), e, _skip(e.__traceback__)))
    except (MemoryError, RecursionError, ValueError):
        return kind, message, ""


def _skip(tb):
    """Leaves out the frames above the script's."""
    own = tb
    while own is not None and own.tb_frame.f_code.co_filename.startswith(_OURS):
        own = own.tb_next
    return own
