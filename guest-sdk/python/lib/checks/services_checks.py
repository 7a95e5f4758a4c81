"""Checks of services, by the class that was there before NetworkCheck."""

from checks.network_checks import FAILURE, EventType, NetworkCheck, Status  # noqa: F401


class ServicesCheck(NetworkCheck):
    SERVICE_CHECK_PREFIX = "services_check"

    def _sp_report_status(self, name, sc_name, status, message, instance):
        self.report_as_service_check(name, status, instance)

    def _sp_statuses(self, name, sc_name):
        return self.statuses.setdefault(name, [])

    def _sp_event_of(self, sc_name, status, message, instance):
        return self._create_status_event(status, message, instance)

    def report_as_service_check(self, name, status, instance):
        """To be overridden: reports a status."""
        self.service_check(self.normalize(name, self.SERVICE_CHECK_PREFIX), self.STATUS_TO_SERVICE_CHECK[status])

    def _create_status_event(self, status, msg, instance):
        """To be overridden: the event of a change."""
