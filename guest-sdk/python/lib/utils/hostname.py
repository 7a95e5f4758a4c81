"""The name of the machine."""

from util import get_hostname  # noqa: F401
