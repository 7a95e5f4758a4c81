"""Exceptions of requests, by the names that later agents have for them."""

from requests import ConnectionError as HTTPConnectionError  # noqa: F401
from requests import HTTPError as HTTPStatusError  # noqa: F401
from requests import RequestException as HTTPError  # noqa: F401
from requests import RequestException as HTTPRequestError  # noqa: F401
from requests import Timeout as HTTPTimeoutError  # noqa: F401
from requests.exceptions import InvalidURL as HTTPInvalidURLError  # noqa: F401
from requests.exceptions import SSLError as HTTPSSLError  # noqa: F401
