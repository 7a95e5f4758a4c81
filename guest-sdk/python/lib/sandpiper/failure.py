"""What is told of an exception: its kind, its message, and a traceback of the
script's own lines."""

import traceback

_MOST = 8  # frames

_ONE_FILE = "A check is one file, and has the standard library, requests, urllib3, yaml and six.\n"


def describe(e):
    """Returns kind, message and traceback."""
    kind = type(e).__name__
    try:
        message = str(e)
    except Exception:
        message = "its message cannot be had"
    try:
        return kind, message, _traceback(e) + (_ONE_FILE if isinstance(e, ModuleNotFoundError) else "")
    except (MemoryError, RecursionError, ValueError):
        return kind, message, ""


def _traceback(e):
    """What Python shows, without the frames of the library: whoever wrote the
    script has not written that. A cause that has no others is left out."""
    top = traceback.TracebackException.from_exception(e)
    told, at = set(), top
    while at is not None and id(at) not in told:
        told.add(id(at))
        _cut(at)
        cause = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
        if cause is not None and not any(map(_own, cause.stack)) and not isinstance(cause, SyntaxError):
            at.__cause__ = at.__context__ = cause = None
        at = cause
    return "".join(top.format())


def _cut(one):
    own = [frame for frame in one.stack if _own(frame)]
    if len(own) > _MOST:
        own = own[:1] + own[1 - _MOST :]
    one.stack[:] = own


def _own(frame):
    return not frame.filename.startswith(("/lib/", "<frozen importlib"))
