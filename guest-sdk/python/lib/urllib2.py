"""urllib.request and urllib.error, by their name in Python 2."""

from urllib.error import *  # noqa: F403
from urllib.error import HTTPError, URLError  # noqa: F401
from urllib.parse import quote, unquote  # noqa: F401
from urllib.request import *  # noqa: F403
from urllib.request import (  # noqa: F401
    AbstractHTTPHandler,
    BaseHandler,
    HTTPBasicAuthHandler,
    HTTPHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPSHandler,
    ProxyHandler,
    Request,
    build_opener,
    install_opener,
    urlopen,
)
