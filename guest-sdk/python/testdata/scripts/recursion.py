import copy
import json
import sys

from checks import AgentCheck


def ends(f):
    try:
        f()
    except RecursionError:
        return
    raise AssertionError(f)


class Shown:
    def __repr__(self):
        return repr([self])


def ordered(n):
    return sorted([2, 1], key=lambda x: ordered(n + 1))


class RecursionCheck(AgentCheck):
    """Recursion ends as an exception, as authors know it."""

    def check(self, instance):
        for f in (lambda: repr(Shown()), lambda: ordered(0), lambda: json.loads('[' * 10**5)):
            ends(f)
        deep = []
        for _ in range(150):
            deep = [deep]
        assert copy.deepcopy(deep) == deep and json.loads(json.dumps(deep)) == deep
        self.gauge('done', sys.getrecursionlimit())
