"""The helpers of the old agent that checks use."""
