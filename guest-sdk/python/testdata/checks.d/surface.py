from checks import AgentCheck, CheckException

AT = 1700000000.5


class SurfaceCheck(AgentCheck):
    def check(self, instance):
        self.gauge('g', 1.5, ['b', 'a:b'], 'h', 'd', AT)
        self.gauge('g.names', 2, tags=('x', 'x', None, u'\u00e9', b'bytes', 7), hostname='h', device_name='d')
        self.increment('c')
        self.increment('c', 4, tags=['t'])
        self.decrement('c')
        self.decrement('c', -4)
        self.histogram('h', 0.25)
        self.rate('r', 10**20)
        self.count('n', '3')
        self.monotonic_count('m', True)
        self.raw('raw', 7, timestamp=AT)
        self.set('s', 'a')
        self.set('s', 'b')
        self.set('s', 'a')
        self.gauge('none', None)
        self.gauge('text', 'no number')
        self.gauge('nan', float('nan'))
        self.generate_histogram_func(['x'])('hf', 1, ['x:1', 'y:2'])
        self.event({'timestamp': int(AT), 'event_type': 't', 'api_key': 'k', 'msg_title': 'title', 'msg_text': u'text \u20ac',
                    'aggregation_key': 'ak', 'alert_type': 'error', 'source_type_name': 'stn', 'host': 'h', 'tags': ['a'],
                    'priority': 'Low', 'more': {1: float('inf')}})
        self.event({'nothing': 1})
        self.service_check('s.ok', AgentCheck.OK, ['a'], AT, 'h', 7, 'fine')
        self.service_check('s.odd', 9, tags=None, timestamp=AT, message=u'\u20ac')
        source = {'type': 'x', 'url': 'y'}
        self.start_snapshot(source)
        self.component(source, 'a', 'host', {'name': 'A', 'when': self, 'many': {1, 2}})
        self.component(source, 'b', 'host')
        self.relation(source, 'a', 'b', 'uses', {'n': 1})
        self.stop_snapshot(source)
        try:
            self.stop_snapshot(source)
        except CheckException as e:
            self.warning(e)
        self.service_metadata('version', 1.25)
        self.warning('%s is %d', 'it', 3)

    def __str__(self):
        return 'the check'
