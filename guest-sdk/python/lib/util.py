"""The helpers of the old agent that checks use."""

from sandpiper.agentcheck import AgentCheck


def headers(agentConfig, **kwargs):
    """The headers of a request in the agent's name."""
    made = {
        "User-Agent": "Datadog Agent/%s" % AgentCheck._agent.get("version", ""),
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "text/html, */*",
    }
    if "http_host" in kwargs:
        made["Host"] = kwargs["http_host"]
    return made


def get_hostname(config=None):
    return AgentCheck._agent.get("hostname", "")
