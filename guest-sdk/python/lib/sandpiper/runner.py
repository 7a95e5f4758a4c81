"""Loads the script, and runs it once for each call of check_run.

An image of the memory is taken between the two, unless the script asks the host
for what is not of it alone, such as the time.
"""

import copy
import gc
import json
import linecache
import logging
import os
import random
import sys

import _sandpiper

from . import failure, host, python2, script
from .agentcheck import AgentCheck
from . import everything  # noqa: F401: what scripts import is there when they are loaded

_value = json.JSONDecoder().scan_once

_script = None  # what was loaded
_failed = None  # or why it could not be
_check = None  # the object, from the first run on
_instance = None  # what it was made for
_ran = False


_TRIAL = b"""\
from datadog_checks.base import AgentCheck

class Trial(AgentCheck):
    def check(self, instance):
        pass
"""


# What scripts of Python 2 are made of; it is translated and not run.
_OLD_TRIAL = """\
import time
from checks import AgentCheck

NAMES = {"a": 1, "b": [2.5, "x", None, True]}


class Trial(AgentCheck):
    \"\"\"A check.\"\"\"

    NAME = "trial"

    def __init__(self, name, init_config, agentConfig, instances=None):
        AgentCheck.__init__(self, name, init_config, agentConfig, instances)

    def check(self, instance):
        tags = instance.get("tags", []) + ["url:%s" % instance["url"]]
        try:
            for key, value in sorted(NAMES.iteritems()):
                if value is None or not key in tags[1:]:
                    continue
                self.gauge("a.%s" % key, float(value) / 2, tags=tags)
        except Exception as e:
            raise ValueError("failed", e)
        return [x for x in tags if isinstance(x, basestring)], lambda: -1


if __name__ == "__main__":
    check, instances = Trial.from_yaml("conf.yaml")
    for instance in instances:
        print "running", instance["url"]
"""


def boot():
    """Ends what is the same for all scripts, before the image of it is taken."""
    for _ in range(20):  # as often as it takes for Python to make its code quicker
        _try()
    # What the cache of attributes has from before would give way to others one
    # by one, and each of their names be written to.
    sys._clear_type_cache()
    _try()
    script.parameters.cache_clear()
    AgentCheck._sp_agent = host.Agent()
    logging.root.manager.loggerDict.clear()
    gc.collect()
    gc.freeze()  # what is there by now is never looked at again, nor its pages written


def _try():
    trial = script.Script("trial.py", _TRIAL)
    trial.load()
    trial.make({}, {}, {})._sp_run({})
    python2.translated(_OLD_TRIAL, "trial.py")
    del sys.modules["checksd_trial"], linecache.cache["trial.py"]


def load():
    """Loads the script for all instances; 1 says that it failed."""
    random.seed(0)
    _load()
    if random.random() != _FIRST:
        os.urandom(1)  # the host is to know that it drew numbers: each instance has its own
    return 1 if _failed else 0


_FIRST = random.Random(0).random()


def _load():
    """Loads the script; of a failure each run tells."""
    global _script, _failed
    try:
        _script = script.read()
        _script.load()
    except BaseException as e:
        _failed = failure.describe(e)
    gc.collect()
    gc.freeze()


def run():
    """Runs the check for its instance; 1 says that it failed."""
    global _ran
    if not _ran:
        _ran = True
        random.seed()  # else all that come from one image draw the same numbers
        if not (_script or _failed):
            _load()
    if _failed:
        _sandpiper.fail(*_failed)
        return 1
    try:
        _run()
    except BaseException as e:
        _sandpiper.fail(*failure.describe(e))
        return 1
    return 0


def _run():
    global _check, _instance
    instance = config(host.INSTANCE)
    if _check is None:
        agent = config(host.AGENT)
        if agent.get("main"):
            return _script.run_as_main(agent, instance)
        _instance = config(host.INSTANCE)
        _check = _script.make(agent, config(host.INIT_CONFIG), config(host.INSTANCE))
    own = _check.instances[0] if _check.instances else instance
    if own != instance == _instance:  # a check may add to its instance when it is made
        instance = copy.deepcopy(own)
    _check._sp_run(instance)


def config(section):
    """A part of the configuration; each call makes it anew."""
    return _value(_sandpiper.config(section).decode().lstrip(), 0)[0]
