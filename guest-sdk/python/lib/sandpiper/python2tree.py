"""What a script of Python 2 meant, where Python 3 parses it and means another
thing: lists where there are views and iterators now, texts where there are
bytes now, and what exceptions and iterators were asked for.

Nodes keep their place, so that tracebacks show the lines of the script. What
stands in for a call is a function of HELPERS, which the script sees as builtins.
"""

import ast
import codecs
import functools
import io
import itertools

_SELF = "__python2_%s__"

# Methods whose result was a text, and is bytes now.
_RECEIVE = set("request read readline readlines recv communicate iter_lines iter_content getvalue".split())
_JSON = set("load loads dump dumps".split())  # which had an encoding
_VIEWS = {"iteritems": "items", "iterkeys": "keys", "itervalues": "values", "viewitems": "items", "viewkeys": "keys", "viewvalues": "values"}


class Translator(ast.NodeTransformer):
    """Changes the tree of a script; texts says whether what it receives is taken
    for text, which is so unless it knows of bytes."""

    def __init__(self, texts):
        self.texts = texts
        self.caught = []  # the names of the exceptions that are being handled
        self.lazy = set()  # nodes whose views may stay what they are

    def visit_For(self, node):
        self.lazy.add(node.iter)
        whole = _is_view(node.iter) and _changes_nothing(node)
        self.generic_visit(node)
        if not whole:
            node.iter = _call("lines" if self.texts else "iterated", node.iter)
        return node

    visit_comprehension = visit_For

    def visit_Compare(self, node):
        self.lazy.update(node.comparators)
        return self.generic_visit(node)

    def visit_BinOp(self, node):
        if isinstance(node.op, (ast.BitAnd, ast.BitOr, ast.BitXor, ast.Sub)):
            self.lazy.update((node.left, node.right))
        self.generic_visit(node)
        if isinstance(node.op, ast.Add):
            node.left, node.right = (_call("listed", n) if _calls(n, "range") else n for n in (node.left, node.right))
        return node

    def visit_Call(self, node):
        lazy = node in self.lazy
        function = node.func
        plain = not (node.args or node.keywords)
        self.generic_visit(node)
        if isinstance(function, ast.Name):
            if function.id in ("unicode", "str") and len(node.args) + len(node.keywords) > 1:
                return _call("decoded", *node.args, keywords=node.keywords)
            return node
        if not isinstance(function, ast.Attribute):
            return node
        name, of = function.attr, node.func.value if isinstance(node.func, ast.Attribute) else None
        if of is None:
            return node
        if name in _JSON:
            node.keywords = [k for k in node.keywords if k.arg != "encoding"]
        if plain and name in ("items", "keys", "values") and not lazy:
            return _call("listed", node)
        if plain and name in _VIEWS:
            return _call("view", of, ast.copy_location(ast.Constant(name), node))
        if plain and name == "next":
            return _call("next", of)
        if self.texts and name in ("encode", "decode"):
            return _call(name, of, *node.args, keywords=node.keywords)
        if self.texts and name in _RECEIVE:
            return _call("text", node)
        return node

    def visit_Attribute(self, node):
        if isinstance(node.value, ast.Name) and node.value.id in self.caught and node.attr == "message" and isinstance(node.ctx, ast.Load):
            return _call("message", node.value)
        self.generic_visit(node)
        if self.texts and node.attr == "content" and isinstance(node.ctx, ast.Load):
            return _call("text", node)
        return node

    def visit_Subscript(self, node):
        if isinstance(node.value, ast.Name) and node.value.id in self.caught and isinstance(node.ctx, ast.Load):
            node.value = ast.copy_location(ast.Attribute(node.value, "args", ast.Load()), node.value)
        return self.generic_visit(node)

    def visit_ExceptHandler(self, node):
        self.caught.append(node.name)
        self.generic_visit(node)
        self.caught.pop()
        return node

    def visit_ClassDef(self, node):
        self.generic_visit(node)
        own = {child.name for child in node.body if isinstance(child, ast.FunctionDef)}
        for old, new in ("next", "__next__"), ("__nonzero__", "__bool__"):
            if old in own and new not in own:
                name, value = ast.Name(new, ast.Store()), ast.Name(old, ast.Load())
                node.body.append(ast.copy_location(ast.Assign([name], value), node.body[-1]))
        return node


def translate(tree, texts):
    return ast.fix_missing_locations(Translator(texts).visit(tree))


