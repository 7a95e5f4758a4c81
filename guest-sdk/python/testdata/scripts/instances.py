# What check gets is a copy of the instance that the check has, which may have added to it.
from datadog_checks.base import AgentCheck


class Adds(AgentCheck):
    def __init__(self, name, init_config, instances):
        instances[0].setdefault('metrics', []).append('added')
        super().__init__(name, init_config, instances)

    def check(self, instance):
        assert instance['metrics'] == ['added'] and instance == self.instance and instance is not self.instance, instance
        instance['metrics'].append('in this run only')
        assert self.instance['metrics'] == ['added']
        self.gauge('done', 1)
