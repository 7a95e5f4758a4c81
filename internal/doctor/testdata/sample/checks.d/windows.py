import sys
from checks import AgentCheck
from utils.platform import Platform
if sys.platform == 'win32':
    import win32api

class Windows(AgentCheck):
    def check(self, instance):
        if Platform.is_windows():
            self.gauge('drives', len(win32api.GetLogicalDriveStrings()))
        else:
            self.gauge('drives', 0)
