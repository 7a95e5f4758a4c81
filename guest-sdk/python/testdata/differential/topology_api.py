import requests

from stackstate_checks.base import AgentCheck, ConfigurationError, TopologyInstance


class TopologyAPI(AgentCheck):
    """Machines and what runs on them, from an API."""

    INSTANCE_TYPE = 'inventory'

    def get_instance_key(self, instance):
        if 'url' not in instance:
            raise ConfigurationError('Missing url in instance configuration.')
        return TopologyInstance(self.INSTANCE_TYPE, 'http://inventory.example', with_snapshots=instance.get('snapshots', False))

    def check(self, instance):
        nodes = requests.get(instance['url'], timeout=3).json()['nodes']
        for key in sorted(nodes):
            node = nodes[key]
            self.component('urn:node:/' + key, 'node', {'name': node['name'], 'labels': ['master'] if node['master'] else [], 'jvm': node['jvm'], 'tags': ['own:tag']})
            self.component('urn:jvm:/' + key, 'process', {'name': 'jvm of %s' % node['name']})
            self.relation('urn:jvm:/' + key, 'urn:node:/' + key, 'runs_on', {})
        self.gauge('inventory.nodes', len(nodes), tags=['a'])
        self.service_check('inventory', AgentCheck.OK, tags=['b'], message='read')
