import requests

from datadog_checks.base import AgentCheck, ConfigurationError


class Namespaced(AgentCheck):
    """A check of the newer form: one instance, a namespace, names in the class."""

    __NAMESPACE__ = 'vault'
    SERVICE_CHECK = 'can_connect'

    def __init__(self, name, init_config, instances):
        super(Namespaced, self).__init__(name, init_config, instances)
        self._api = self.instance.get('api_url')
        self._tags = tuple(self.instance.get('tags', ())) + ('api_url:vault',)
        if not self._api:
            raise ConfigurationError('Vault configuration setting `api_url` is required')

    def check(self, _):
        response = requests.get(self._api + '/pages/stats.json', timeout=self.init_config.get('timeout', 3))
        try:
            response.raise_for_status()
        except requests.exceptions.HTTPError as e:
            self.service_check(self.SERVICE_CHECK, AgentCheck.CRITICAL, tags=self._tags, message=str(e))
            raise
        self.service_check(self.SERVICE_CHECK, AgentCheck.OK, tags=self._tags)
        self.gauge('nodes', response.json()['number_of_nodes'], tags=self._tags)
        for node in response.json()['nodes'].values():
            self.histogram('latency', max(node['latencies']), tags=self._tags + ('name:%s' % node['name'],))
        self.count('checked', 1, tags=list(self._tags), hostname='other')
        self.monotonic_count('nodes.seen', 12, self._tags)
