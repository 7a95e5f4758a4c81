from socket import create_connection
from checks import AgentCheck

class Port(AgentCheck):
    def check(self, instance):
        create_connection((instance['host'], instance['port']), 1).close()
        self.service_check('port.open', AgentCheck.OK)
