"""The package of this name, as far as checks use it, over requests."""

import requests

__version__ = "0.22.0"


class HttpLib2Error(Exception):
    pass


class ServerNotFoundError(HttpLib2Error):
    pass


class Response(dict):
    """The headers of a response, by their names in lower case, and its status."""

    def __init__(self, response):
        super().__init__((name.lower(), value) for name, value in response.headers.items())
        self.status, self.reason = response.status_code, response.reason
        self["status"] = str(response.status_code)


class Http:
    def __init__(self, cache=None, timeout=None, proxy_info=None, ca_certs=None, disable_ssl_certificate_validation=False):
        self._timeout = timeout
        self._verify = False if disable_ssl_certificate_validation else ca_certs or True
        self._auth = self._cert = None
        self.follow_redirects = True

    def add_credentials(self, name, password, domain=""):
        self._auth = (name, password)

    def add_certificate(self, key, cert, domain):
        self._cert = (cert, key)

    def request(self, uri, method="GET", body=None, headers=None, redirections=5, connection_type=None):
        """Returns the response and its content."""
        try:
            response = requests.request(
                method, uri, data=body, headers=headers, timeout=self._timeout, auth=self._auth, cert=self._cert,
                verify=self._verify, allow_redirects=self.follow_redirects,
            )
        except requests.Timeout:
            raise TimeoutError("timed out") from None
        except requests.ConnectionError as e:
            raise ServerNotFoundError(str(e)) if "NameResolution" in str(e) else ConnectionRefusedError(111, "Connection refused") from None
        return Response(response), response.content
