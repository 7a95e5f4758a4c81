import subprocess
from checks import AgentCheck

class Prober(AgentCheck):
    def check(self, instance):
        self.gauge('prober.ran', 1)

def show():
    subprocess.call(['sandpiper', 'check', 'prober'])

if __name__ == '__main__':
    show()
