import functools
import inspect

from checks import AgentCheck


class Tagged(AgentCheck):
    """Overrides a method, and calls that of its class."""

    def gauge(self, metric, value, tags=None, **kwargs):
        super().gauge('tagged.' + metric, value, ['all'] + list(tags or []), **kwargs)

    def rate(self, *args, **kwargs):
        AgentCheck.rate(self, *args, **kwargs)


class MetricMethods(Tagged):
    """Uses methods as more than what is called by its name, and calls them with what they do not take."""

    def check(self, instance):
        self.gauge('overridden', 1, hostname='h')
        self.rate('unbound', 2, ['t'])
        functools.partial(self.count, tags=['p'])('partial', 3)
        send = {'c': self.count, 'g': super(Tagged, self).gauge}
        for kind in sorted(send):
            send[kind]('table.' + kind, 4)
        getattr(self, 'histogram')(*('spread', 5), **{'device_name': 'd'})
        AgentCheck.increment(self, 'of.class')
        list(map(self.decrement, ['mapped.1', 'mapped.2']))

        self.monotonic_count = lambda *args, **kwargs: self.gauge('instead', 1)
        self.monotonic_count('of.object', 1)
        del self.monotonic_count
        self.monotonic_count('of.class.again', 6)
        before = AgentCheck.count
        AgentCheck.count = lambda self, metric, value=7, tags=None: before(self, metric + '.patched', value, tags)
        try:
            self.count('of.class')
        finally:
            AgentCheck.count = before
        self.count('as.before')

        for value in (True, 2**53 + 1, 2**70, '8', '9.5', 1e300, -0.0, b'10', Number(), Whole(11)):
            self.count('value', value)
        for value in ('x', [], {}, 2**2000, None, object):
            self.count('no.value', value)
        for tags in ([], (), ('a',), {'b'}, iter(['c']), (t for t in 'de'), ['f', None, 'g'], {'h': 1}, [8], ['i', 9.5]):
            self.count('tags', 1, tags)
        self.count(Text('name'), 1, hostname=Text('h'))
        self.gauge('at', 1, timestamp=1700000000)
        for args, kwargs in (
            ((), {}),
            (('n',), {}),
            ((), {'value': 1}),
            (('n', 1, [], '', '', 0, 'more'), {}),
            (('n', 1), {'metric': 'm'}),
            (('n', 1), {'value': 2}),
            (('n', 1), {'name': 'm'}),
        ):
            for method in (super(Tagged, self).gauge, self.count):
                try:
                    method(*args, **kwargs)
                except TypeError as e:
                    self.warning(str(e))
        for method in ('gauge', 'rate', 'count', 'monotonic_count', 'increment', 'decrement', 'histogram', 'raw'):
            f = getattr(super(Tagged, self), method)
            self.warning('%s%s' % (f.__name__, inspect.signature(f)))


class Number:
    def __float__(self):
        return 12.5


class Whole(int):
    def __float__(self):
        return 13.5


class Text(str):
    def __str__(self):
        return 'text of ' + str.__str__(self)
