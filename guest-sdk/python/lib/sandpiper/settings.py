"""What a setting means."""


def is_affirmative(value):
    """Says whether a setting means yes: yes, true, 1, y or on of any case, or True."""
    if value is None:
        return False
    if isinstance(value, int):
        return bool(value)
    return str(value).lower() in ("yes", "true", "1", "y", "on")
