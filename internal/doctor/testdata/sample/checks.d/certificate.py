import socket
import requests
from checks import AgentCheck

class Certificate(AgentCheck):
    def check(self, instance):
        if 'url' not in instance:
            raise ValueError('no url')
        self.gauge('page.status', requests.get(instance['url']).status_code)
        if not instance.get('check_certificate'):
            return
        socket.create_connection((instance['host'], 443), 1).close()
