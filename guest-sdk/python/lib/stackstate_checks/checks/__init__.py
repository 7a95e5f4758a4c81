"""Classes of checks."""

from sandpiper.stackstate import AgentCheck, AgentIntegrationInstance, StackPackInstance, TopologyInstance  # noqa: F401
