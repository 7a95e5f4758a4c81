import subprocess
from checks import AgentCheck

class Disk(AgentCheck):
    def check(self, instance):
        out = subprocess.check_output(['df', '-k'])
        self.gauge('disk.lines', len(out.splitlines()))
