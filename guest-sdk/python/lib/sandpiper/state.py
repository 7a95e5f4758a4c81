"""State between runs, as StackState's checks kept it in files: it is the agent's
to keep, by the key of the instance."""

import json

import _sandpiper

from . import host
from .agentcheck import _json


class StateNotPersistedException(Exception):
    pass


class StateCorruptedException(Exception):
    pass


class StateReadException(Exception):
    pass


class StateDescriptor:
    def __init__(self, instance_key, file_location=None):
        self.instance_key, self.file_location = instance_key, file_location


class StateManager:
    def __init__(self, logger=None):
        self.log = logger

    def get_state(self, descriptor, schema=None):
        """What was kept, as the schema makes it; None where there is nothing."""
        kept = _sandpiper.state_get(descriptor.instance_key)
        if not isinstance(kept, bytes):
            return None
        state = json.loads(kept)
        if schema:
            state = schema(state)
            state.validate()
        return state

    def set_state(self, descriptor, state, with_flush=True):
        if state is None:
            return self.clear(descriptor)
        state = state.to_primitive() if hasattr(state, "to_primitive") else state
        if _sandpiper.state_set(descriptor.instance_key, _json(state)) < 0:
            raise StateNotPersistedException(host.cause())

    def flush(self, descriptor):
        pass

    def clear(self, descriptor):
        _sandpiper.state_delete(descriptor.instance_key)
