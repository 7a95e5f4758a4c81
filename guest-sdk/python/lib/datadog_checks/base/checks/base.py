"""AgentCheck."""

from sandpiper.datadog import AgentCheck  # noqa: F401
