"""What checks ask the agent for."""

import datadog_agent  # noqa: F401
