try:
    import psutil
except ImportError:
    psutil = None
from checks import AgentCheck

class Memory(AgentCheck):
    def check(self, instance):
        self.collect()

    def collect(self):
        self.gauge('memory.free', psutil.virtual_memory().free)
