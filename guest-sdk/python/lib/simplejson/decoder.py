"""Reading JSON."""

from json.decoder import JSONDecodeError, JSONDecoder  # noqa: F401
