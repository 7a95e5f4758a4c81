from checks import AgentCheck

class Folded(AgentCheck):
    def check(self, instance):
        self.gauge('folded.value', instance['value'])
