import requests
from checks import AgentCheck

URL = '$URL/status'

class Status(AgentCheck):
    """Asks http://docs.example/status, as its guide says."""

    def check(self, instance):
        self.log.debug('see http://docs.example/')
        self.gauge('status.code', requests.get(URL).status_code)
