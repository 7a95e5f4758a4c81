"""A script: its text, the module that it becomes, and the class of its check."""

import functools
import importlib.util
import inspect
import linecache
import sys
import types

import _sandpiper

from . import host, python2
from .agentcheck import AgentCheck


class ScriptError(Exception):
    """The script is not a check."""


def read():
    """The script that the host has: its file name, a zero, and its text."""
    content = _sandpiper.script()
    if not isinstance(content, bytes):
        raise ScriptError("there is no script: " + host.cause())
    name, zero, source = content.partition(b"\0")
    if not zero:
        name, source = b"script.py", content
    file = name.decode("utf-8", "replace")
    _sandpiper.script_path(file)
    return Script(file, source)


class Script:
    def __init__(self, file, source):
        self.file = file
        self.name = file.rpartition("/")[2].removesuffix(".py")
        self.source = source
        self.code = self.builtins = None
        self.cls = None

    def load(self):
        """Runs the script's own code and finds the class of the check in it."""
        text = importlib.util.decode_source(self.source)
        linecache.cache[self.file] = (len(text), None, text.splitlines(keepends=True), self.file)
        self.code, self.builtins = python2.compile(text, self.file)
        self.cls = self._class_of(self._execute("checksd_" + self.name))
        parameters(self.cls)  # once, for all instances

    def make(self, agent, init_config, instance):
        """The check for an instance, by whichever form of constructor it has."""
        AgentCheck._sp_agent = agent
        return construct(self.cls, agent.get("check") or self.name, init_config, AgentCheck._sp_agent_config(), [instance])

    def run_as_main(self, agent, instance):
        """Runs the script as `python checks.d/NAME.py` would."""
        AgentCheck._sp_agent = agent
        AgentCheck._sp_main = (self.name, instance)
        _sandpiper.in_python()  # the methods of metrics keep what they are given
        self._execute("__main__")

    def _execute(self, name):
        module = types.ModuleType(name)
        module.__file__ = self.file
        module.__builtins__ = self.builtins
        sys.modules[name] = module
        exec(self.code, vars(module))
        return module

    def _class_of(self, module):
        """The class that no other of the script is made of; imported ones count
        where the script has none itself."""
        found = list(
            dict.fromkeys(
                value
                for value in vars(module).values()
                if isinstance(value, type) and issubclass(value, AgentCheck) and value.__module__.partition(".")[0] not in _BASES
            )
        )
        own = [cls for cls in found if cls.__module__ == module.__name__] or found
        last = [cls for cls in own if not any(cls is not other and issubclass(other, cls) for other in own)]
        if not last:
            raise ScriptError(f"{self.file} has no class of a check: one that inherits from AgentCheck")
        if len(last) > 1:
            names = " and ".join(cls.__name__ for cls in last)
            raise ScriptError(f"{self.file} has more than one check: {names}; each needs a file of its own")
        cls = last[0]
        if not callable(getattr(cls, "check", None)) or getattr(cls.check, "_missing", False):
            raise ScriptError(f"{self.file}: the class {cls.__name__} has no method check(self, instance)")
        return cls


# The modules of the classes that checks inherit from.
_BASES = ("sandpiper", "checks", "datadog_checks", "stackstate_checks")


def construct(cls, name, init_config, agent_config, instances):
    """Makes a check, by positions where its constructor has them and by names
    where it takes any; the first checks had no parameter for the instances."""
    given = {"name": name, "init_config": init_config, "agentConfig": agent_config, "instances": instances}
    if not _takes_agent_config(cls):
        del given["agentConfig"]
    positions, any_position, any_name = parameters(cls)
    if any_position or len(positions) >= len(given):
        check = cls(*given.values())
    elif any_name:
        values = list(given.values())[: len(positions)]
        check = cls(*values, **dict(list(given.items())[len(positions) :]))
    elif "agentConfig" in given and len(positions) == 3:
        check = cls(name, init_config, agent_config)
    else:
        check = cls(*given.values())  # which says what is wrong
    AgentCheck._sp_complete(check, name, init_config, agent_config, instances)
    if not check.instances:
        check.instances = instances
    return check


def _takes_agent_config(cls):
    """Says whether a constructor wants agentConfig as its third argument, as all
    did once, or the instances."""
    positions, _, _ = parameters(cls)
    if len(positions) >= 3:
        return len(positions) > 3 or positions[2] != "instances"
    return cls._sp_old_constructor


@functools.cache
def parameters(cls):
    """The names of the parameters of a constructor that have positions, and
    whether it takes any other positions, and names."""
    try:
        parameters = list(inspect.signature(cls.__init__).parameters.values())[1:]
    except (TypeError, ValueError):
        return [], True, True
    kinds = [p.kind for p in parameters]
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return names, inspect.Parameter.VAR_POSITIONAL in kinds, inspect.Parameter.VAR_KEYWORD in kinds
