from checks import AgentCheck

class Granted(AgentCheck):
    def check(self, instance):
        with open(instance['path']) as f:
            self.gauge('log.lines', len(f.readlines()))
