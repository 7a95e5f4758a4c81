"""self.http of datadog_checks: requests with what the instance says of
authentication, TLS, headers and timeouts."""

import logging

import requests


def _yes(value):
    return value if isinstance(value, bool) else str(value).lower() in ("yes", "true", "1", "y", "on")


class RequestsWrapper:
    def __init__(self, instance, init_config, remapper=None, logger=None, session=None):
        self.logger = logger or logging.getLogger(__name__)
        config = dict(instance)
        for key in ("timeout", "skip_proxy", "proxy"):
            if key not in config and (init_config or {}).get(key) is not None:
                config[key] = init_config[key]
        for old, new in (remapper or {}).items():
            name, value = new.get("name"), config.get(old, new.get("default"))
            if name and name not in config and value is not None:
                config[name] = not _yes(value) if new.get("invert") else value

        timeout = float(config.get("timeout") or 10)
        self.no_proxy_uris = None
        self.ignore_tls_warning = _yes(config.get("tls_ignore_warning", False))
        self.persist_connections = session is not None or _yes(config.get("persist_connections", False))
        self._session = session
        self.options = {
            "allow_redirects": _yes(config.get("allow_redirects", True)),
            "auth": _auth(config),
            "cert": _cert(config),
            "headers": _headers(config),
            "proxies": None,
            "timeout": (float(config.get("connect_timeout") or timeout), float(config.get("read_timeout") or timeout)),
            "verify": config.get("tls_ca_cert") or _yes(config.get("tls_verify", True)),
        }

    @property
    def session(self):
        if self._session is None:
            self._session = requests.Session()
            for name in ("auth", "cert", "verify"):
                setattr(self._session, name, self.options[name])
            self._session.headers.update(self.options["headers"])
        return self._session

    def _request(self, method, url, options):
        persist = options.pop("persist", None)
        merged = {**self.options, **options}
        extra = merged.pop("extra_headers", None)
        if extra:
            merged["headers"] = {**(merged["headers"] or {}), **extra}
        if persist if persist is not None else self.persist_connections:
            return getattr(self.session, method)(url, **merged)
        return getattr(requests, method)(url, **merged)

    def get(self, url, **options):
        return self._request("get", url, options)

    def head(self, url, **options):
        return self._request("head", url, options)

    def post(self, url, **options):
        return self._request("post", url, options)

    def put(self, url, **options):
        return self._request("put", url, options)

    def patch(self, url, **options):
        return self._request("patch", url, options)

    def delete(self, url, **options):
        return self._request("delete", url, options)

    def options_method(self, url, **options):
        return self._request("options", url, options)

    def get_header(self, name, default=None):
        return next((v for k, v in self.options["headers"].items() if k.lower() == name.lower()), default)

    def set_header(self, name, value):
        self.options["headers"][name] = value


def default_headers():
    return {"User-Agent": "Datadog Agent/%s" % _version(), "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}


def _headers(config):
    headers = default_headers()
    if config.get("headers"):
        headers = {}
    for given in (config.get("headers"), config.get("extra_headers")):
        headers.update({str(k): str(v) for k, v in (given or {}).items()})
    return headers


def _version():
    from .agentcheck import AgentCheck

    return AgentCheck._sp_agent.get("version", "")


def _auth(config):
    kind = str(config.get("auth_type") or "basic").lower()
    user, password = config.get("username"), config.get("password")
    if not user or password is None:
        return None
    if kind == "digest":
        return requests.auth.HTTPDigestAuth(user, password)
    if kind == "basic":
        return user, password
    raise NotImplementedError("auth_type %s is not for checks in the sandbox" % kind)


def _cert(config):
    cert, key = config.get("tls_cert"), config.get("tls_private_key")
    return (cert, key) if cert and key else cert or None
