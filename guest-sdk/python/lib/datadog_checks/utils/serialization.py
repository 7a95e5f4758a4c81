"""JSON."""

import json  # noqa: F401
from json import dumps as to_json  # noqa: F401
from json import loads as from_json  # noqa: F401
