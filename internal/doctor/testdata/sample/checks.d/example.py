from checks import AgentCheck

class Example(AgentCheck):
    def check(self, instance):
        self.gauge('example.value', instance['value'])
