# json.loads reads numbers by a quick way where that is exact. float(text) does not.
import json
import math

from checks import AgentCheck


def texts():
    for whole in ('0', '1', '7', '10', '999', '4503599627370497', '9007199254740993', '123456789012345', '1234567890123456'):
        yield whole + '.0'
        yield '-' + whole + '.5'
        for decimals in ('1', '3', '005', '123456', '7182818284', '000000000000001', '99999999999999', '299999999999999988897769753748'):
            yield whole + '.' + decimals
            yield '-' + whole + '.' + decimals
    for exponent in ('e0', 'E5', 'e-7', 'e22', 'e-22', 'e23', 'e300', 'e-320', 'e400'):
        yield '1' + exponent
        yield '-12.5' + exponent
    n = 1
    for _ in range(5000):
        n = n * 6364136223846793005 + 1442695040888963407 & (1 << 64) - 1
        digits = str(n >> 12)[: 2 + n % 15]
        at = 1 + (n >> 20) % (len(digits) - 1)
        whole = digits[:at].lstrip('0') or '0'
        yield '%s%s.%s' % ('-' * (n & 1), whole, digits[at:])


class NumbersCheck(AgentCheck):
    def check(self, instance):
        count = 0
        for text in texts():
            read, exact = json.loads(text), float(text)
            assert type(read) is float and read == exact and math.copysign(1, read) == math.copysign(1, exact), (text, read, exact)
            count += 1
        for text in ('-', '1.', '.5', '1..2', '01.5', '1.5.', '--1.5', '1.e', ''):
            try:
                json.loads(text)
            except ValueError:
                continue
            raise AssertionError(text)
        self.gauge('compared', count)
