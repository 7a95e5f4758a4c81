import csv
import time
from collections import defaultdict

import requests

from checks import AgentCheck
from config import _is_affirmative

METRICS = {
    'qcur': ('gauge', 'queue.current'),
    'scur': ('gauge', 'session.current'),
    'slim': ('gauge', 'session.limit'),
    'stot': ('rate', 'session.rate'),
    'bin': ('rate', 'bytes.in_rate'),
    'bout': ('rate', 'bytes.out_rate'),
    'rtime': ('gauge', 'response.time'),
    'hrsp_5xx': ('rate', 'response.5xx'),
}
STATUS = {'UP': AgentCheck.OK, 'OPEN': AgentCheck.OK, 'NO CHECK': AgentCheck.UNKNOWN, 'MAINT': AgentCheck.UNKNOWN, 'DOWN': AgentCheck.CRITICAL}


class HAProxy(AgentCheck):
    SOURCE_TYPE_NAME = 'haproxy'

    def __init__(self, name, init_config, agentConfig, instances=None):
        AgentCheck.__init__(self, name, init_config, agentConfig, instances)
        self.host_status = defaultdict(dict)

    def check(self, instance):
        url = instance['url']
        r = requests.get(url + ';csv;norefresh', auth=(instance.get('username', ''), instance.get('password', '')))
        r.raise_for_status()
        lines = r.text.splitlines()
        fields = [field.strip('# ') for field in lines[0].split(',')]
        hosts = defaultdict(int)
        for row in csv.DictReader(lines[1:], fields):
            if not row['svname'] or row['pxname'] in instance.get('services_exclude', ()):
                continue
            if row['svname'] in ('FRONTEND', 'BACKEND') and not _is_affirmative(instance.get('collect_aggregates_only', 'yes')):
                continue
            status = row['status'].split(' ')[0] if '/' in row['status'] else row['status']
            if row['svname'] not in ('FRONTEND', 'BACKEND'):
                hosts[(row['pxname'], status)] += 1
                self._changed(url, row, status)
                self.service_check('haproxy.backend_up', STATUS.get(status, AgentCheck.UNKNOWN),
                                   tags=['service:' + row['pxname']], hostname=row['svname'],
                                   message='%s reported %s:%s %s' % (self.hostname, row['pxname'], row['svname'], row['status']))
            self._metrics(row)
        for (service, status), n in sorted(hosts.items()):
            self.gauge('haproxy.count_per_status', n, tags=['service:' + service, 'status:%s' % status.lower().replace(' ', '_')])

    def _metrics(self, row):
        side = row['svname'].lower() if row['svname'] in ('FRONTEND', 'BACKEND') else 'backend'
        tags = ['type:' + row['svname'], 'service:' + row['pxname']]
        for field, (kind, name) in METRICS.items():
            value = row[field]
            if value == '':
                continue
            try:
                getattr(self, kind)('haproxy.%s.%s' % (side, name), int(value), tags=tags)
            except ValueError:
                self.log.info('%s of %s is no number: %s', field, row['svname'], value)

    def _changed(self, url, row, status):
        key = '%s:%s' % (row['pxname'], row['svname'])
        before = self.host_status[url].get(key)
        self.host_status[url][key] = status
        if before is None or before == status or status not in ('UP', 'DOWN'):
            return
        self.event({
            'timestamp': int(time.time() - int(row['lastchg'])),
            'event_type': self.SOURCE_TYPE_NAME,
            'host': row['svname'],
            'msg_title': '%s reported %s %s' % (self.hostname, key, status),
            'msg_text': 'it was %s before' % before,
            'alert_type': 'error' if status == 'DOWN' else 'success',
            'source_type_name': self.SOURCE_TYPE_NAME,
            'event_object': row['svname'],
            'tags': ['service:%s' % row['pxname']],
        })
