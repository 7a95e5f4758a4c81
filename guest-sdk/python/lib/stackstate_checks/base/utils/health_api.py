"""Health streams."""

from sandpiper.health import Health, HealthApi, HealthStream, HealthStreamUrn  # noqa: F401
