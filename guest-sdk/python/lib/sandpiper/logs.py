"""Logging, which ends in the agent's log."""

import logging

import _sandpiper

_LEVELS = {logging.DEBUG: 0, logging.INFO: 1, logging.WARNING: 2, logging.ERROR: 3, logging.CRITICAL: 4}


class _Agent(logging.Handler):
    def emit(self, record):
        try:
            text = self.format(record)
            if not record.name.startswith("checks."):
                text = record.name + ": " + text
            _sandpiper.log(_LEVELS.get(record.levelno // 10 * 10, 1), text)
        except Exception:
            pass  # a line that cannot be made is no reason to fail


def install():
    logging.raiseExceptions = False
    root = logging.getLogger()
    root.addHandler(_Agent())
    root.setLevel(logging.INFO)
    for name in "requests", "urllib3":
        logging.getLogger(name).setLevel(logging.WARNING)
