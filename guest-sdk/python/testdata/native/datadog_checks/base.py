"""AgentCheck as newer checks know it: of one instance, with a namespace."""

import checks


class ConfigurationError(checks.CheckException):
    pass


class AgentCheck(checks.AgentCheck):
    __NAMESPACE__ = ""

    def __init__(self, name, init_config, instances):
        super().__init__(name, init_config, {}, instances)
        self.instance = instances[0]

    def _metric(self, kind, name, *arguments):
        super()._metric(kind, self._named(name), *arguments)

    def service_check(self, name, status, tags=None, hostname=None, message=None):
        super().service_check(self._named(name), status, tags, None, hostname, None, message)

    def _named(self, name):
        return "%s.%s" % (self.__NAMESPACE__, name) if self.__NAMESPACE__ else name
