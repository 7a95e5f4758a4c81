import re

import requests

from checks import AgentCheck


class Lighttpd(AgentCheck):
    GAUGES = {
        b'IdleServers': 'lighttpd.performance.idle_server',
        b'BusyServers': 'lighttpd.performance.busy_servers',
        b'Uptime': 'lighttpd.performance.uptime',
        b'Total kBytes': 'lighttpd.net.bytes',
        b'Total Accesses': 'lighttpd.net.hits',
    }
    RATES = {b'Total kBytes': 'lighttpd.net.bytes_per_s', b'Total Accesses': 'lighttpd.net.request_per_s'}

    VERSION = re.compile(r'.*/(\d+)\.(\d+)(?:\.(\d+))?')

    def check(self, instance):
        if 'lighttpd_status_url' not in instance:
            raise Exception("Missing 'lighttpd_status_url' variable in Lighttpd config")
        url = instance['lighttpd_status_url']
        r = requests.get(url, timeout=instance.get('timeout', 5))
        r.raise_for_status()
        version = self.VERSION.match(r.headers.get('Server', ''))
        if version:
            self.service_metadata('version', '.'.join(part for part in version.groups() if part))
        else:
            self.warning('No version in the header Server: %r', r.headers.get('server'))
        found = False
        for line in r.content.splitlines():
            metric, _, value = line.partition(b': ')
            try:
                value = float(value)
            except ValueError:
                continue
            if metric == b'Total kBytes':
                value *= 1024
            if metric in self.GAUGES:
                found = True
                self.gauge(self.GAUGES[metric], value, tags=instance.get('tags'))
            if metric in self.RATES:
                self.rate(self.RATES[metric], value, tags=instance.get('tags'))
        if not found:
            raise Exception('No metrics were fetched from %s' % url)
