"""Texts and bytes, of which Python 2 had one kind too few."""


def ensure_bytes(s):
    return s.encode("utf-8") if isinstance(s, str) else s


def ensure_unicode(s):
    return s.decode("utf-8") if isinstance(s, bytes) else s


to_native_string = to_string = ensure_string = ensure_unicode
