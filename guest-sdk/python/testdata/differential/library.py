import base64
import binascii
import bisect
import collections
import configparser
import copy
import csv
import decimal
import functools
import gzip
import hashlib
import heapq
import html
import io
import ipaddress
import itertools
import json
import locale
import operator
import os
import platform
import random
import shlex
import statistics
import string
import struct
import sys
import textwrap
import uuid
import zlib

from checks import AgentCheck

Point = collections.namedtuple('Point', 'x y')


def written(rows):
    f = io.StringIO()
    csv.writer(f, quoting=csv.QUOTE_NONNUMERIC).writerows(rows)
    return f.getvalue()


def configured(text):
    parser = configparser.ConfigParser()
    parser.read_string(text)
    return [(s, sorted(parser.items(s))) for s in parser.sections()]


class Library(AgentCheck):
    """What the standard library answers."""

    def check(self, instance):
        chance = random.Random(42)
        for name, function in [
            ('hashes', lambda: [hashlib.new(h, b'x').hexdigest()[:12] for h in ('md5', 'sha1', 'sha256', 'sha512', 'sha3_256', 'blake2b')]),
            ('base64', lambda: [base64.b64encode(b'\xff\xfe?'), base64.urlsafe_b64encode(b'\xff\xfe?'), base64.b32encode(b'a'), binascii.hexlify(b'az')]),
            ('crc', lambda: [zlib.crc32(b'hello'), zlib.adler32(b'hello'), binascii.crc_hqx(b'hello', 0)]),
            ('gzip', lambda: gzip.decompress(gzip.compress(b'abc' * 100))[:6]),
            ('counter', lambda: collections.Counter('mississippi').most_common(2)),
            ('ordered', lambda: list(collections.OrderedDict([('b', 1), ('a', 2)]).items())),
            ('default', lambda: sorted(functools.reduce(lambda d, k: d[k].append(1) or d, 'aba', collections.defaultdict(list)).items())),
            ('namedtuple', lambda: (Point(1, 2)._asdict(), Point(1, 2)._replace(x=5))),
            ('itertools', lambda: [list(itertools.islice(itertools.cycle('ab'), 5)), [(k, list(g)) for k, g in itertools.groupby('aabc')], list(itertools.zip_longest('ab', 'c'))]),
            ('functools', lambda: [functools.partial(pow, 2)(10), functools.lru_cache(None)(len)('abc')]),
            ('operator', lambda: sorted([{'a': 2}, {'a': 1}], key=operator.itemgetter('a'))),
            ('heapq', lambda: heapq.nlargest(2, [3, 1, 4, 1, 5])), ('bisect', lambda: bisect.bisect([1, 2, 2, 3], 2)),
            ('random', lambda: [chance.random(), chance.randint(1, 100), chance.sample(range(100), 3), chance.gauss(0, 1)]),
            ('statistics', lambda: [statistics.mean([1, 2, 4]), statistics.median([1, 2, 4, 5]), statistics.stdev([1, 2, 4])]),
            ('decimal', lambda: [decimal.Decimal(1) / 7, decimal.Decimal('2.5').quantize(decimal.Decimal(1)), decimal.getcontext().prec]),
            ('struct', lambda: [struct.pack('!HIq', 1, 2, -3), struct.unpack('<f', b'\x00\x00\xc0?'), struct.calcsize('<qi')]),
            ('native sizes', lambda: [struct.calcsize('P'), struct.calcsize('l'), sys.maxsize]),
            ('json', lambda: json.dumps({'b': [1.0, 1e100, None, True, u'é\u2028'], 'a': {}}, sort_keys=True, indent=1)),
            ('json ascii', lambda: json.dumps({1: u'é', None: 2}, ensure_ascii=False, separators=(',', ':'))),
            ('json hook', lambda: json.loads('{"a": 1.10, "a": 2}', object_pairs_hook=list, parse_float=decimal.Decimal)),
            ('csv', lambda: written([['a', 1.5, 'q"u'], [u'é', 2, 'x,y']])), ('csv sniff', lambda: csv.Sniffer().sniff('a;b;c\n1;2;3\n').delimiter),
            ('configparser', lambda: configured('[a]\nx = 1\ny: %(x)s2\n[b]\n')), ('shlex', lambda: shlex.split('a "b c" \'d\' e\\ f')),
            ('ip', lambda: [ipaddress.ip_network('10.0.0.0/30').num_addresses, list(map(str, ipaddress.ip_network('10.0.0.0/30').hosts())), ipaddress.ip_address('::1').is_loopback]),
            ('uuid', lambda: [uuid.uuid5(uuid.NAMESPACE_DNS, 'example.org'), uuid.UUID(int=7), len(str(uuid.uuid4()))]),
            ('html', lambda: [html.unescape('&lt;&eacute;&#8364;'), html.escape('<"a">')]), ('textwrap', lambda: textwrap.fill('the quick brown fox', 10)),
            ('template', lambda: string.Template('$a ${b}').safe_substitute(a=1)), ('format', lambda: '{0[a]} {1.x!r:>5} {2:^7}|'.format({'a': 1}, Point('x', 2), 'mid')),
            ('sorted', lambda: sorted({'b': 1, 'a': 1, 'c': 0}.items(), key=lambda kv: (-kv[1], kv[0]))), ('copy', lambda: copy.deepcopy({'a': [1, {2: 3}]})),
            ('sets', lambda: sorted({1, 2, 3} ^ {3, 4})), ('slices', lambda: ['abcdef'[::-2], 'abc'[5:], [1, 2, 3][-2:]]),
            ('texts', lambda: ['a,b,,c'.split(','), ' a  b '.split(), 'Title case'.title(), 'x'.zfill(3), 'ab'.center(5, '*'), 'a\tb'.expandtabs(4), 'aXbX'.rpartition('X')]),
            ('bytes', lambda: [b'a%db' % 3, bytes.fromhex('00ff'), int.from_bytes(b'\x01\x00', 'big'), (1000).to_bytes(2, 'little')]),
            ('hash', lambda: [hash(1), hash(2.5), hash(True), hash(2 ** 61)]),
            ('path', lambda: [os.path.join('/a', 'b'), os.path.splitext('x.tar.gz'), os.path.normpath('/a/../b//c'), os.path.basename('/a/b'), os.sep, os.linesep]),
            ('environment', lambda: [os.environ.get('NO_SUCH_NAME', 'default'), os.getenv('ALSO_NONE')]),
            ('platform', lambda: [sys.version_info[:2], platform.python_implementation(), sys.byteorder, os.name]),
            ('system', lambda: [sys.platform, platform.system()]),
            ('encodings', lambda: [u'ü€'.encode('cp1252'), b'\xe9'.decode('latin-1'), u'ü'.encode('utf-16-le'), u'日'.encode('shift_jis'), sys.getdefaultencoding(), locale.getpreferredencoding()]),
            ('errors', lambda: [b'\xff'.decode('utf-8', 'replace'), u'é'.encode('ascii', 'xmlcharrefreplace'), b'\xff'.decode('utf-8', 'backslashreplace')]),
            ('walrus', lambda: [y for x in range(4) if (y := x * x) > 1]), ('match', lambda: Library.matched({'kind': 'a', 'n': [1, 2]})),
        ]:
            try:
                message = '%s' % (function(),)
            except Exception as e:
                message = '%s: %s' % (type(e).__name__, e)
            self.service_check('library', 0, tags=[name], message=message)

    @staticmethod
    def matched(value):
        match value:
            case {'kind': 'a', 'n': [first, *rest]}:
                return first, rest
