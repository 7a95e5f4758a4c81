"""State between runs."""

from sandpiper.state import StateCorruptedException, StateDescriptor, StateManager, StateNotPersistedException, StateReadException  # noqa: F401
