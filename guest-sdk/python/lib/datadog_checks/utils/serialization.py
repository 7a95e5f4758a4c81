"""JSON."""

import json  # noqa: F401
