try:
    import ujson as json
except ImportError:
    import json
from checks import AgentCheck

class Faster(AgentCheck):
    def check(self, instance):
        self.gauge('faster.items', len(json.loads('[1, 2]')))
