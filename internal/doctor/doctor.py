"""Looks at a script and says what it would meet in the sandbox: each finding is
an event, whose title is its kind and whose text is what was found."""

import ast
import base64
import importlib
import importlib.util
import os
import platform
import re
import sys

from checks import AgentCheck
from sandpiper import failure, python2, script

PROCESSES = re.compile(
    r"(os\.(system|popen|fork|exec\w+|spawn\w+|posix_spawn)|subprocess\.(Popen|call|check_call|check_output|run|getoutput|getstatusoutput))$"
    r"|(.*\.)?get_subprocess_output$"
)
SOCKETS = re.compile(
    r"socket\.(socket|create_connection|socketpair|gethostbyname\w*|getaddrinfo|create_server)$"
    r"|(ftplib\.FTP\w*|telnetlib\.Telnet|smtplib\.SMTP\w*|poplib\.POP3\w*|select\.(select|poll)|logging\.handlers\.SysLogHandler)$"
)
THREADS = re.compile(r"(threading\.(Thread|Timer)|thread\.start_new_thread|(concurrent\.futures\.)?(ThreadPoolExecutor|ProcessPoolExecutor))$")
READS = re.compile(r"(open|file|io\.open|codecs\.open|os\.(listdir|walk|stat|lstat|scandir|access|chdir)|glob\.i?glob|os\.path\.(exists|isfile|isdir|getsize|getmtime))$")
WRITES = re.compile(
    r"(os\.(remove|unlink|mkdir|makedirs|rename|replace|rmdir|link|symlink|truncate|utime)|shutil\.(copy\w*|move|rmtree|make_archive|unpack_archive)"
    r"|tempfile\.\w+|logging\.(FileHandler|handlers\.(\w*RotatingFileHandler|WatchedFileHandler)))$"
)
FAILS = re.compile(r"(getpass\.getuser|os\.(dup|readlink))$")  # though it is there
IMPORTS = ("importlib.import_module", "__import__")
LOOKS = set("exists glob is_dir is_file iterdir lstat open read_bytes read_text rglob stat".split())  # methods of a Path
CHANGES = set("chmod mkdir rename replace rmdir symlink_to touch unlink write_bytes write_text".split())
PLATFORM = re.compile(r"(util|utils\.platform|(datadog|stackstate)_checks\.(base\.)?utils\.platform)\.Platform\.is_\w+$")
URL = re.compile(r"https?://[A-Za-z0-9_.\-]+(:\d+)?(/[^\s%{}]*)?$")
TOLD = re.compile(r"self\.(log\.\w+|warning|event|service_check)$")

# What conditions ask of the machine, and what it is here.
GIVEN = {
    "__name__": "",
    "os.name": os.name,
    "six.PY2": False,
    "six.PY3": True,
    "sys.platform": sys.platform,
    "sys.version_info": tuple(sys.version_info),
    "sys.version_info.major": sys.version_info.major,
    "typing.TYPE_CHECKING": False,
}


class Doctor(AgentCheck):
    def check(self, instance):
        for kind, line, text, when in self.examine(base64.b64decode(instance["source"]), instance["file"], instance):
            self.event({"timestamp": 1, "event_type": "doctor", "msg_title": kind, "msg_text": text or "-", "line": line, "when": when})

    def examine(self, source, file, about):
        """What is found, by line: at one line the surest of each."""
        try:
            text = importlib.util.decode_source(source)
        except (SyntaxError, UnicodeDecodeError) as e:
            return [("load", 0, "%s: %s" % (type(e).__name__, e), ALWAYS)]
        try:
            tree, old, _ = python2.parse(text, file)
        except (SyntaxError, ValueError):
            tree, old = None, False  # to load it will say why
        loaded, failed = self.load(source, file)
        found = {}
        if tree is not None:
            finder = Finder(about, old)
            finder.walk(tree, [loaded.cls.__name__] if loaded.cls else [])
            for kind, line, said, function, here in finder.findings():
                when = finder.when(function, here)
                if kind in ("import", "without", "lacks") and not function:  # whether it is come to is seen by loading
                    if not loaded.ran:
                        when = ALWAYS if failed[1] == line else when
                    elif kind == "import" and when == ALWAYS:
                        kind = "optional"
                    else:
                        when = NEVER
                found[kind, line, said] = max(when, found.get((kind, line, said), NEVER))
        if failed:
            found[failed] = ALWAYS
        return sorted(((*f, when) for f, when in found.items()), key=lambda f: (f[1], f[0], f[2]))

    def load(self, source, file):
        loaded = script.Script(file, source)
        loaded.ran = True
        try:
            loaded.load()
        except BaseException as e:
            loaded.ran = isinstance(e, script.ScriptError)  # all of it, and no check is there
            kind, message, _ = failure.describe(e)
            return loaded, ("load", self.place(e, file), "%s: %s" % (kind, message))
        return loaded, None

    def place(self, e, file):
        if isinstance(e, SyntaxError) and e.lineno:
            return e.lineno
        line, at = 0, e.__traceback__
        while at is not None:
            if at.tb_frame.f_code.co_filename == file:
                line = at.tb_lineno
            at = at.tb_next
        return line


