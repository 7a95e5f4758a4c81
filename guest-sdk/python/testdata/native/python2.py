"""Names that scripts of Python 2 use, for the Python of the machine."""

import functools
import io
import json
import sys
import types
import urllib.error
import urllib.parse
import urllib.request

NAMES = {
    "basestring": str,
    "long": int,
    "reduce": functools.reduce,
    "unichr": chr,
    "unicode": str,
    "xrange": range,
}


def module(name, *sources, **names):
    made = types.ModuleType(name)
    for source in sources:
        vars(made).update({key: value for key, value in vars(source).items() if not key.startswith("_")})
    vars(made).update(names)
    sys.modules[name] = made


module("urllib2", urllib.error, urllib.request)
module("urlparse", urllib.parse)
module("StringIO", StringIO=io.StringIO)
module("simplejson", json)
urllib.quote, urllib.unquote, urllib.urlencode = urllib.parse.quote, urllib.parse.unquote, urllib.parse.urlencode
