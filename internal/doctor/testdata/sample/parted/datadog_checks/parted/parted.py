from datadog_checks.base import AgentCheck

from .metrics import METRICS


class Parted(AgentCheck):
    def check(self, instance):
        from datadog_checks.parted import __about__
        for name in METRICS:
            self.gauge('parted.' + name, self.http.get(instance['url']).status_code)
