"""What is made of metrics."""

from sandpiper.openmetricsv2 import MetricTransformer  # noqa: F401
