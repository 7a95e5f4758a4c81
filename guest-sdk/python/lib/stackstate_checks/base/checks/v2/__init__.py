"""The later classes of checks."""

from sandpiper.stackstatev2 import AgentCheckV2, CheckError, CheckResponse, StatefulAgentCheck, TransactionalAgentCheck  # noqa: F401
