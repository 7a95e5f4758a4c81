"""Gives types and modules of Python 3 the names that they had in Python 2, and
lets functions that take bytes take texts, which were bytes then."""

import base64
import binascii
import collections
import collections.abc
import errno
import functools
import hashlib
import hmac
import html
import html.parser
import http.client
import inspect
import itertools
import os
import platform
import string
import sys
import time
import types
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree
import zlib

import _sandpiper
import yaml

_extend = _sandpiper.extend


def install():
    _types()
    _modules()
    _hashes_and_codecs()
    _urllib()
    _yaml()


def _types():
    _extend(dict, "iteritems", lambda self: iter(self.items()))
    _extend(dict, "iterkeys", lambda self: iter(self.keys()))
    _extend(dict, "itervalues", lambda self: iter(self.values()))
    _extend(dict, "has_key", lambda self, key: key in self)
    element = xml.etree.ElementTree.Element
    _extend(element, "getchildren", lambda self: list(self))
    _extend(element, "getiterator", lambda self, tag=None: list(self.iter(tag)))
    xml.etree.ElementTree.ElementTree.getiterator = lambda self, tag=None: list(self.iter(tag))
    html.parser.HTMLParser.unescape = staticmethod(html.unescape)
    message = http.client.HTTPMessage
    message.headers = property(lambda self: ["%s: %s\r\n" % pair for pair in self.items()])
    message.dict = property(lambda self: {name.lower(): value for name, value in self.items()})
    message.getheader = lambda self, name, default=None: self.get(name, default)
    message.getheaders = lambda self, name: self.get_all(name) or []


def _modules():
    sys.maxint = sys.maxsize * 2**32 + 2**32 - 1  # that of 64 bits
    sys.setdefaultencoding = lambda name: None
    sys.exc_clear = lambda: None
    for name in collections.abc.__all__:
        setattr(collections, name, getattr(collections.abc, name))
    inspect.getargspec = lambda function: _ArgSpec(*inspect.getfullargspec(function)[:4])
    itertools.izip, itertools.imap, itertools.ifilter = zip, map, filter
    itertools.izip_longest = itertools.zip_longest
    os.errno, os.getcwdu = errno, os.getcwd
    platform.dist = platform.linux_distribution = lambda *args, **kwargs: ("", "", "")
    time.clock = time.process_time
    string.letters, string.lowercase, string.uppercase = string.ascii_letters, string.ascii_lowercase, string.ascii_uppercase
    string.maketrans, string.atoi, string.atof = str.maketrans, int, float
    string.join = string.joinfields = lambda words, sep=" ": sep.join(words)
    for name in "count find index lower lstrip replace rfind rstrip split splitlines strip upper zfill".split():
        setattr(string, name, getattr(str, name))
    for name, kind in _TYPES.items():
        setattr(types, name + "Type", kind)


_ArgSpec = collections.namedtuple("ArgSpec", "args varargs keywords defaults")

_TYPES = {
    "Boolean": bool, "Dict": dict, "Dictionary": dict, "Float": float, "Int": int, "List": list, "Long": int, "None": type(None),
    "Object": object, "String": str, "Tuple": tuple, "Type": type, "Unicode": str,
}
types.StringTypes = (str,)


def _hashes_and_codecs():
    for name in "md5", "sha1", "sha224", "sha256", "sha384", "sha512":
        setattr(hashlib, name, _of_text(getattr(hashlib, name)))
    hashlib.new = _new(hashlib.new)
    hmac.new = _hmac(hmac.new)
    for name in "b64encode", "standard_b64encode", "urlsafe_b64encode", "b32encode", "b16encode", "encodebytes":
        setattr(base64, name, _text_to_text(getattr(base64, name)))
    base64.encodestring, base64.decodestring = base64.encodebytes, base64.b64decode
    for name in "hexlify", "b2a_hex", "b2a_base64":
        setattr(binascii, name, _text_to_text(getattr(binascii, name)))
    for name in "adler32", "compress", "crc32":
        setattr(zlib, name, _taking_text(getattr(zlib, name)))
    binascii.crc32 = _taking_text(binascii.crc32)


def _of_text(constructor):
    """A hash that takes text too, as bytes of UTF-8."""

    @functools.wraps(constructor)
    def hash(data=b"", *, usedforsecurity=True):
        made = constructor(_bytes(data))
        if type(made) not in _hashes:
            _hashes.add(type(made))
            update = type(made).update
            _extend(type(made), "update", lambda self, data: update(self, _bytes(data)))
        return made

    return hash


_hashes = set()


def _new(new):
    @functools.wraps(new)
    def hash(name, data=b"", **kwargs):
        maker = getattr(hashlib, name.lower(), None) if isinstance(name, str) else None
        return maker(data) if isinstance(maker, types.FunctionType) else new(name, _bytes(data), **kwargs)

    return hash


def _hmac(new):
    @functools.wraps(new)
    def made(key, msg=None, digestmod="md5"):
        return new(_bytes(key), _bytes(msg), digestmod)

    return made


def _taking_text(function):
    @functools.wraps(function)
    def taking_text(data, *args, **kwargs):
        return function(_bytes(data), *args, **kwargs)

    return taking_text


def _text_to_text(function):
    """The function that makes a text of a text, and bytes of bytes as it does."""

    @functools.wraps(function)
    def of_either(data, *args, **kwargs):
        made = function(_bytes(data), *args, **kwargs)
        return made.decode() if isinstance(data, str) else made

    return of_either


def _bytes(data):
    return data.encode() if isinstance(data, str) else data


def _urllib():
    for module in urllib.parse, urllib.request:
        for name in "quote", "quote_plus", "unquote", "unquote_plus", "urlencode", "urlopen", "urlretrieve", "pathname2url", "url2pathname":
            if hasattr(module, name):
                setattr(urllib, name, getattr(module, name))
    request = urllib.request.Request
    data = request.data
    request.data = property(data.fget, lambda self, value: data.fset(self, _bytes(value)), data.fdel)
    request.get_data, request.get_host = (lambda self: self.data), (lambda self: self.host)
    request.add_data = lambda self, value: setattr(self, "data", value)


def _yaml():
    """load takes what is safe, as the agents made it."""
    load, load_all = yaml.load, yaml.load_all
    yaml.load = lambda stream, Loader=yaml.SafeLoader: load(stream, Loader)
    yaml.load_all = lambda stream, Loader=yaml.SafeLoader: load_all(stream, Loader)
