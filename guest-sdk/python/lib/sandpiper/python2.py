"""Scripts that were written for Python 2.

What a script may call is there under its old name (NAMES, and the modules of
the library such as urllib2). What Python 3 does not parse is rewritten by
lib2to3, line by line, so that the numbers of lines stay.
"""

import builtins
import functools
import hashlib
import sys
import types

import _sandpiper

# Builtins of Python 2, for the script alone.
NAMES = {
    "basestring": str,
    "cmp": lambda a, b: (a > b) - (a < b),
    "long": int,
    "reduce": functools.reduce,
    "unichr": chr,
    "unicode": str,
    "xrange": range,
}

_FIXERS = (
    "apply dict except exec filter funcattrs has_key itertools itertools_imports map methodattrs ne next "
    "nonzero numliterals operator paren print raise raw_input reduce repr standarderror sys_exc throw tuple_params "
    "types xreadlines zip"
)


def compile(text, file):
    """Compiles a script, having rewritten it if it is one of Python 2."""
    try:
        return builtins.compile(text, file, "exec", dont_inherit=True)
    except SyntaxError as error:
        try:
            return builtins.compile(_rewrite(text, file), file, "exec", dont_inherit=True)
        except Exception:
            raise error from None


def _rewrite(text, file):
    from lib2to3 import refactor

    fixers = ["lib2to3.fixes.fix_" + name for name in _FIXERS.split()]
    tool = refactor.RefactoringTool(fixers)
    lines = (text if text.endswith("\n") else text + "\n").splitlines(keepends=True)
    for i, line in enumerate(lines):  # tabs were worth eight columns
        code = line.lstrip(" \t")
        lines[i] = line[: len(line) - len(code)].expandtabs() + code
    _extend(str, "decode", lambda self, encoding="utf-8", errors="strict": self)
    return str(tool.refactor_string("".join(lines), file))


_extend = _sandpiper.extend


def install():
    """Gives the types and modules of Python 3 the names that they had."""
    _extend(dict, "iteritems", lambda self: iter(self.items()))
    _extend(dict, "iterkeys", lambda self: iter(self.keys()))
    _extend(dict, "itervalues", lambda self: iter(self.values()))
    _extend(dict, "has_key", lambda self, key: key in self)
    sys.maxint = sys.maxsize * 2**32 + 2**32 - 1  # that of 64 bits
    for name in "md5", "sha1", "sha224", "sha256", "sha384", "sha512":
        setattr(hashlib, name, _of_text(getattr(hashlib, name)))
    hashlib.new = _new(hashlib.new)

    import urllib.error
    import urllib.parse
    import urllib.request

    for module in urllib.parse, urllib.request:
        for name in "quote", "quote_plus", "unquote", "unquote_plus", "urlencode", "urlopen", "urlretrieve", "pathname2url", "url2pathname":
            if hasattr(module, name):
                setattr(urllib, name, getattr(module, name))

    import itertools
    import string

    itertools.izip, itertools.imap, itertools.ifilter = zip, map, filter
    itertools.izip_longest = itertools.zip_longest
    string.letters, string.lowercase, string.uppercase = string.ascii_letters, string.ascii_lowercase, string.ascii_uppercase


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


def _bytes(data):
    return data.encode() if isinstance(data, str) else data
