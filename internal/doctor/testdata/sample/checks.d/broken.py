from checks import AgentCheck

class Broken(AgentCheck)
    def check(self, instance):
        pass
