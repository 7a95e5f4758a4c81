import re

import requests

from checks import AgentCheck
from util import headers


class Nginx(AgentCheck):
    """Connections and requests of nginx, from the page of stub_status."""

    SERVICE_CHECK_NAME = 'nginx.can_connect'

    def check(self, instance):
        if 'nginx_status_url' not in instance:
            raise Exception('NginX instance missing "nginx_status_url" value.')
        url = instance['nginx_status_url']
        tags = instance.get('tags', [])
        text = self._get_page(url, instance, tags)
        for kind, name, value in self._parse(text):
            getattr(self, kind)(name, value, tags)

    def _get_page(self, url, instance, tags):
        sc_tags = ['port:8080'] + tags
        auth = None
        if 'user' in instance and 'password' in instance:
            auth = (instance['user'], instance['password'])
        try:
            r = requests.get(url, auth=auth, headers=headers(self.agentConfig), timeout=5)
            r.raise_for_status()
        except Exception as e:
            self.service_check(self.SERVICE_CHECK_NAME, AgentCheck.CRITICAL, tags=sc_tags, message=str(e))
            raise
        self.service_check(self.SERVICE_CHECK_NAME, AgentCheck.OK, tags=sc_tags)
        return r.content.decode('utf-8')

    def _parse(self, text):
        active = re.search(r'Active connections:\s+(\d+)', text)
        if active:
            yield 'gauge', 'nginx.net.connections', int(active.group(1))
        totals = re.search(r'\s*(\d+)\s+(\d+)\s+(\d+)', text)
        if totals:
            accepted, handled, asked = map(int, totals.groups())
            yield 'rate', 'nginx.net.conn_opened_per_s', handled
            yield 'rate', 'nginx.net.conn_dropped_per_s', accepted - handled
            yield 'rate', 'nginx.net.request_per_s', asked
        for name, value in re.findall(r'(Reading|Writing|Waiting): (\d+)', text):
            yield 'gauge', 'nginx.net.%s' % name.lower(), int(value)
