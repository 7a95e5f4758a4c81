"""What is wrong with a text that is not JSON."""

from json import JSONDecodeError  # noqa: F401
