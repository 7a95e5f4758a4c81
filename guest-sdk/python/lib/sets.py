"""Sets, by their module in Python 2."""

Set, ImmutableSet = set, frozenset
