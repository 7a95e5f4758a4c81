"""Writes the library of python.wasm: what can be imported, as compiled code.

    library.py STDLIB PACKAGES OURS >library.bin

The file begins with what library.c reads, see there; then come the code of the
modules, as marshal writes it, data that some of them want, and the index:

    ({module: (at, len, is package, file)}, {file: (at, len)})
"""

import _imp
import ast
import marshal
import os
import re
import struct
import sys

# Modules that must be there before the finder is.
FROZEN = ["encodings", "encodings.aliases", "encodings.utf_8", "sandpiper_library"]

# What is left out: tests, windows, installers, servers, and what needs sockets,
# threads, processes, a terminal, or C code that is not there.
LEFT_OUT = re.compile(
    r"(.*\.)?(test|tests|__pycache__|__main__|idle_test)(\..*)?$"
    r"|(__phello__|_aix_support|_bootsubprocess|_osx_support|_pydecimal|_pyio|_sysconfigdata.*|_yaml|aifc|antigravity|asyncio"
    r"|asynchat|asyncore|bdb|cProfile|cgi|cgitb|chunk|code|codeop|compileall|crypt|ctypes|curses|dbm|distutils\.(?!version$).*|doctest"
    r"|ensurepip|idlelib|imaplib|imghdr|mailbox|mailcap|modulefinder|msilib|multiprocessing|nntplib|pdb|pickletools"
    r"|pip|plistlib|profile|pstats|pty|pyclbr|pydoc|pydoc_data|py_compile|rlcompleter|sched|shelve|smtpd|sndhdr|socket"
    r"|socketserver|sqlite3|ssl|sunau|tabnanny|this|tkinter|trace|tracemalloc|tty|turtle|turtledemo|unittest|venv|wave"
    r"|webbrowser|wsgiref|xdrlib|zipapp)(\..*)?$"
    r"|http\.server$|xmlrpc\.server$|encodings\.(mbcs|oem)$|concurrent\.futures\.process$|lib2to3\.(pgen2\.conv|main)$"
    r"|urllib3\.contrib\.(emscripten|pyopenssl|socks)(\..*)?$|charset_normalizer\.cli(\..*)?$"
    r"|dateutil\.(zoneinfo(\..*)?|tz\.win|tzwin)$|schematics\.contrib(\..*)?$"
    r"|packaging\.(?!(version|_structures)$).*"
)


def modules(root, left_out=None):
    """Yields (name, is package, file below root) in a fixed order."""
    for folder, folders, files in os.walk(root):
        folders.sort()
        for file in sorted(files):
            if not file.endswith(".py"):
                continue
            path = os.path.relpath(os.path.join(folder, file), root).replace(os.sep, "/")
            name = path[:-3].replace("/", ".")
            package = name.endswith(".__init__")
            if package:
                name = name[: -len(".__init__")]
            if "-" not in name and not (left_out and left_out.match(name)):
                yield name, package, path


def undocumented(source, file):
    """The tree of a module without the texts that only readers of it need."""
    tree = ast.parse(source, file)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and ast.get_docstring(node, False) is not None:
            text = node.body.pop(0)
            if not node.body:
                node.body.append(ast.copy_location(ast.Pass(), text))
    return tree


def grammars(stdlib):
    """The grammars of lib2to3, as it keeps them beside its own files."""
    sys.path.insert(0, stdlib)
    from lib2to3.pgen2 import pgen

    import pickle

    version = ".".join(map(str, sys.version_info))
    for name in "Grammar", "PatternGrammar":
        grammar = pgen.generate_grammar(os.path.join(stdlib, "lib2to3", name + ".txt"))
        yield f"lib2to3/{name}{version}.pickle", pickle.dumps(grammar.__dict__, 2)


def main(stdlib, packages, ours):
    there = set(_imp._frozen_module_names())
    found = {}
    for root, where, left_out in (
        (stdlib, "/lib/python3.11/", LEFT_OUT),
        (packages, "/lib/python3.11/site-packages/", LEFT_OUT),
        (ours, "/lib/sandpiper/", None),
    ):
        for name, package, path in modules(root, left_out):
            if root is stdlib and name in there:
                continue
            found[name] = (package, where + path, os.path.join(root, path))

    body = bytearray()
    start = 12 + len(FROZEN) * 44

    def add(data):
        body.extend(b"\0" * (-len(body) % 4))
        at = start + len(body)
        body.extend(data)
        return at, len(data)

    index = {}
    for name, (package, file, path) in sorted(found.items()):
        with open(path, "rb") as f:
            code = compile(undocumented(f.read(), file), file, "exec", dont_inherit=True)
        index[name] = (*add(marshal.dumps(code)), package, file)
    files = {"/lib/python3.11/" + name: add(data) for name, data in grammars(stdlib)}
    at, length = add(marshal.dumps((index, files)))
    out = struct.pack("<III", at + length, len(FROZEN), at)
    for name in FROZEN:
        out += struct.pack("<32sIII", name.encode(), index[name][0], index[name][1], index[name][2])
    sys.stdout.buffer.write(out + body)
    print(f"{len(index)} modules, {len(body)} bytes", file=sys.stderr)


main(*sys.argv[1:])
