"""The numbers of check/v1, and what its refusals mean to a script."""

import json

import _sandpiper

# Statuses, as the host returns them; abi/v1 has their meaning.
MISSING = -1
BAD_STRING = -2
BAD_VALUE = -3
BAD_DOCUMENT = -5
TOO_LARGE = -6
QUOTA = -7
NOT_NOW = -8
HTTP_URL = -16
HTTP_REFUSED = -17
HTTP_NAME = -18
HTTP_TLS = -19
HTTP_TIMEOUT = -20
HTTP_REDIRECTS = -21
HTTP_FAILED = -22
HTTP_DENIED = -23

INSTANCE, INIT_CONFIG, AGENT = range(3)
START, STOP = range(2)


class Agent:
    """What the host says of itself and of the instance, asked for when it is first
    of use: it has no answer while a script is loaded for all instances."""

    _told = None

    def get(self, key, default=None):
        if self._told is None:
            answer = _sandpiper.config(AGENT)
            if not isinstance(answer, bytes):
                return default
            self._told = json.loads(answer)
        return self._told.get(key, default)


def cause():
    """Why the host refused the last call, in its words."""
    return _sandpiper.last_error().decode("utf-8", "replace") or "no reason is known"
