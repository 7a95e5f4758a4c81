"""queue, by its name in Python 2."""

from queue import Empty, Full, LifoQueue, PriorityQueue, Queue  # noqa: F401
