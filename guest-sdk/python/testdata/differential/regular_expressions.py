import fnmatch
import re

from checks import AgentCheck

TEXT = u'''eth0: flags=4163<UP,BROADCAST>  mtu 1500
        inet 10.0.0.5  netmask 255.255.255.0
        RX packets 120034  bytes 98765432 (94.1 MiB)
lo: flags=73<UP,LOOPBACK>  mtu 65536
        RX packets 12  bytes 1024 (1.0 KiB)
größe: 12µs
'''
BLOCK = re.compile(r'^(?P<name>\w+): flags=(?P<flags>\d+)<(?P<set>[^>]*)>\s+mtu (?P<mtu>\d+)\n(?P<body>(?:\s+.*\n)*)', re.M)
VERBOSE = re.compile(r'''
    (?P<number> \d+ (?: \.\d+ )? ) \s*      # how many
    (?P<unit> [KMG]iB | µs )                # of what
''', re.X)


class Patterns(AgentCheck):
    def check(self, instance):
        for block in BLOCK.finditer(TEXT):
            self.gauge('re.mtu', int(block['mtu']), tags=['interface:' + block.group('name')] + block['set'].split(','))
            for kind, packets, received in re.findall(r'([RT]X) packets (\d+)\s+bytes (\d+)', block['body']):
                self.rate('re.packets', int(packets), tags=[kind])
                self.rate('re.bytes', int(received), tags=[kind])
        for match in VERBOSE.finditer(TEXT):
            self.gauge('re.size', float(match['number']), tags=[match['unit'], '%d-%d' % match.span('unit')])
        for name, result in [
            ('sub', re.sub(r'(\w+)=(\w+)', r'\g<2>=\1', 'a=b c=d')),
            ('function', re.sub(r'\d+', lambda m: str(int(m[0]) * 2), '3 and 10')),
            ('count', re.subn('a', 'b', 'banana', count=2)),
            ('split', re.split(r'\s*[;,]\s*', 'a, b;c ,d')),
            ('groups', re.split(r'(-)', 'a-b-c')),
            ('lookahead', re.findall(r'\w+(?=\s*:)', 'key: value other:')),
            ('lookbehind', re.findall(r'(?<=\$)\d+', '$5 7 $12')),
            ('lazy', re.findall(r'<.+?>', '<a><b>')),
            ('backreference', re.findall(r'\b(\w+) \1\b', 'the the cat sat sat')),
            ('conditional', [bool(re.match(r'(<)?x(?(1)>|$)', s)) for s in ('<x>', 'x', '<x')]),
            ('unicode', re.findall(r'\w+', u'größe 日本 x_1')),
            ('ascii', re.findall(r'\w+', u'größe', re.A)),
            ('ignore', re.findall(u'(?i)STRASSE|ÄÖ', u'strasse äö')),
            ('dotall', re.search(r'mtu.*KiB', TEXT, re.S).end()),
            ('none', re.match('x', 'y')),
            ('bytes', re.findall(rb'[\x80-\xff]+', u'é€'.encode())),
            ('escape', re.escape('a.b*c-d é')),
            ('possessive', re.search(r'a++b', 'aaab').group()),
            ('atomic', re.search(r'(?>a+)b', 'aab').group()),
            ('fullmatch', re.fullmatch(r'[0-9a-f]{2}(:[0-9a-f]{2}){5}', '00:1b:63:84:45:e6').groups()),
            ('fnmatch', [fnmatch.fnmatch(s, '*.lo[gx]') for s in ('a.log', 'b.lox', 'c.txt')]),
            ('translate', fnmatch.translate('a*[!b]?.c')),
        ]:
            self.service_check('re.result', 0, tags=[name], message=repr(result))
        for bad in ('(', '[z-a]', '*a', '(?P<n>x)(?P<n>y)', r'\1'):
            try:
                re.compile(bad)
            except re.error as e:
                self.service_check('re.error', 2, tags=[bad], message='%s at %s' % (e, e.pos))
