"""Classes of checks."""

from sandpiper.stackstate import AgentCheck, AgentIntegrationInstance, StackPackInstance, TopologyInstance  # noqa: F401
from sandpiper.stackstatev2 import AgentCheckV2, CheckError, CheckResponse, StatefulAgentCheck, TransactionalAgentCheck  # noqa: F401
