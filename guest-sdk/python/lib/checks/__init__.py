"""The base class of checks, as in the document: from checks import AgentCheck."""

from sandpiper import agentcheck
from sandpiper.agentcheck import CheckException, Infinity, NaN, UnknownValue
from sandpiper.datadog import AgentCheck as _Later

__all__ = ["AgentCheck", "CheckException", "Infinity", "NaN", "UnknownValue"]


class _Instance:
    """The instance of a check, unless it has another thing of that name."""

    def __get__(self, check, owner):
        return check.instances[0] if check is not None and check.instances else None


class AgentCheck(agentcheck.AgentCheck):
    """That of the old agent, with what the later ones have under this name too."""

    HTTP_CONFIG_REMAPPER = None

    instance = _Instance()
    http = _Later.http
    set_metadata = _Later.set_metadata
    read_persistent_cache = _Later.read_persistent_cache
    write_persistent_cache = _Later.write_persistent_cache
