"""Looks at a script and says what it would meet in the sandbox: each finding is
an event, whose title is its kind and whose text is what was found."""

import ast
import base64
import importlib.util
import re

from checks import AgentCheck
from sandpiper import failure, python2, script

PYTHON2_MODULES = set(
    "ConfigParser Cookie HTMLParser Queue StringIO __builtin__ cPickle cStringIO checks cookielib httplib md5 urllib2 urlparse".split()
)
PYTHON2_NAMES = set("basestring unicode xrange long unichr raw_input".split())
PYTHON2_METHODS = set("iteritems iterkeys itervalues has_key".split())

PROCESSES = re.compile(
    r"(os\.(system|popen|fork|exec\w+|spawn\w+|posix_spawn)|subprocess\.(Popen|call|check_call|check_output|run|getoutput|getstatusoutput))$"
    r"|(.*\.)?get_subprocess_output$"
)
SOCKETS = re.compile(
    r"socket\.(socket|create_connection|socketpair|gethostbyname\w*|getaddrinfo|create_server)$"
    r"|(ftplib\.FTP\w*|telnetlib\.Telnet|smtplib\.SMTP\w*|poplib\.POP3\w*|select\.(select|poll|epoll))$"
)
THREADS = re.compile(r"(threading\.(Thread|Timer)|thread\.start_new_thread|(concurrent\.futures\.)?(ThreadPoolExecutor|ProcessPoolExecutor))$")
READS = re.compile(r"(open|file|io\.open|codecs\.open|os\.(listdir|walk|stat|scandir)|glob\.i?glob|os\.path\.(exists|isfile|isdir|getsize|getmtime))$")
WRITES = re.compile(r"(os\.(remove|unlink|mkdir|makedirs|rename|rmdir)|shutil\.\w+|tempfile\.\w+)$")
URL = re.compile(r"https?://[A-Za-z0-9_.\-]+(:\d+)?(/[^\s%{}]*)?$")
TOLD = re.compile(r"self\.(log\.\w+|warning|event|service_check)$")


class Doctor(AgentCheck):
    def check(self, instance):
        source = base64.b64decode(instance["source"])
        self.found = []
        self.examine(source, instance["file"], set(instance["beside"]))
        for kind, line, text in sorted(set(self.found), key=lambda f: (f[1], f[0], f[2])):
            self.event({"timestamp": 1, "event_type": "doctor", "msg_title": kind, "msg_text": text or "-", "line": line})

    def examine(self, source, file, beside):
        try:
            text = importlib.util.decode_source(source)
        except (SyntaxError, UnicodeDecodeError) as e:
            return self.tell("load", 0, "%s: %s" % (type(e).__name__, e))
        old = False
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            old = True
            try:
                tree = ast.parse(python2._rewrite(text, file))
            except Exception:
                tree = None  # to load it will say why
        if tree is not None:
            Finder(self.tell, beside, old).examine(tree)
        loaded = script.Script(file, source)
        try:
            loaded.load()
        except BaseException as e:
            kind, message, _ = failure.describe(e)
            self.tell("load", self.place(e, file), "%s: %s" % (kind, message))

    def place(self, e, file):
        if isinstance(e, SyntaxError) and e.lineno:
            return e.lineno
        line, at = 0, e.__traceback__
        while at is not None:
            if at.tb_frame.f_code.co_filename == file:
                line = at.tb_lineno
            at = at.tb_next
        return line

    def tell(self, kind, line, text):
        self.found.append((kind, line, text))


class Finder(ast.NodeVisitor):
    def __init__(self, tell, beside, old):
        self.tell = tell
        self.beside = beside
        self.old = old
        self.names = {}  # what a name of the script is of, where it was imported
        self.guarded = 0  # within a try that catches that a module is missing
        self.quiet = 0  # within a call that tells a person something
        self.divisions = []

    def examine(self, tree):
        self.visit(tree)
        if self.old and self.names.get("division") != "__future__.division":
            for line in self.divisions:
                self.tell("division", line, "")

    def visit_Import(self, node):
        for alias in node.names:
            self.names[alias.asname or alias.name.partition(".")[0]] = alias.name if alias.asname else alias.name.partition(".")[0]
            self.imported(alias.name, node)

    def visit_ImportFrom(self, node):
        if node.level:
            self.missing("." * node.level + (node.module or ""), node, "files beside a check cannot be imported")
            return
        for alias in node.names:
            self.names[alias.asname or alias.name] = node.module + "." + alias.name
        self.imported(node.module, node)

    def imported(self, name, node):
        top = name.partition(".")[0]
        self.old = self.old or top in PYTHON2_MODULES
        try:
            there = importlib.util.find_spec(name) is not None
        except (ImportError, ValueError, AttributeError):
            there = False
        if not there:
            self.missing(name, node, "files beside a check cannot be imported" if top in self.beside else "it is not among what checks can import")

    def missing(self, name, node, why):
        self.tell("optional" if self.guarded else "import", node.lineno, "imports %s: %s" % (name, why))

    def visit_Try(self, node):
        catches = any(self.catches(handler.type) for handler in node.handlers)
        self.guarded += catches
        for child in node.body:
            self.visit(child)
        for child in node.handlers:  # where one name of a module is missing, another may be tried
            self.visit(child)
        self.guarded -= catches
        for child in node.orelse + node.finalbody:
            self.visit(child)

    @staticmethod
    def catches(kind):
        if kind is None:
            return True
        kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
        return any(getattr(k, "id", "") in ("ImportError", "ModuleNotFoundError", "Exception") for k in kinds)

    def visit_Expr(self, node):
        if not isinstance(node.value, ast.Constant):  # a text for readers
            self.generic_visit(node)

    def visit_Raise(self, node):
        self.quiet += 1
        self.generic_visit(node)
        self.quiet -= 1

    def visit_Name(self, node):
        self.old = self.old or node.id in PYTHON2_NAMES

    def visit_Attribute(self, node):
        self.old = self.old or node.attr in PYTHON2_METHODS
        if self.dotted(node) == "os.environ":
            self.tell("environment", node.lineno, "")
        self.generic_visit(node)

    def visit_Constant(self, node):
        if isinstance(node.value, str) and not self.quiet and URL.match(node.value):
            self.tell("url", node.lineno, node.value)

    def visit_BinOp(self, node):
        if isinstance(node.op, ast.Div) and not (self.fraction(node.left) or self.fraction(node.right)):
            self.divisions.append(node.lineno)
        self.generic_visit(node)

    def visit_AugAssign(self, node):
        if isinstance(node.op, ast.Div) and not self.fraction(node.value):
            self.divisions.append(node.lineno)
        self.generic_visit(node)

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
        first = node.args[0] if node.args else None
        path = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
        if PROCESSES.match(name):
            self.tell("process", node.lineno, name)
        elif SOCKETS.match(name):
            self.tell("socket", node.lineno, name)
        elif THREADS.match(name):
            self.tell("thread", node.lineno, name)
        elif WRITES.match(name):
            self.tell("write", node.lineno, name)
        elif READS.match(name):
            self.tell("write" if self.writes(node) else "file", node.lineno, path)
        quiet = bool(TOLD.match(name))
        self.quiet += quiet
        self.generic_visit(node)
        self.quiet -= quiet

    def writes(self, node):
        if self.dotted(node.func).rpartition(".")[2] not in ("open", "file"):
            return False
        mode = node.args[1] if len(node.args) > 1 else next((k.value for k in node.keywords if k.arg == "mode"), None)
        return isinstance(mode, ast.Constant) and isinstance(mode.value, str) and bool(set(mode.value) & set("wax+"))
