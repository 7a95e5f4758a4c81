import threading
from checks import AgentCheck

class Pool(AgentCheck):
    def check(self, instance):
        t = threading.Thread(target=self.gauge, args=('pool.size', 1))
        t.start()
        t.join()
