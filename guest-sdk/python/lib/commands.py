"""Commands of the shell, by their module in Python 2: a check starts no processes."""

from subprocess import getoutput, getstatusoutput  # noqa: F401
