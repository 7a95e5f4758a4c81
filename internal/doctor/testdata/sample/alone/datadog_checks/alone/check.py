from datadog_checks.base import AgentCheck


class AloneCheck(AgentCheck):
    def __init__(self, name, init_config, instances):
        super(AloneCheck, self).__init__(name, init_config, instances)
        self.url = self.instance['url']

    def check(self, _):
        response = self.http.get(self.url)
        response.raise_for_status()
        self.gauge('alone.bytes', len(response.text))
