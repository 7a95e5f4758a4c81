from checks import AgentCheck


class Metrics(AgentCheck):
    """Each method, with each argument."""

    def check(self, instance):
        for method in ('gauge', 'rate', 'count', 'monotonic_count', 'histogram', 'increment', 'decrement', 'set', 'historate'):
            submit = getattr(self, method)
            submit('m.%s' % method, 2)
            submit('m.%s' % method, 3.5, ['b', 'a', 'b', 'a:c'])
            submit('m.%s' % method, 3, tags=['a'], hostname='other.example', device_name='sda')
            submit('m.%s' % method, 1, None, None, 'eth0')
            submit('m.%s' % method, 2, [], '')
            submit(metric='m.%s' % method, value=0, tags=('t',))
        self.increment('m.plain')
        self.increment('m.plain', tags=['x'])
        self.decrement('m.plain')
        self.decrement('m.plain', device_name='d')
        self.gauge('m.at', 1, timestamp=1700000000)
        self.gauge('m.at', 2, None, None, None, 1700000000.25)
        for user in ('a', 'b', 'a', 'c', u'é', 1, 1.0, '1'):
            self.set('m.users', user)
            self.set('m.users', user, tags=['t'])
        self.set('m.numbers', 5)
        for name in ('with space', 'a-b/c', 'UPPER', '.dot.', 'a..b', 'é', '9', 'x' * 200):
            self.gauge(name, 1)
        for tags in ([''], [' '], ['a:b:c'], ['a,b'], ['A', 'a'], [1, 2.5, True], ['t' * 300], ['line\nbreak']):
            self.gauge('m.tags', len(tags), tags=tags)
        for n in range(5):
            self.gauge('m.last', n)
