"""Reading JSON."""

from json import JSONDecodeError  # noqa: F401
