"""Headers of requests."""

from util import headers  # noqa: F401
