"""Checks with state that is kept where a run has no error."""

from sandpiper.stackstatev2 import TransactionalAgentCheck  # noqa: F401
