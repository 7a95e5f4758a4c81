"""Says of each place of a script whether a run comes there: always, sometimes or
never. Always is what a run passes unless it fails before; the body of a loop is
taken to run. This file and doctor.py are one script."""

import ast
import collections
import functools

NEVER, SOMETIMES, ALWAYS = 0, 1, 2
RAISES = -1  # of a statement: nothing comes after it, for the run fails

ANY = "*"  # class

ENTRIES = ("check", "_check")  # the methods that a run calls
SWALLOWS = set("Exception BaseException StandardError OSError IOError EnvironmentError PermissionError RuntimeError error socket.error select.error".split())


class Unknown(Exception):
    """The value of an expression is known only when it runs."""


class Flow(ast.NodeVisitor):
    def __init__(self):
        self.here = ALWAYS  # how sure it is that its function comes to where the visitor is
        self.function = None  # that function, as (class, name); None: the module
        self.cls = None
        self.functions = {}  # name: those of that name
        self.calls = []  # (caller, how sure, class or None or ANY, name)
        self.known = {}  # names of the script whose value is known
        self.answers = {}  # what functions that do nothing else return
        self.bound = collections.Counter()  # how often the script gives each name something

    def walk(self, tree, entries):
        """Visits all of a script; entries are names of classes whose checks run."""
        self.bound = _bound(tree)
        self.answers = _answers(tree, self.bound)
        self.block(tree.body)
        self.entries = set(entries) | {cls for name in ENTRIES for cls, _ in self.functions.get(name, ())}
        self.sure = self._certainties()

    def when(self, function, here):
        """How sure it is that a run comes to a place of a function."""
        return min(here, self.sure[function] if function else ALWAYS)

    def _certainties(self):
        called = {name for _, _, _, name in self.calls}
        sure = {}
        for name, functions in self.functions.items():
            for function in functions:
                entry = function[0] in self.entries and name in (*ENTRIES, "__init__")
                here = name in called and name != "__init__"  # what is not may be called by a base class
                sure[function] = ALWAYS if entry else NEVER if here else SOMETIMES
        changed = True
        while changed:
            changed = False
            for caller, here, cls, name in self.calls:
                to = self.functions.get(name, ())
                own = [f for f in to if f[0] == cls]
                come = min(here, sure[caller] if caller else ALWAYS)
                if not own:
                    come = min(come, SOMETIMES)
                for function in own or to:
                    if sure[function] < come:
                        sure[function], changed = come, True
        return sure

    def block(self, statements, here=ALWAYS):
        before, self.here = self.here, min(self.here, here)
        for statement in statements:
            self.visit(statement)
            self.here = min(self.here, max(self._after(statement), NEVER))
        self.here = before

    def quietly(self, node, here):
        self.here, before = min(self.here, here), self.here
        self.visit(node)
        self.here = before

    # How sure it is that what follows a statement runs.

    def _after(self, s):
        if isinstance(s, ast.Raise):
            return RAISES
        if isinstance(s, (ast.Return, ast.Continue, ast.Break)):
            return NEVER
        if isinstance(s, ast.If):
            truth = self.truth(s.test)
            if truth is None:
                return _either(self._through(s.body), self._through(s.orelse))
            return self._through(s.body if truth else s.orelse)
        if isinstance(s, (ast.For, ast.AsyncFor, ast.While)):
            return SOMETIMES if _returns(s) else ALWAYS
        if isinstance(s, (ast.With, ast.AsyncWith)):
            return self._through(s.body)
        if isinstance(s, ast.Try):
            ways = [self._through(way) for way in self.ways(s)]
            return _first(self._through(s.finalbody), functools.reduce(_either, ways))
        if isinstance(s, ast.Match):
            return SOMETIMES if _returns(s) else ALWAYS
        return ALWAYS

    def _through(self, statements):
        after = ALWAYS
        for s in statements:
            this = self._after(s)
            if this in (NEVER, RAISES):
                return this if after == ALWAYS else SOMETIMES
            after = min(after, this)
        return after

    # The statements that choose.

    def visit_If(self, node):
        truth = self.truth(node.test)
        self.visit(node.test)
        self.block(node.body, SOMETIMES if truth is None else ALWAYS if truth else NEVER)
        self.block(node.orelse, SOMETIMES if truth is None else NEVER if truth else ALWAYS)

    def visit_IfExp(self, node):
        truth = self.truth(node.test)
        self.visit(node.test)
        self.quietly(node.body, SOMETIMES if truth is None else ALWAYS if truth else NEVER)
        self.quietly(node.orelse, SOMETIMES if truth is None else NEVER if truth else ALWAYS)

    def visit_BoolOp(self, node):
        here = ALWAYS
        for value in node.values:
            self.quietly(value, here)
            truth = self.truth(value)
            if truth is None:
                here = min(here, SOMETIMES)
            elif truth != isinstance(node.op, ast.And):
                here = NEVER

    def visit_For(self, node):
        self.visit(node.iter)
        self.visit(node.target)
        self.block(node.body)
        self.block(node.orelse)

    visit_AsyncFor = visit_For

    def visit_While(self, node):
        truth = self.truth(node.test)
        self.visit(node.test)
        self.block(node.body, NEVER if truth is False else ALWAYS)
        self.block(node.orelse)

    def visit_With(self, node):
        for item in node.items:
            self.visit(item)
        self.block(node.body)

    visit_AsyncWith = visit_With

    def visit_Match(self, node):
        self.visit(node.subject)
        for case in node.cases:
            self.block(case.body, SOMETIMES)

    def visit_Try(self, node):
        self.attempt(node, SOMETIMES if any(self.swallows(h) for h in node.handlers) else ALWAYS)
        for handler in node.handlers:
            self.block(handler.body, SOMETIMES)
        self.block(node.finalbody)

    def attempt(self, node, here):
        self.block(node.body + node.orelse, here)

    def ways(self, node):
        """What may run of a try, but for what comes at its end in any case."""
        return [node.body + node.orelse, *(h.body for h in node.handlers)]

    def swallows(self, handler):
        """Says that a run goes on after what a sandbox refuses is raised."""
        return bool(SWALLOWS & self.kinds(handler)) and self._through(handler.body) != RAISES

    def kinds(self, handler):
        """What a handler catches."""
        if handler.type is None:
            return {"BaseException"}
        return {self.dotted(k) for k in (handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type])}

    # Functions, and who calls them.

    def visit_FunctionDef(self, node):
        for outer in node.decorator_list + node.args.defaults + [d for d in node.args.kw_defaults if d]:
            self.visit(outer)
        before = self.function, self.here, self.cls
        self.function, self.here = (self.cls if self.function is None else None, node.name), ALWAYS
        self.functions.setdefault(node.name, []).append(self.function)
        self.block(node.body)
        self.function, self.here, self.cls = before

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        self.quietly(node.body, SOMETIMES)

    def visit_ClassDef(self, node):
        for outer in node.decorator_list + node.bases + [k.value for k in node.keywords]:
            self.visit(outer)
        before, self.cls = self.cls, node.name
        self.block(node.body)
        self.cls = before

    def calling(self, node):
        """Notes that what a call names is called, if it is of the script."""
        if isinstance(node, ast.Name):
            self.calls += [(self.function, self.here, None, node.id), (self.function, self.here, node.id, "__init__")]
        elif isinstance(node, ast.Attribute):
            of = self.dotted(node.value)
            if of in ("self", "cls"):
                self.calls.append((self.function, self.here, self.cls, node.attr))

    def naming(self, name):
        """Notes that a function may be called, for its name is told somewhere."""
        self.calls.append((self.function, min(self.here, SOMETIMES), ANY, name))

    # What is known before a run.

    def truth(self, node):
        """Whether a condition holds here; None: only a run can tell."""
        try:
            return bool(self.value(node))
        except Unknown:
            return None

    def value(self, node):
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, (ast.Tuple, ast.List)):
            return tuple(self.value(e) for e in node.elts)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return not self.value(node.operand)
        if isinstance(node, ast.BoolOp):
            truths = [self.truth(v) for v in node.values]
            decides = isinstance(node.op, ast.Or)
            if decides in truths:
                return decides
            if None not in truths:
                return not decides
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _COMPARE:
            left, right = self.value(node.left), self.value(node.comparators[0])
            try:
                return _COMPARE[type(node.ops[0])](left, right)
            except TypeError:
                raise Unknown from None
        if isinstance(node, ast.Subscript):
            try:
                return self.value(node.value)[self.value(node.slice)]
            except (TypeError, LookupError):
                raise Unknown from None
        if isinstance(node, ast.Name) and node.id in self.known:
            return self.known[node.id]
        if isinstance(node, ast.Call) and self._own(node.func) in self.answers:
            name = self._own(node.func)
            answer = self.answers.pop(name)  # it may ask itself
            try:
                return self.value(answer)
            finally:
                self.answers[name] = answer
        return self.given(node)

    def _own(self, node):
        """The name of what is called, if it can be a function of the script."""
        if isinstance(node, ast.Attribute) and self.dotted(node.value) in ("self", "cls"):
            return node.attr
        return node.id if isinstance(node, ast.Name) else None


