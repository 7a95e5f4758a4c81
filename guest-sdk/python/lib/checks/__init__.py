"""The base class of checks, as in the document: from checks import AgentCheck."""

from sandpiper.agentcheck import AgentCheck, CheckException, Infinity, NaN, UnknownValue

__all__ = ["AgentCheck", "CheckException", "Infinity", "NaN", "UnknownValue"]
