"""Types of what checks take and return."""

from typing import Any

from sandpiper.stackstatev2 import CheckResponse  # noqa: F401

InstanceType = StateType = dict[str, Any]
