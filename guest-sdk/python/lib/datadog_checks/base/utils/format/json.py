"""JSON."""

from json import dumps as encode  # noqa: F401
from json import loads as decode  # noqa: F401


def encode_bytes(obj, **options):
    return encode(obj, **options).encode()
