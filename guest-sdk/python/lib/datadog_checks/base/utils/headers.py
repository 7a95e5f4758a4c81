"""Headers of requests."""

from util import headers  # noqa: F401
from sandpiper.requestswrapper import default_headers as get_default_headers  # noqa: F401


def update_headers(headers, extra_headers):
    headers.update((str(name), str(value)) for name, value in extra_headers.items())
