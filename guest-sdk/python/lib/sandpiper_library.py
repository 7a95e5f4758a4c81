"""Imports the library, which lies in the interpreter's own memory.

There are no files. Every module that can be imported is listed in the index
that build/library.py writes, with the place of its code.
"""

import marshal
import sys

import _sandpiper
from _frozen_importlib import ModuleSpec

_library = _sandpiper.library()
_modules, _files = marshal.loads(_library[int.from_bytes(_library[8:12], "little") :])


class Library:
    """The finder and the loader of all modules of the library."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        found = _modules.get(name)
        if found is None:
            return None
        file = found[3]
        spec = ModuleSpec(name, Library, origin=file, is_package=found[2])
        if found[2]:
            spec.submodule_search_locations.append(file.rpartition("/")[0])
        spec.has_location = True
        return spec

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        exec(Library.get_code(module.__name__), module.__dict__)

    @staticmethod
    def get_code(name):
        at, length = Library._find(name)[:2]
        return marshal.loads(_library[at : at + length])

    @staticmethod
    def get_source(name):
        Library._find(name)
        return None

    @staticmethod
    def get_filename(name):
        return Library._find(name)[3]

    @staticmethod
    def is_package(name):
        return Library._find(name)[2]

    @staticmethod
    def get_data(path):
        """The content of a file beside the modules."""
        try:
            at, length = _files[path]
        except KeyError:
            raise FileNotFoundError(2, "No such file in the library", path) from None
        return bytes(_library[at : at + length])

    @staticmethod
    def _find(name):
        try:
            return _modules[name]
        except KeyError:
            raise ImportError(f"No module named {name!r}", name=name) from None


sys.meta_path.append(Library)
