"""What a check may return."""

from sandpiper.stackstatev2 import CheckError  # noqa: F401
