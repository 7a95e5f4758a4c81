"""Runs a check in the Python of the machine, and tells what it calls.

Each line of the standard input asks for a run of an instance, in JSON; each line
of the output is the list of its calls. The modules beside this one stand in for
those of an agent. An instance has a module and an object of its own, which live
from run to run.
"""

import inspect
import json
import sys
import traceback
import types

import python2
import recorder
from checks import AgentCheck

BASES = "checks", "datadog_checks", "stackstate_checks"


def class_of(path, name):
    module = types.ModuleType(name)
    module.__file__ = path
    vars(module).update(python2.NAMES)
    sys.modules[name] = module
    with open(path, encoding="utf-8") as f:
        exec(compile(f.read(), path, "exec"), vars(module))
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, AgentCheck) and value.__module__.split(".")[0] not in BASES
    ]
    (cls,) = [cls for cls in found if not any(other is not cls and issubclass(other, cls) for other in found)]
    return cls


def make(path, request):
    cls = class_of(path, "check_%d" % request["index"])
    instance = json.loads(json.dumps(request["instance"]))
    init_config = request["init_config"] or {}
    third = list(inspect.signature(cls.__init__).parameters)[3:4]
    if third == ["instances"]:
        return cls(request["name"], init_config, [instance])
    return cls(request["name"], init_config, {"hostname": recorder.HOSTNAME, "version": "1.2.3"}, [instance])


def run(path, checks, request):
    recorder.calls = []
    try:
        if request["index"] not in checks:
            checks[request["index"]] = make(path, request)
        checks[request["index"]].run_once(request["instance"])
    except BaseException as e:
        frames = "".join(traceback.format_tb(e.__traceback__))
        recorder.add("failure", name=type(e).__name__, value=str(e), **{"from": frames})
    return recorder.calls


def main(path):
    out, sys.stdout = sys.stdout, sys.stderr
    assert sys.version_info[:2] == (3, 11), "Python 3.11 is wanted, this is " + sys.version
    checks = {}
    for line in sys.stdin:
        print(json.dumps(run(path, checks, json.loads(line))), file=out, flush=True)


main(sys.argv[1])
