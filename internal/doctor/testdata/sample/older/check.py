from checks import AgentCheck

class Older(AgentCheck):
    def check(self, instance):
        self.gauge('older.ran', 1)
