# The class of services before NetworkCheck: a service has one list of statuses.
from checks.services_checks import EventType, ServicesCheck, Status


class Service(ServicesCheck):
    SERVICE_CHECK_PREFIX = 'own'

    def __init__(self, name, init_config, agentConfig, instances=None):
        for instance in instances:
            instance['name'] = 'My service'
        ServicesCheck.__init__(self, name, init_config, agentConfig, instances)

    def check(self, instance):
        self.told, self.events_made = [], []
        ServicesCheck.check(self, dict(instance, window=3, threshold=2))
        ServicesCheck.check(self, dict(instance, window=3, threshold=2))
        assert self.told == [('own.My_service', self.CRITICAL)] * 2, self.told
        assert self.events_made == [(EventType.DOWN, 2, 'no answer')], self.events_made
        self.gauge('done', 1)

    def _check(self, instance):
        return Status.DOWN, 'no answer'

    def _create_status_event(self, status, msg, instance):
        self.events_made.append((EventType.DOWN, self.statuses[instance['name']].count(Status.DOWN), msg))

    def service_check(self, name, status, *args, **kwargs):
        self.told.append((name, status))
