import json

from checks import AgentCheck, CheckException


class Deliberate(CheckException):
    def __str__(self):
        return 'on purpose: %s' % ', '.join(map(repr, self.args))


class Failures(AgentCheck):
    """Ends as checks end that have a mistake."""

    def check(self, instance):
        self.gauge('failures.before', 1)
        self.start_snapshot({'type': 'failures', 'url': instance['how']})
        self.component({'type': 'failures', 'url': instance['how']}, 'a', 'b')
        if instance['how'] != 'open':
            self.stop_snapshot({'type': 'failures', 'url': instance['how']})
        getattr(self, instance['how'])(instance)
        self.gauge('failures.after', 1)

    def key(self, instance):
        return instance['no such key']

    def open(self, instance):
        raise Deliberate('half', 1)

    def attribute(self, instance):
        return instance.nothing

    def zero(self, instance):
        return 1 / len(instance.get('empty', []))

    def value(self, instance):
        return int('12 MB')

    def type(self, instance):
        return 'a' + 1

    def index(self, instance):
        return [][3]

    def unpack(self, instance):
        a, b = 'abc'.split('b', 2) + ['c']
        return a, b

    def json(self, instance):
        return json.loads('{"a": }')

    def encode(self, instance):
        return u'caf\u00e9'.encode('ascii')

    def decode(self, instance):
        return b'caf\xe9'.decode('utf-8')

    def attempt(self, instance):
        try:
            return {}['cause']
        except KeyError as e:
            raise CheckException('could not: %s' % e)

    def chained(self, instance):
        try:
            return {}['cause']
        except KeyError as e:
            raise ValueError('because of it') from e

    def name(self, instance):
        return undefined_name  # noqa: F821

    def local(self, instance):
        if instance.get('never'):
            value = 1
        return value

    def assertion(self, instance):
        assert instance.get('never'), 'it must be there: %r' % (instance['how'],)

    def arguments(self, instance):
        return self.gauge()

    def recursion(self, instance):
        return self.recursion(instance)

    def iteration(self, instance):
        return next(iter([]))

    def overflow(self, instance):
        return 2.0 ** 10000

    def lookup(self, instance):
        return 'a'.encode('no-such-codec')

    def imported(self, instance):
        import no_such_module_at_all
        return no_such_module_at_all

    def exit(self, instance):
        raise SystemExit(2)

    def interrupted(self, instance):
        raise KeyboardInterrupt()

    def wordless(self, instance):
        raise Exception

    def lines(self, instance):
        raise Exception('first line\nsecond line é')

    def changed(self, instance):
        d = {1: 2}
        for k in d:
            d[k + 1] = 1