def _is_view(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("items", "keys", "values") and not node.args


# What loops mostly call, which changes no dictionary that they go over.
_REPORTING = set(
    "count debug decrement encode endswith error event exception format gauge get histogram historate increment info join lower "
    "lstrip monotonic_count rate replace rstrip service_check split startswith strip upper warn warning".split()
)
_PURE = set("abs bool dict float int isinstance len list long max min range repr round set sorted str sum tuple unicode xrange".split())


def _changes_nothing(loop):
    """Says of a loop over a view that it surely leaves the dictionary alone, so
    that the view need not be copied."""
    return isinstance(loop, ast.For) and not any(
        isinstance(node, (ast.Delete, ast.Yield, ast.YieldFrom, ast.Await))
        or isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load)
        or isinstance(node, ast.Call) and not _is_view(node)
        and not (
            isinstance(node.func, ast.Name) and node.func.id in _PURE
            or isinstance(node.func, ast.Attribute) and node.func.attr in _REPORTING
        )
        for statement in loop.body
        for node in ast.walk(statement)
    )


def _calls(node, name):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _call(helper, of, *rest, keywords=()):
    function = ast.copy_location(ast.Name(_SELF % helper, ast.Load()), of)
    return ast.copy_location(ast.Call(function, [of, *rest], list(keywords)), of)


# What the calls stand for.

_VIEW_TYPES = tuple(type(view) for view in ({}.keys(), {}.values(), {}.items()))


def _iterated(value):
    """What a loop goes over: a view is copied, for the loop may change its dictionary."""
    return list(value) if isinstance(value, _VIEW_TYPES) else value


def _lines(value):
    """The same, where what files and responses have is text."""
    return map(_text, value) if isinstance(value, io.BufferedIOBase) else _iterated(value)


def _listed(value):
    return list(value) if isinstance(value, (*_VIEW_TYPES, range)) else value


def _view(of, name):
    method = getattr(of, name, None)
    return method() if method else iter(getattr(of, _VIEWS[name])())


def _next(of):
    method = getattr(of, "next", None)
    return method() if method else next(of)


def _message(error):
    try:
        return error.message
    except AttributeError:
        return error.args[0] if len(error.args) == 1 else ""


def _text(value):
    """Bytes as a text, and all else as it is; so are bytes of no text."""
    if isinstance(value, (bytes, bytearray)):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return value
    if isinstance(value, (list, tuple)) and any(isinstance(part, bytes) for part in value):
        return type(value)(map(_text, value))
    if hasattr(value, "gi_frame"):  # a generator, as of iter_lines
        return map(_text, value)
    return value


def _encode(of, encoding="utf-8", errors="strict"):
    if not isinstance(of, (str, bytes)):
        return of.encode(encoding, errors)
    if not codecs.lookup(encoding)._is_text_encoding:  # such as hex
        return _text(codecs.encode(of.encode() if isinstance(of, str) else of, encoding, errors))
    return of.encode(encoding, errors).decode(encoding) if isinstance(of, str) else of


def _decode(of, encoding="utf-8", errors="strict"):
    if not isinstance(of, (str, bytes, bytearray)):
        return of.decode(encoding, errors)
    if not codecs.lookup(encoding)._is_text_encoding:
        return _text(codecs.decode(of.encode() if isinstance(of, str) else of, encoding, errors))
    if not isinstance(of, str):
        return of.decode(encoding, errors)
    return of if errors == "strict" else of.encode(encoding, errors).decode(encoding)


def _decoded(of, encoding="utf-8", errors="strict"):
    return str(of, encoding, errors) if isinstance(of, (bytes, bytearray)) else str(of)


# What builtins were.


class _List(list):
    """A list which next takes too, so that it can stand for an iterator."""

    def __next__(self):
        if not self:
            raise StopIteration
        return self.pop(0)


def _map(function, *lists):
    if function is None:
        return _List(itertools.zip_longest(*lists)) if len(lists) > 1 else _List(*lists)
    return _List(map(function, *lists))


def _filter(function, values):
    kept = filter(function, values)
    return "".join(kept) if isinstance(values, str) else tuple(kept) if isinstance(values, tuple) else _List(kept)


def _zip(*lists, **kwargs):
    return _List(zip(*lists, **kwargs))


def _by(compare, key):
    return key if compare is None else functools.cmp_to_key(compare if key is None else lambda a, b: compare(key(a), key(b)))


def _sorted(values, cmp=None, key=None, reverse=False):
    return sorted(values, key=_by(cmp, key), reverse=reverse)


def _open(file, mode="r", buffering=-1, **kwargs):
    """Opens a file, whose bytes are texts: what is none in UTF-8 is replaced."""
    if isinstance(file, str) and not kwargs and not set(mode) & set("wax+"):
        return open(file, "r", -1 if buffering == 0 else buffering, "utf-8", "replace", "" if "b" in mode else None)
    return open(file, mode, buffering, **kwargs)


HELPERS = {
    _SELF % helper.__name__.lstrip("_"): helper
    for helper in (_iterated, _lines, _listed, _view, _next, _message, _text, _encode, _decode, _decoded)
}

# Builtins that Python 3 has too, as they were.
BUILTINS = {"filter": _filter, "map": _map, "sorted": _sorted, "zip": _zip}
TEXT_BUILTINS = {"file": _open, "open": _open}
