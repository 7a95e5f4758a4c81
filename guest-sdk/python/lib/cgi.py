"""What checks take from the module cgi."""

from html import escape as _escape
from urllib.parse import parse_qs, parse_qsl  # noqa: F401


def escape(s, quote=False):
    return _escape(s, quote)