class Finder(Flow):
    def __init__(self, about, old):
        super().__init__()
        self.beside = set(about["beside"])
        self.package = about["package"]
        self.old = old  # of Python 2
        self.found = []  # (kind, line, text, function, how sure)
        self.names = {}  # what a name of the script is of, where it was imported
        self.absent = {}  # names that would be modules which are not here
        self.tried = {}  # how often the try around gives each name something
        self.imports = {}  # what each name is imported from, at all places
        self.made = {}  # what each name is given, where that is one expression
        self.gives = set()  # attributes that the script sets, of whatever
        self.guarded = 0  # within a try that catches that a module is missing
        self.lenient = 0  # within a try that catches that an attribute is missing
        self.quiet = 0  # within a call that tells a person something
        self.divisions = []

    def walk(self, tree, entries):
        for n in ast.walk(tree):
            if isinstance(n, ast.Import):
                for alias in n.names:
                    name = alias.asname or alias.name.partition(".")[0]
                    self.imports.setdefault(name, []).append(alias.name if alias.asname else name)
            elif isinstance(n, ast.ImportFrom):
                for alias in n.names:
                    self.imports.setdefault(alias.asname or alias.name, []).append("%s.%s" % (n.module, alias.name))
            elif isinstance(n, ast.Assign) and len(n.targets) == 1 and isinstance(n.targets[0], ast.Name):
                self.made[n.targets[0].id] = n.value
            elif isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store):
                self.gives.add(n.attr)
        super().walk(tree, entries)

    def tell(self, kind, line, text=""):
        self.found.append((kind, line, text, self.function, self.here))

    def findings(self):
        if self.old and self.names.get("division") != "__future__.division":
            return self.found + self.divisions
        return self.found

    # Imports, and what stands for a module that is missing.

    def visit_Import(self, node):
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            self.names[name] = alias.name if alias.asname else name
            self.imported(alias.name, (), node, [name])

    def visit_ImportFrom(self, node):
        names = [alias.asname or alias.name for alias in node.names]
        if node.level:
            module = "." * node.level + (node.module or "")
            return self.missing(module + ("" if node.module else names[0]), node, names, self.own())
        for alias in node.names:
            self.names[alias.asname or alias.name] = node.module + "." + alias.name
        self.imported(node.module, [alias.name for alias in node.names], node, names)

    def own(self):
        if self.package:
            return "it is another file of its package, and a check is one file here: what it takes from there is to stand in this one"
        return "files beside a check cannot be imported"

    def imported(self, module, of, node, names):
        top = module.partition(".")[0]
        if not self.there(module):
            own = top in self.beside or self.package and (module + ".").startswith(self.package + ".")
            self.missing(module, node, names, self.own() if own else "it is not among what checks can import")
        elif not self.there(module, of):
            self.missing("%s of %s" % (" and ".join(of), module), node, names, "there is nothing of this name")
        else:
            for name in names:
                self.absent.pop(name, None)

    @staticmethod
    def there(module, names=()):
        try:
            if importlib.util.find_spec(module) is None:
                return False
            has = importlib.import_module(module) if names else None
            return all(hasattr(has, n) or n == "*" or importlib.util.find_spec(module + "." + n) for n in names)
        except BaseException:
            return False

    def lacks(self, node):
        """Says that a statement imports what is not here."""
        if isinstance(node, ast.Import):
            return not all(self.there(alias.name) for alias in node.names)
        if isinstance(node, (ast.Assign, ast.Expr)) and isinstance(node.value, ast.Call) and self.dotted(node.value.func) in IMPORTS:
            return self.text(node.value) != "" and not self.there(self.text(node.value))
        return isinstance(node, ast.ImportFrom) and (node.level > 0 or not self.there(node.module, [alias.name for alias in node.names]))

    def missing(self, name, node, names, why):
        self.tell("optional" if self.guarded else "import", node.lineno, "imports %s: %s" % (name, why))
        if self.guarded or self.here == NEVER:  # else the run ends here
            self.absent.update((n, name) for n in names if self.bound[n] == self.tried.get(n, 1))

    def visit_Try(self, node):
        guard = self.guard(node)
        if guard is None:
            return super().visit_Try(node)
        lacking = self.lacking(node)
        if lacking is None:
            only = self.only(node)
            self.guarded += 1
            self.attempt(node, ALWAYS if only else SOMETIMES)
            self.guarded -= 1
            for handler in node.handlers:
                self.block(handler.body, NEVER if only else SOMETIMES)
        else:
            self.block(node.body[:lacking])
            self.guarded, self.tried = self.guarded + 1, _bound(node)
            self.visit(node.body[lacking])
            self.guarded, self.tried = self.guarded - 1, {}
            self.block(node.body[lacking + 1 :] + node.orelse, NEVER)
            self.learn(node, guard)
            for handler in node.handlers:
                self.block(handler.body, ALWAYS if handler is guard else NEVER)
        self.block(node.finalbody)

    def ways(self, node):
        guard = self.guard(node)
        if guard is None:
            return super().ways(node)
        lacking = self.lacking(node)
        if lacking is not None:
            return [node.body[:lacking] + guard.body]
        return [node.body + node.orelse] if self.only(node) else super().ways(node)

    def guard(self, node):
        """The handler of a try after which the script goes on without a module."""
        for handler in node.handlers:
            if self.kinds(handler) & {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}:
                return None if self._through(handler.body) == RAISES else handler
        return None

    def lacking(self, node):
        return next((i for i, s in enumerate(node.body) if self.lacks(s)), None)

    def attempt(self, node, here):
        lenient = any("AttributeError" in self.kinds(h) and self._through(h.body) != RAISES for h in node.handlers)
        self.lenient += lenient
        super().attempt(node, here)
        self.lenient -= lenient

    @staticmethod
    def only(node):
        return all(isinstance(s, (ast.Import, ast.ImportFrom)) for s in node.body)

    def learn(self, node, guard):
        """Notes what names are where the import of a try fails."""
        within = _bound(node)
        for s in guard.body:
            if isinstance(s, (ast.Import, ast.ImportFrom)):
                for alias in s.names:
                    self.absent.pop(alias.asname or alias.name.partition(".")[0], None)
            for target in s.targets if isinstance(s, ast.Assign) else ():
                name = getattr(target, "id", None)
                if not isinstance(s.value, ast.Constant) or s.value.value is not None:
                    self.absent.pop(name, None)
                if isinstance(s.value, ast.Constant) and self.function is None and within[name] == self.bound[name]:
                    self.known[name] = s.value.value
            if isinstance(s, (ast.FunctionDef, ast.ClassDef)):
                self.absent.pop(s.name, None)

    def given(self, node):
        """The value of what is of the machine, and so is known."""
        name = self.dotted(node.func if isinstance(node, ast.Call) else node)
        if not isinstance(node, ast.Call) and name in GIVEN:
            return GIVEN[name]
        if isinstance(node, ast.Call) and name == "hasattr" and len(node.args) == 2 and self.module(node.args[0]):
            return hasattr(importlib.import_module(self.module(node.args[0])), self.value(node.args[1]))
        if isinstance(node, ast.Call) and name == "sys.platform.startswith" and len(node.args) == 1:
            return sys.platform.startswith(self.value(node.args[0]))
        if isinstance(node, ast.Call) and not node.args:
            if name == "platform.system":
                return platform.system()
            if PLATFORM.match(name):
                module, _, method = name.rpartition(".Platform.")
                return getattr(importlib.import_module(module).Platform, method, lambda: False)()
        raise Unknown

    # What a script does.

    def visit_Expr(self, node):
        if not isinstance(node.value, ast.Constant):  # a text for readers
            self.generic_visit(node)

    def visit_Raise(self, node):
        self.quiet += 1
        self.generic_visit(node)
        self.quiet -= 1

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load):
            self.naming(node.id)

    def visit_Global(self, node):
        self.tell("shared", node.lineno)

    def visit_Attribute(self, node):
        if isinstance(node.ctx, ast.Store) and self.function and self.ofclass(node.value):
            self.tell("shared", node.lineno)
        if self.dotted(node) == "os.environ":
            self.tell("environment", node.lineno)
        self.used(node.value, node.lineno)
        self.lacked(node)
        self.naming(node.attr)
        self.generic_visit(node)

    def used(self, node, line):
        if isinstance(node, ast.Name) and node.id in self.absent:
            self.tell("without", line, self.absent[node.id])

    def ofclass(self, node):
        """Says that an expression is the class of the check."""
        return self.dotted(node) in ("cls", "self.__class__", self.cls) or isinstance(node, ast.Call) and self.dotted(node.func) == "type"

    def lacked(self, node):
        """Tells of what a module has on another machine, and not here."""
        name = self.dotted(node)
        if node.attr in self.gives or any(told.match(name) for told in (PROCESSES, SOCKETS, THREADS, WRITES)):
            return
        module = self.module(node.value)
        if module and not self.there(module, [node.attr]):
            before, self.here = self.here, min(self.here, SOMETIMES) if self.lenient else self.here
            self.tell("lacks", node.lineno, name)
            self.here = before

    def module(self, node):
        """The name of the module that an expression is; empty: it may be another thing."""
        root = node
        while isinstance(root, ast.Attribute):
            root = root.value
        name = getattr(root, "id", None)
        of = self.imports.get(name, ())
        if len(of) != self.bound[name] or set(of) != {self.names.get(name)}:
            return ""
        name = self.dotted(node)
        return name if self.there(name) else ""

    def visit_Constant(self, node):
        if isinstance(node.value, str) and not self.quiet and URL.match(node.value):
            self.tell("url", node.lineno, node.value)

    def visit_BinOp(self, node):
        if isinstance(node.op, ast.Div) and not (self.fraction(node.left) or self.fraction(node.right)):
            self.divides(node)
        self.generic_visit(node)

    def visit_AugAssign(self, node):
        if isinstance(node.op, ast.Div) and not self.fraction(node.value):
            self.divides(node)
        self.generic_visit(node)

    def divides(self, node):
        self.divisions.append(("division", node.lineno, "", self.function, self.here))

    def fraction(self, node):
        if isinstance(node, ast.Constant):
            return isinstance(node.value, float)
        if isinstance(node, ast.BinOp):
            return self.fraction(node.left) or self.fraction(node.right)
        return isinstance(node, ast.Call) and self.dotted(node.func) in ("float", "time.time")

    def dotted(self, node):
        if isinstance(node, ast.Name):
            return self.names.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            return self.dotted(node.value) + "." + node.attr
        return ""

    def visit_Call(self, node):
        name = self.dotted(node.func)
        self.calling(node.func)
        self.used(node.func, node.lineno)
        path = self.text(node)
        if name in IMPORTS and path:
            self.imported(path, (), node, ())
        elif PROCESSES.match(name):
            self.tell("process", node.lineno, name)
        elif name == "select.select" and self.sleeps(node):
            pass
        elif SOCKETS.match(name):
            self.tell("socket", node.lineno, name)
        elif THREADS.match(name):
            self.tell("thread", node.lineno, name)
        elif WRITES.match(name):
            self.tell("write", node.lineno, name)
        elif FAILS.match(name):
            self.tell("lacks", node.lineno, name)
        elif READS.match(name):
            self.tell("write" if self.writes(node) else "file", node.lineno, path)
        elif isinstance(node.func, ast.Attribute) and node.func.attr in LOOKS | CHANGES and self.path(node.func.value) is not None:
            writes = node.func.attr in CHANGES or node.func.attr == "open" and self.writes(node, 0)
            self.tell("write" if writes else "file", node.lineno, self.path(node.func.value))
        quiet = bool(TOLD.match(name))
        self.quiet += quiet
        self.generic_visit(node)
        self.quiet -= quiet

    @staticmethod
    def text(call):
        """What a call is given first, if that is a text; else it is empty."""
        first = call.args[0] if call.args else None
        return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""

    @staticmethod
    def sleeps(call):
        """Says that a call of select waits for nothing but its time."""
        return len(call.args) > 2 and all(isinstance(a, (ast.List, ast.Tuple)) and not a.elts for a in call.args[:3])

    def path(self, node):
        """The path that a Path is of; empty: a run makes it; None: it is no Path."""
        if isinstance(node, ast.Name) and self.bound[node.id] == 1 and node.id in self.made:
            node = self.made[node.id]
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            return None if self.path(node.left) is None else ""
        if not isinstance(node, ast.Call) or self.dotted(node.func) not in ("pathlib.Path", "pathlib.PosixPath"):
            return None
        return self.text(node) if len(node.args) == 1 else ""

    def writes(self, node, at=1):
        if self.dotted(node.func).rpartition(".")[2] not in ("open", "file"):
            return False
        mode = node.args[at] if len(node.args) > at else next((k.value for k in node.keywords if k.arg == "mode"), None)
        return isinstance(mode, ast.Constant) and isinstance(mode.value, str) and bool(set(mode.value) & set("wax+"))
