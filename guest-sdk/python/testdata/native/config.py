"""The part of the agent's config module that checks use."""


def _is_affirmative(value):
    return value is True or str(value).lower() in ("yes", "true", "1", "y", "on")
