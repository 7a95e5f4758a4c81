"""The part of the agent's util module that checks use."""


def headers(agentConfig, **kwargs):
    made = {
        "User-Agent": "Datadog Agent/" + agentConfig["version"],
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "text/html, */*",
    }
    if "http_host" in kwargs:
        made["Host"] = kwargs["http_host"]
    return made
