"""urllib.parse, by its name in Python 2."""

from urllib.parse import *  # noqa: F403
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urldefrag, urlencode, urljoin, urlparse, urlsplit, urlunparse, urlunsplit, ParseResult, SplitResult  # noqa: F401
