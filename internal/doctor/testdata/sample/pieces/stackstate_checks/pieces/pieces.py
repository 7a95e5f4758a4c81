from stackstate_checks.base import AgentCheck, TopologyInstance

try:
    from .names import TYPES
except ImportError:
    TYPES = {}


class Pieces(AgentCheck):
    def get_instance_key(self, instance):
        return TopologyInstance('pieces', instance['url'])

    def check(self, instance):
        self.start_snapshot()
        self.component('urn:host:/one', TYPES.get('host', 'host'), {})
        self.stop_snapshot()
