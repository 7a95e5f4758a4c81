"""Runs a check in a CPython of the machine, with the least that AgentCheck can be.

    native.py CHECK.py         runs it once, and writes how many metrics it reported
    native.py CHECK.py warm    for each number that it reads runs it so many times, and
                               writes how many metrics a run reported, and the nanoseconds
"""

import sys
import time
import types


class AgentCheck:
    """Keeps what is reported until the next run."""

    def __init__(self):
        self.reported = []

    def gauge(self, metric, value, tags=None, hostname=None, device_name=None, timestamp=None):
        self.reported.append((metric, value, tags, hostname, device_name, timestamp))

    def run(self):
        self.reported.clear()
        self.check({})


def load(path):
    checks = sys.modules['checks'] = types.ModuleType('checks')
    checks.AgentCheck = AgentCheck
    with open(path, encoding='utf-8') as file:
        script = {'__name__': 'check'}
        exec(compile(file.read(), path, 'exec'), script)
    return next(c for c in script.values() if isinstance(c, type) and issubclass(c, AgentCheck) and c is not AgentCheck)()


def main(path, warm=None):
    check = load(path)
    if not warm:
        check.run()
        print(len(check.reported))
        return
    for line in sys.stdin:
        times = range(int(line))
        start = time.perf_counter_ns()
        for _ in times:
            check.run()
        took = time.perf_counter_ns() - start
        print(len(check.reported), took, flush=True)


main(*sys.argv[1:])
