"""The part of the old agent's config module that checks use."""

from sandpiper.settings import is_affirmative

_is_affirmative = is_affirmative


def get_version():
    from sandpiper.agentcheck import AgentCheck

    return AgentCheck._sp_agent.get("version", "")


def get_config(*args, **kwargs):
    from sandpiper.agentcheck import AgentCheck

    return AgentCheck._sp_agent_config()