_COMPARE = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.Is: lambda a, b: a is b,
    ast.IsNot: lambda a, b: a is not b,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}


def _either(a, b):
    """What follows where one of two things was run: who fails goes nowhere."""
    if RAISES in (a, b):
        return max(a, b)
    return a if a == b else SOMETIMES


def _first(a, b):
    return b if a == ALWAYS else a


def _returns(node):
    """Says that a return stands in a statement, and not in a function of it."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
        return False
    return isinstance(node, ast.Return) or any(_returns(child) for child in ast.iter_child_nodes(node))


def _bound(tree):
    """How often each name is given something in some part of a script."""
    bound = collections.Counter()
    for n in ast.walk(tree):
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store):
            bound[n.id] += 1
        elif isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bound[n.name] += 1
        elif isinstance(n, ast.arg):
            bound[n.arg] += 1
        elif isinstance(n, (ast.Import, ast.ImportFrom)):
            bound.update(alias.asname or alias.name.partition(".")[0] for alias in n.names)
    return bound


def _answers(tree, bound):
    """The expressions that functions of one name return, and which do nothing else."""
    answers = {}
    for n in ast.walk(tree):
        if isinstance(n, ast.FunctionDef) and bound[n.name] == 1:
            body = n.body[1:] if ast.get_docstring(n) else n.body
            if len(body) == 1 and isinstance(body[0], ast.Return) and body[0].value is not None:
                answers[n.name] = body[0].value
    return answers
