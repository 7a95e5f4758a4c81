"""What a check does not have, and says so."""

import errno
import os
import platform
import subprocess
import sysconfig
import threading
import uuid

import _sandpiper

_PROCESSES = "a check starts no processes: ask the service over HTTP, or read a file that the operator grants"
_THREADS = "a check has one thread: call the function instead of starting it"


def install():
    subprocess.Popen.__init__ = _popen
    for name in "system", "popen", "fork", "spawnl", "spawnv", "execv", "execve", "posix_spawn":
        setattr(os, name, _process(name))
    threading.Thread.start = _start
    # What the library itself asks other programs for, it can do without.
    uuid._GETTERS = []  # the machine's address: one is drawn
    platform._Processor.from_subprocess = staticmethod(str)
    # Of how Python was built there is nothing to read. zoneinfo asks where its files are.
    sysconfig._CONFIG_VARS = {"TZPATH": "/usr/share/zoneinfo"}


def _tell(what):
    # As with sockets: what is caught and taken for a failure of the service must be seen.
    _sandpiper.warning(what)
    return what


def _popen(self, args, *rest, **kwargs):
    self.returncode = None
    self._child_created = False
    raise PermissionError(errno.EACCES, _tell("subprocess: " + _PROCESSES))


def _process(name):
    def refuse(*args, **kwargs):
        raise PermissionError(errno.EACCES, _tell("os." + name + ": " + _PROCESSES))

    return refuse


def _start(self):
    raise RuntimeError(_tell("can't start new thread: " + _THREADS))
