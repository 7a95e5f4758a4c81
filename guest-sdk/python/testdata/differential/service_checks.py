import time

from checks import AgentCheck


class ServiceChecks(AgentCheck):
    def check(self, instance):
        self.service_check('s.ok', AgentCheck.OK)
        self.service_check('s.warning', AgentCheck.WARNING, ['b', 'a', 'b'], 1700000000, 'other.example', 42, 'all by place')
        self.service_check('s.critical', AgentCheck.CRITICAL, tags=['x'], timestamp=1700000000.5, hostname='h', check_run_id=7, message='all by name')
        self.service_check('s.unknown', AgentCheck.UNKNOWN, message=u'\u00fcnknown')
        self.service_check('s.number', 2, timestamp=time.time())
        self.service_check('s.bool', True)
        self.service_check('s.none', 0, tags=None, timestamp=None, hostname=None, check_run_id=None, message=None)
        self.service_check('s.empty', 0, tags=[], hostname='', message='')
        self.service_check('s.exception', 2, message=ValueError('an object'))
        self.service_check('s.numbers', 0, tags=[1, 2.5], message=17)
        self.service_check('s.lines', 0, message='two\nlines\tand a tab')
        self.service_check('s.name with space', 0)
        for status in (AgentCheck.OK, AgentCheck.CRITICAL, AgentCheck.OK):
            self.service_check('s.again', status, tags=['same'])
