"""simplejson, of the json of the standard library: it takes the options that
only simplejson has, of which none changes what JSON means."""

import json as _json
from json import JSONDecodeError, JSONDecoder, JSONEncoder  # noqa: F401

_OWN = {
    "bigint_as_string", "encoding", "for_json", "ignore_nan", "int_as_string_bitcount", "item_sort_key", "iterable_as_array",
    "namedtuple_as_object", "tuple_as_array", "use_decimal",
}


def _without(options):
    return options if _OWN.isdisjoint(options) else {name: value for name, value in options.items() if name not in _OWN}


def loads(s, encoding=None, **options):
    return _json.loads(s, **_without(options))


def load(fp, encoding=None, **options):
    return _json.load(fp, **_without(options))


def dumps(obj, **options):
    return _json.dumps(obj, **_without(options))


def dump(obj, fp, **options):
    return _json.dump(obj, fp, **_without(options))


from . import decoder, encoder, errors, scanner  # noqa: E402, F401
