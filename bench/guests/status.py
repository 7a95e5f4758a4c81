"""Reads what a server says of itself in JSON, and reports 100 metrics of it."""

import json

from checks import AgentCheck

FIELDS = ['requests', 'errors', 'retries', 'sessions', 'bytes_in', 'bytes_out', 'queue', 'latency', 'uptime', 'weight']
DOCUMENT = json.dumps({'server': 'status', 'pools': [
    {'name': 'pool%d' % pool, 'state': 'up', 'stats': {field: pool * 1000 + n + 0.5 for n, field in enumerate(FIELDS)}}
    for pool in range(10)
]})


class StatusCheck(AgentCheck):
    def check(self, instance):
        for pool in json.loads(DOCUMENT)['pools']:
            tags = ['pool:' + pool['name'], 'state:' + pool['state']]
            for field, value in pool['stats'].items():
                self.gauge('status.' + field, value, tags)
