import os
from checks import AgentCheck

class LogSize(AgentCheck):
    def check(self, instance):
        self.gauge('log.bytes', os.stat(instance['path']).st_size)
