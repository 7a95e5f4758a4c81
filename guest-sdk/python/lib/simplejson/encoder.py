"""Writing JSON."""

from json.encoder import JSONEncoder  # noqa: F401
