"""Proxies, which are the agent's."""

from sandpiper.helpers import config_proxy_skip  # noqa: F401
