"""HTTP through the agent, below the libraries that scripts use.

http.client, and with it urllib.request, urllib3 and requests, write a request
to a socket and read the response from it. Exchange stands in for that socket:
it takes the request apart, has the host make it, and gives what comes back as
the server would have written it. What the libraries do above, with redirects,
sessions, authentication, retries and pools, is therefore their own.
"""

import ast
import errno
import http.client
import io
import json
import socket
import ssl

import _sandpiper

from . import host

# What governs the connection is the host's to say.
_GOVERNING = {"connection", "content-length", "http2-settings", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "expect"}


class Exchange:
    """What looks like the socket of a connection to a server."""

    def __init__(self, address, timeout=None, refused=None):
        self._host, self._port = address
        self._timeout = timeout
        self._refused = refused or (lambda error: error)
        self._context = None
        self._written = []

    def secured(self, context, server_hostname):
        """The same, over TLS."""
        self._context = context
        return self

    # What the libraries do with sockets.

    def settimeout(self, timeout):
        self._timeout = timeout

    def gettimeout(self):
        return self._timeout

    def setsockopt(self, *args):
        pass

    def getsockopt(self, *args):
        return 0

    def sendall(self, data):
        self._written.append(bytes(data))

    def send(self, data):
        self.sendall(data)
        return len(data)

    def makefile(self, mode="r", buffering=None, **kwargs):
        return io.BufferedReader(_Response(self))

    def fileno(self):
        return -1

    def getpeername(self):
        return self._host, self._port

    def getpeercert(self, binary_form=False):
        raise ssl.SSLError("a check does not see certificates: TLS is the agent's")

    def version(self):
        return "TLSv1.3"

    def cipher(self):
        return None

    def selected_alpn_protocol(self):
        return None

    def shutdown(self, how):
        pass

    def close(self):
        pass  # as with a socket, a response outlives it

    # The request.

    def perform(self):
        """Makes the request that was written; returns the handle of a response."""
        method, target, headers, body = _request(b"".join(self._written))
        self._written.clear()
        scheme = "http" if self._context is None else "https"
        name = "[%s]" % self._host if ":" in self._host else self._host
        usual = self._port == (80 if scheme == "http" else 443)
        authority = name if usual else "%s:%d" % (name, self._port)
        if headers.get("Host") in (authority, "%s:%d" % (name, self._port)):
            del headers["Host"]
        absolute = target.startswith(("http://", "https://"))  # as to a proxy
        url = target if absolute else scheme + "://" + authority + target
        document = {"url": url, "method": method, "headers": headers, "redirects": 0}
        timeout = self._timeout
        if isinstance(timeout, (int, float)):
            if timeout <= 0:
                raise BlockingIOError(errno.EINPROGRESS, "Operation now in progress")
            document["timeout"] = timeout
        if self._context is not None:
            document["tls_verify"] = self._context.verify_mode != ssl.CERT_NONE
            if self._context._authorities:
                document["tls_ca"] = self._context._authorities
            if self._context._certificate:
                document["tls_certificate"] = self._context._certificate
        if not any(key.lower() == "user-agent" for key in headers):
            headers["User-Agent"] = ""  # as the library left it
        handle = _sandpiper.http_request(json.dumps(document), body)
        if handle < 0:
            raise self._error(handle)
        return handle, method

    def _error(self, status):
        cause = host.cause()
        if status == host.HTTP_REFUSED:
            return self._refused(ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"))
        if status == host.HTTP_NAME:
            return self._refused(socket.gaierror(socket.EAI_NONAME, "Name or service not known"))
        return error(status, cause)


def error(status, cause):
    """The exception of the standard library for a status."""
    if status == host.HTTP_TIMEOUT:
        return TimeoutError("timed out")
    if status == host.HTTP_TLS:
        if "certificate" in cause or "x509" in cause:
            return ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: " + cause)
        if "server gave HTTP response" in cause or "does not look like a TLS handshake" in cause:
            return ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:992)")
        return ssl.SSLError(1, "[SSL] " + cause)
    if status == host.HTTP_DENIED:
        return PermissionError(errno.EACCES, cause)
    if status == host.HTTP_URL:
        return http.client.InvalidURL(cause)
    if status == host.NOT_NOW:
        return PermissionError(errno.EPERM, "requests are for runs, not for when the script is loaded")
    if status == host.HTTP_FAILED:
        if "malformed HTTP" in cause:
            return http.client.BadStatusLine(_status_line(cause))
        if "reset" in cause:
            return ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")
        if "EOF" in cause:
            return http.client.RemoteDisconnected("Remote end closed connection without response")
        if "unreachable" in cause or "no route" in cause:
            return OSError(errno.EHOSTUNREACH, "No route to host")
    return OSError(errno.EIO, cause)


def _status_line(cause):
    """What a server wrote in place of a status line, which the host has quoted."""
    _, _, quoted = cause.partition("malformed HTTP response ")
    try:
        return ast.literal_eval(quoted) + "\r\n"
    except (SyntaxError, ValueError):
        return cause


