"""What checks import where there is no agent."""

import datadog_agent  # noqa: F401
