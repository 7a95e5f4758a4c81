"""The later classes of stackstate_checks.base: a check returns a response, and
has its state handed."""

import json

import _sandpiper

from . import host
from .agentcheck import _json
from .stackstate import AgentCheck


class CheckError(Exception):
    pass


class CheckResponse:
    def __init__(self, *args, **kwargs):
        self.check_error = kwargs.get("check_error")
        self.persistent_state = kwargs.get("persistent_state")
        self.transactional_state = kwargs.get("transactional_state")


class AgentCheckV2(AgentCheck):
    """Its run is a service check of the name of the check."""

    def _sp_run(self, instance):
        try:
            super()._sp_run(instance)
        except Exception as e:
            self.service_check(self.name, AgentCheck.CRITICAL, tags=instance.get("instance_tags", []), message=str(e))
            raise
        message = "{} check was processed successfully".format(self.name)
        self.service_check(self.name, AgentCheck.OK, tags=instance.get("instance_tags", []), message=message)

    def _sp_accept(self, response):
        error = getattr(response, "check_error", None)
        if error:
            raise error

    def _sp_state(self, key, schema=None):
        kept = _sandpiper.state_get(key)
        state = json.loads(kept) if isinstance(kept, bytes) else {}
        if schema is None:
            return state
        state = schema(state)
        state.validate()
        return state

    def _sp_keep(self, key, state):
        state = state.to_primitive() if hasattr(state, "to_primitive") else state
        if state is not None and _sandpiper.state_set(key, _json(state)) < 0:
            self.warning("The state of the check was refused: %s" % host.cause())


class StatefulAgentCheck(AgentCheckV2):
    STATE_SCHEMA = None
    PERSISTENT_CACHE_KEY = "check_state"

    def get_state(self):
        return self._sp_state(self.PERSISTENT_CACHE_KEY, self.STATE_SCHEMA)

    def set_state(self, new_state):
        self._sp_keep(self.PERSISTENT_CACHE_KEY, new_state)

    def check(self, instance):
        response = self.stateful_check(instance, self.get_state())
        if response is not None:
            self.set_state(response.persistent_state)
        return response

    def stateful_check(self, instance, persistent_state):
        """To be overridden: returns a CheckResponse with the new state."""
        raise NotImplementedError


class TransactionalAgentCheck(StatefulAgentCheck):
    """Its transactional state is kept where the run has no error."""

    TRANSACTIONAL_PERSISTENT_CACHE_KEY = "transactional_check_state"

    def get_transaction_state(self):
        return self._sp_state(self.TRANSACTIONAL_PERSISTENT_CACHE_KEY)

    def set_transaction_state(self, new_state):
        self._sp_keep(self.TRANSACTIONAL_PERSISTENT_CACHE_KEY, new_state)

    def check(self, instance):
        response = self.transactional_check(instance, self.get_transaction_state(), self.get_state())
        if response is not None:
            self.set_state(response.persistent_state)
            if not response.check_error:
                self.set_transaction_state(response.transactional_state)
        return response

    def transactional_check(self, instance, transactional_state, persistent_state):
        """To be overridden: returns a CheckResponse with both states."""
        raise NotImplementedError
