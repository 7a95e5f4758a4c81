import re
import requests
from datadog_checks.base import AgentCheck

class Nginx(AgentCheck):
    def check(self, instance):
        r = requests.get(instance['nginx_status_url'], timeout=5)
        r.raise_for_status()
        active = re.search(r'Active connections:\s+(\d+)', r.text)
        self.gauge('nginx.net.connections', int(active.group(1)))
