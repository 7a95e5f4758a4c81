"""Labels that metrics share."""

from sandpiper.openmetricsv2 import LabelAggregator  # noqa: F401
