import datetime
import os
import re
from collections import Counter

from checks import AgentCheck

LINE = re.compile(r'(?P<host>\S+) \S+ (?P<user>\S+) \[(?P<time>[^\]]+)\] "(?P<method>[A-Z]+) (?P<path>\S*) HTTP/[\d.]+" '
                  r'(?P<code>\d{3}) (?P<bytes>\d+|-)')


class LogReader(AgentCheck):
    """What was written to an access log since the last run."""

    def __init__(self, name, init_config, agentConfig, instances=None):
        AgentCheck.__init__(self, name, init_config, agentConfig, instances)
        self.offsets = {}

    def check(self, instance):
        path = instance['log']
        size = os.path.getsize(path)
        offset = self.offsets.get(path, 0)
        if size < offset:
            self.warning('%s was truncated', os.path.basename(path))
            offset = 0
        codes, latest, skipped = Counter(), None, 0
        with open(path, 'rb') as f:
            f.seek(offset)
            for raw in f:
                if not raw.endswith(b'\n'):
                    break  # not yet whole
                offset += len(raw)
                match = LINE.match(raw.decode('utf-8', 'replace'))
                if match is None:
                    skipped += 1
                    continue
                codes[match.group('code')] += 1
                at = datetime.datetime.strptime(match.group('time'), '%d/%b/%Y:%H:%M:%S %z')
                latest = max(latest, at) if latest else at
                if match.group('bytes') != '-':
                    self.histogram('access.bytes', int(match.group('bytes')), tags=['method:' + match.group('method')])
                self.set('access.users', match.group('user'))
                if match.group('code') == '500':
                    self.event({
                        'timestamp': int((at - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)).total_seconds()),
                        'event_type': 'access', 'msg_title': u'500 für %s' % match.group('path'), 'msg_text': raw.decode('utf-8', 'replace').strip(),
                        'alert_type': 'error', 'aggregation_key': match.group('path'),
                    })
        self.offsets[path] = offset
        for code, n in sorted(codes.items()):
            self.count('access.requests', n, tags=['code:' + code, 'class:%sxx' % code[0]])
        self.gauge('access.skipped', skipped)
        self.gauge('access.offset', offset)
        if latest:
            self.gauge('access.latest', latest.timestamp())