def _request(data):
    """Takes a request apart: method, target, headers and body."""
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    words = first.decode("latin-1").split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1"):
        socket._refuse("writing to a connection what is not HTTP")
    headers = {}
    chunked = False
    for line in lines:
        name, _, value = line.decode("utf-8", "surrogateescape").encode("utf-8", "replace").decode().partition(":")
        lower = name.lower()
        value = value.strip(" \t")
        if lower == "transfer-encoding":
            chunked = "chunked" in value.lower()
        if lower in _GOVERNING or lower.startswith("proxy-"):
            continue
        same = next((key for key in headers if key.lower() == lower), None)
        if same is None:
            headers[name] = value
        else:
            headers[same] += ("; " if lower == "cookie" else ", ") + value
    return words[0], words[1], headers, _joined(body) if chunked else body


def _joined(body):
    """The content of a chunked body."""
    parts = []
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size.split(b";")[0], 16)
        if length == 0:
            break
        parts.append(body[:length])
        body = body[length + 2 :]
    return b"".join(parts)


class _Response(io.RawIOBase):
    """What a server writes: a status line, headers, and the body as it comes."""

    def __init__(self, exchange):
        self._exchange = exchange
        self._head = None
        self._handle = None
        self._sized = False

    def readable(self):
        return True

    def readinto(self, buffer):
        if self._head is None:
            self._begin()
        if self._head:
            part, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        elif self._handle is None:
            return 0
        else:
            part = _sandpiper.http_body(self._handle, len(buffer))
            if not isinstance(part, bytes):
                cause = host.cause()
                self.let_go()
                if self._sized and part == host.HTTP_FAILED and "EOF" in cause:
                    return 0  # the reader counts what is missing
                raise _broken(part, cause)
            if not part:
                self.let_go()
        buffer[: len(part)] = part
        return len(part)

    def _begin(self):
        self._handle, method = self._exchange.perform()
        code = _sandpiper.http_status(self._handle)
        headers = json.loads(_sandpiper.http_headers(self._handle))["headers"]
        self._sized = "Content-Length" in headers
        lines = ["HTTP/1.1 %d %s" % (code, http.client.responses.get(code, ""))]
        for name, values in headers.items():
            if name not in ("Transfer-Encoding", "Connection"):
                lines += [name + ": " + value for value in values]
        self._head = "\r\n".join([*lines, "", ""]).encode("utf-8", "replace")
        if method == "HEAD":
            self.let_go()

    def let_go(self):
        if self._handle is not None:
            _sandpiper.http_close(self._handle)
            self._handle = None

    def close(self):
        self.let_go()
        super().close()


def _broken(status, cause):
    """The exception for a body that ends too early."""
    if status == host.HTTP_FAILED and ("EOF" in cause or "chunk" in cause):
        return http.client.IncompleteRead(b"")
    return error(status, cause)


def install():
    """Puts exchanges in the place of the sockets of http.client and urllib3."""
    import http.client

    def connect(self):
        self.sock = Exchange((self.host, self.port), _seconds(self.timeout))
        if self._tunnel_host:
            raise OSError(errno.EACCES, "the agent knows of proxies, a check does not")

    http.client.HTTPConnection.connect = connect

    import urllib.request
    from urllib.error import URLError

    opened = urllib.request.AbstractHTTPHandler.do_open

    def do_open(self, http_class, req, **http_conn_args):
        try:
            return opened(self, http_class, req, **http_conn_args)
        except (ConnectionRefusedError, PermissionError, socket.gaierror, ssl.SSLError) as e:
            raise URLError(e) from None  # as where the connection is made first

    urllib.request.AbstractHTTPHandler.do_open = do_open

    import certifi  # noqa: F401: ours
    import requests.adapters
    import urllib3.connection
    from urllib3.exceptions import NameResolutionError, NewConnectionError

    def new_connection(self):
        def refused(error):
            if isinstance(error, socket.gaierror):
                return NameResolutionError(self.host, self, error)
            return NewConnectionError(self, f"Failed to establish a new connection: {error}")

        return Exchange((self._dns_host, self.port), _seconds(self.timeout), refused)

    urllib3.connection.HTTPConnection._new_conn = new_connection
    urllib3.connection.HTTPConnection.is_connected = property(lambda self: self.sock is not None)

    verify_by_file = requests.adapters.HTTPAdapter.cert_verify

    def cert_verify(self, conn, url, verify, cert):
        """The authorities of the agent are there without a file."""
        verify_by_file(self, conn, url, False if verify is True else verify, cert)
        if verify is True:
            conn.cert_reqs = "CERT_REQUIRED"

    requests.adapters.HTTPAdapter.cert_verify = cert_verify


def _seconds(timeout):
    if timeout is socket._GLOBAL_DEFAULT_TIMEOUT:
        return socket.getdefaulttimeout()
    return timeout if isinstance(timeout, (int, float)) else None
