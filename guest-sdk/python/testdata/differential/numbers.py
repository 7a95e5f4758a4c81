import decimal
import fractions
import json
import math

from checks import AgentCheck


class Numbers(AgentCheck):
    def check(self, instance):
        for i, value in enumerate([
            0, -0.0, 2 ** 53 + 1, 2 ** 63, 2 ** 64 - 1, -(2 ** 63), 10 ** 22, 10 ** 30, 1e308, 1.7976931348623157e308, 5e-324, 1e-7, 0.1 + 0.2,
            True, False, '3', '3.5e2', ' 7 ', '1_000', '0x10', decimal.Decimal('1.10'), fractions.Fraction(1, 3),
            float('nan'), float('inf'), -float('inf'), 1e308 * 10, 10 ** 400, None, '', 'ten', [1], {}, b'5', 1j,
            7 / 2, 7 // 2, -7 // 2, -7 % 3, 2 ** 0.5, round(2.5), round(2.675, 2), int(-3.7), math.fsum([.1] * 10), 1e16 + 1,
            sum([0.1] * 10), math.pi * 1e10, float('1e-400'), int('9' * 30), math.floor(-2.5), divmod(-7, 2)[1],
        ]):
            self.gauge('number', value, tags=['at:%02d' % i])
        for key, value in sorted(instance['numbers'].items()):
            self.gauge('configured', value, tags=['key:' + key, 'type:' + type(value).__name__])
            self.service_check('configured', 0, tags=['key:' + key], message=repr(value))
        parsed = json.loads('[1e400, 123456789012345678901234567890, 0.1, -0, 1E5, 1.0]')
        self.service_check('parsed', 0, message=repr(parsed))
        self.service_check('texts', 0, message=' '.join([
            '%d %5.2f %e %g %s' % (3.9, 2.345, 12345.678, 1e-10, 1e22), '{:,} {:.3%} {:>8.1f} {:x}'.format(1234567, 0.12345, 2.25, 255),
            repr(0.1 + 0.2), str(1e16), str(123456789.123456789), repr(1 / 3), f'{2**70:_}', '%r' % 100000000000000000.0]))
