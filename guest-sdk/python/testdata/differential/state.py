import collections

import requests

from checks import AgentCheck

seen_by_module = collections.Counter()


class Stateful(AgentCheck):
    """Keeps counters, a queue and a session on itself."""

    generation = 0

    def __init__(self, name, init_config, agentConfig, instances=None):
        AgentCheck.__init__(self, name, init_config, agentConfig, instances)
        self.last = {}
        self.recent = collections.deque(maxlen=3)
        self.session = requests.Session()
        self.session.headers['X-Runs'] = '0'
        self.made_of = len(self.instances)

    def check(self, instance):
        Stateful.generation += 1
        seen_by_module[instance['name']] += 1
        n = int(self.session.get(instance['url'], timeout=5).json()['n'])
        self.session.headers['X-Runs'] = str(Stateful.generation)
        self.recent.append(n)
        before = self.last.get(instance['name'])
        if before is not None:
            self.gauge('state.change', n - before)
        self.last[instance['name']] = n
        self.gauge('state.mean', sum(self.recent) / float(len(self.recent)))
        self.gauge('state.runs', Stateful.generation)
        self.gauge('state.module', seen_by_module[instance['name']])
        self.gauge('state.made_of', self.made_of)
        self.gauge('state.header', int(self.session.get(instance['echo']).json()['headers']['X-Runs']))
        instance['changed'] = instance.get('changed', 0) + 1
        instance['list'].append(n)
        self.gauge('state.instance', instance['changed'])
        self.gauge('state.list', len(instance['list']))
        if n == 3:
            raise ValueError('at %d' % n)
