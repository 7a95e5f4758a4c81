from stackstate_checks.base import AgentCheck, ConfigurationError, TopologyInstance


class StackStateCheck(AgentCheck):
    INSTANCE_TYPE = 'demo'

    def __init__(self, name, init_config, instances=None):
        AgentCheck.__init__(self, name, init_config, instances)

    def get_instance_key(self, instance):
        if 'url' not in instance:
            raise ConfigurationError('no url')
        return TopologyInstance(self.INSTANCE_TYPE, instance['url'], with_snapshots=True)

    def check(self, instance):
        self.component('a', 'host', {'name': 'A', 'tags': ['stackstate-layer:web', 'x', 'stackstate-identifiers:i, j']})
        self.component('b', 'host', None)
        self.relation('a', 'b', 'uses', {})
        self.gauge('g', 1, instance['tags'])
        self.service_check('s', AgentCheck.CRITICAL, message='m')
        self.event({'timestamp': 1700000000, 'event_type': 't', 'msg_title': 'title', 'msg_text': 'text'})
        state = instance.get('state', {'runs': 0})
        state['runs'] += 1
        instance['state'] = state
