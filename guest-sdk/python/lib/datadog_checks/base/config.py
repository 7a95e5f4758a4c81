"""Settings."""

from sandpiper.settings import is_affirmative  # noqa: F401
from sandpiper.settings import is_affirmative as _is_affirmative  # noqa: F401
