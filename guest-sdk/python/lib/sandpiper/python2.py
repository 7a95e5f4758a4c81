"""Scripts that were written for Python 2.

What a script may call is there under its old name (NAMES, and the modules of
the library such as urllib2). What Python 3 does not parse is rewritten, line by
line, so that the numbers of lines stay: python2tokens, and what that does not
know, lib2to3. What it parses and takes for something else is changed in the
tree: python2tree.
"""

import ast
import builtins
import functools
import re
import sys

import _sandpiper

from . import python2tokens, python2tree

# Builtins of Python 2, for the script alone.
NAMES = {
    "apply": lambda function, args=(), kwargs={}: function(*args, **kwargs),
    "basestring": str,
    "cmp": lambda a, b: (a > b) - (a < b),
    "file": open,
    "intern": sys.intern,
    "long": int,
    "reduce": functools.reduce,
    "reload": lambda module: module,
    "StandardError": Exception,
    "unichr": chr,
    "unicode": str,
    "xrange": range,
}

_FIXERS = (
    "except exec funcattrs methodattrs ne next numliterals operator paren print raise raw_input repr sys_exc throw tuple_params "
    "types xreadlines"
)

# What only a script of Python 2 has, where it is not tried for.
MODULES = set(
    "__builtin__ BaseHTTPServer commands ConfigParser Cookie cookielib cPickle cStringIO exceptions HTMLParser htmlentitydefs httplib "
    "md5 Queue sets sha StringIO thread urllib2 urlparse UserDict xmlrpclib".split()
)
_NAMES = set("basestring unicode xrange long unichr raw_input reduce cmp".split())
_METHODS = set("iteritems iterkeys itervalues has_key".split())

# The modules of agents that had no other Python: a script that imports one of
# them is of Python 2 unless it has what Python 2 did not have.
_OLD_AGENT = set("checks config util utils".split())
_NEW_MODULES = set("configparser http html queue enum dataclasses typing pathlib ipaddress statistics asyncio concurrent datadog_checks six".split())
_NEW = (ast.JoinedStr, ast.AnnAssign, ast.Nonlocal, ast.AsyncFunctionDef, ast.YieldFrom, ast.NamedExpr, ast.Starred)

_HINT = re.compile(r"\b(" + "|".join(sorted(MODULES | _NAMES | _METHODS | _OLD_AGENT)) + r")\b")

# What a script has that knows bytes from texts.
_OF_BYTES = set("BytesIO pickle cPickle marshal".split())


# Made once: to make another writes to each builtin, which counts its references.
_BUILTINS = {**vars(builtins), **NAMES}
_OLD_BUILTINS = {**_BUILTINS, **python2tree.HELPERS, **python2tree.BUILTINS}
_OLD_TEXT_BUILTINS = {**_OLD_BUILTINS, **python2tree.TEXT_BUILTINS}


def compile(text, file):
    """Returns the code of a script, and the builtins that it sees."""
    tree, old, texts = translated(text, file)
    names = _BUILTINS
    if old:
        names = _OLD_TEXT_BUILTINS if texts else _OLD_BUILTINS
        _extend(str, "decode", lambda self, encoding="utf-8", errors="strict": self)
    return builtins.compile(tree, file, "exec", dont_inherit=True), names


def translated(text, file):
    """Returns the tree of a script as Python 3, whether it is one of Python 2, and
    whether its bytes are texts."""
    tree, old, sure = parse(text, file)
    texts = sure and not _knows_bytes(tree)
    return python2tree.translate(tree, texts) if old else tree, old, texts


def parse(text, file):
    """Returns the tree of a script, whether it may be one of Python 2, and whether
    that is sure."""
    try:
        tree = ast.parse(text, file)
    except (SyntaxError, ValueError) as error:
        lines = _with_spaces(text)
        for rewrite in python2tokens.rewrite, _with_lib2to3:
            try:
                return ast.parse(rewrite(lines), file), True, True
            except Exception:
                pass
        raise error from None
    if not _HINT.search(text):
        return tree, False, False
    evidence = _Evidence()
    evidence.visit(tree)
    return tree, evidence.old or evidence.old_agent and not evidence.new, evidence.old


class _Evidence(ast.NodeVisitor):
    def __init__(self):
        self.old = self.old_agent = self.new = False
        self.own = set()

    def _imports(self, name):
        top = name.partition(".")[0]
        self.old = self.old or top in MODULES
        self.old_agent = self.old_agent or top in _OLD_AGENT
        self.new = self.new or top in _NEW_MODULES or name.startswith(("urllib.", "xmlrpc."))

    def visit_Import(self, node):
        for alias in node.names:
            self._imports(alias.name)

    def visit_ImportFrom(self, node):
        self._imports(node.module or "")

    def visit_Try(self, node):
        """What is imported in one is tried for."""
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, (ast.Import, ast.ImportFrom, ast.ExceptHandler)):
                self.visit(child)
            elif isinstance(child, ast.ExceptHandler):
                for grandchild in child.body:
                    if not isinstance(grandchild, (ast.Import, ast.ImportFrom, ast.Assign)):
                        self.visit(grandchild)

    def visit_Name(self, node):
        self.old = self.old or node.id in _NAMES and isinstance(node.ctx, ast.Load) and node.id not in self.own
        if not isinstance(node.ctx, ast.Load):
            self.own.add(node.id)

    def visit_Attribute(self, node):
        self.old = self.old or node.attr in _METHODS
        self.generic_visit(node)

    def visit_Call(self, node):
        if isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args:
            self.new = True
        self.generic_visit(node)

    def visit_arguments(self, node):
        arguments = node.posonlyargs + node.args
        self.own.update(a.arg for a in arguments)
        self.new = self.new or bool(node.kwonlyargs or node.posonlyargs) or any(a.annotation for a in arguments)
        self.generic_visit(node)

    def generic_visit(self, node):
        self.new = self.new or isinstance(node, _NEW)
        super().generic_visit(node)


def _knows_bytes(tree):
    return any(
        isinstance(node, ast.Constant) and isinstance(node.value, bytes)
        or isinstance(node, ast.Name) and node.id in _OF_BYTES
        or isinstance(node, ast.Attribute) and node.attr in _OF_BYTES
        for node in ast.walk(tree)
    )


def _with_spaces(text):
    """The script with spaces for tabs before a line, which were worth eight columns."""
    lines = (text if text.endswith("\n") else text + "\n").splitlines(keepends=True)
    for i, line in enumerate(lines):
        code = line.lstrip(" \t")
        lines[i] = line[: len(line) - len(code)].expandtabs() + code
    return "".join(lines)


def _with_lib2to3(text):
    there = set(sys.modules)
    try:
        from lib2to3 import refactor

        fixers = ["lib2to3.fixes.fix_" + name for name in _FIXERS.split()]
        return str(refactor.RefactoringTool(fixers).refactor_string(text, "script"))
    finally:
        for name in set(sys.modules) - there:
            del sys.modules[name]  # a megabyte that nobody needs again


_extend = _sandpiper.extend
