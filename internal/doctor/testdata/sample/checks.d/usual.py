from checks import AgentCheck

class Usual(AgentCheck):
    def check(self, instance):
        self.gauge('usual.value', instance['value'])
