import subprocess
from checks import AgentCheck

class Attempt(AgentCheck):
    def check(self, instance):
        try:
            self.gauge('attempt.users', len(subprocess.check_output(['who']).splitlines()))
        except Exception as e:
            self.log.debug('who is not there: %s', e)
