"""Functions."""

from sandpiper.helpers import identity, no_op, predicate, raise_exception, return_false, return_true  # noqa: F401
