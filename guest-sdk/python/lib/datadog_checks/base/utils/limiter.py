"""Limits of what a check sends, which are the agent's here."""


class Limiter:
    def __init__(self, check_name, object_name, object_limit, warning_func=None):
        pass

    def reset(self):
        pass

    def is_reached(self, uid=None):
        return False
