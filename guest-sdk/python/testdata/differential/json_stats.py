import requests

from checks import AgentCheck


class JSONStats(AgentCheck):
    """Whatever numbers a document of statistics has, named by where they stand."""

    def check(self, instance):
        r = requests.get(instance['url'], timeout=10, headers={'Accept': 'application/json'})
        r.raise_for_status()
        stats = r.json()
        tags = ['cluster_name:%s' % stats.get('cluster_name', 'unknown')]
        self.service_check('stats.health', {'green': 0, 'yellow': 1, 'red': 2}.get(stats.get('status'), 3), tags=tags,
                           message='{status} with {number_of_nodes} nodes'.format(**stats))
        for node in sorted(stats['nodes'].values(), key=lambda n: n['name']):
            self._walk(node, '', tags + ['node_name:' + node['name']])
        latencies = [v for node in stats['nodes'].values() for v in node.get('latencies', [])]
        if latencies:
            self.gauge('stats.latency.mean', sum(latencies) / len(latencies), tags)
            self.gauge('stats.latency.floor', sum(latencies) // len(latencies), tags)
            self.gauge('stats.latency.worst', max(latencies), tags)
        for key, value in stats.get('missing', {}).items():
            self.gauge('stats.missing.' + key, value, tags)

    def _walk(self, value, path, tags):
        if isinstance(value, dict):
            for key, below in value.items():
                self._walk(below, path + '.' + key, tags)
        elif isinstance(value, list):
            for i, below in enumerate(value):
                self._walk(below, path, tags + ['index:%d' % i])
        elif isinstance(value, bool):
            self.gauge(self.normalized(path), int(value), tags)
        elif isinstance(value, (int, float)):
            name = self.normalized(path)
            if name.endswith('_total'):
                self.monotonic_count(name, value, tags)
            else:
                self.gauge(name, value, tags)

    def normalized(self, path):
        return 'stats' + ''.join('_' + c.lower() if c.isupper() else c for c in path).replace('-', '_')
