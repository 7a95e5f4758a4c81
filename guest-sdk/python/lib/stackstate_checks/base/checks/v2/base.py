"""The later class of checks."""

from sandpiper.stackstatev2 import AgentCheckV2  # noqa: F401
