# What checks import from datadog_checks.base, and the libraries that come with that agent.
import dateutil.parser
from dateutil.relativedelta import relativedelta
from packaging.version import parse as parse_version

from datadog_checks.base import AgentCheck, ConfigurationError, datadog_agent
from datadog_checks.base.checks.openmetrics.v2.transform import MetricTransformer
from datadog_checks.base.checks.prometheus.mixins import PrometheusScraperMixin
from datadog_checks.base.errors import ConfigNotSupportedError
from datadog_checks.base.types import InstanceType
from datadog_checks.base.utils.constants import KIBIBYTE
from datadog_checks.base.utils.containers import iter_unique
from datadog_checks.base.utils.date import format_rfc3339, parse_rfc3339
from datadog_checks.base.utils.headers import get_default_headers, update_headers
from datadog_checks.base.utils.platform import get_os
from datadog_checks.base.utils.serialization import from_json, to_json
from datadog_checks.base.utils.time import get_precise_time
from datadog_checks.base.utils.timeout import timeout
from datadog_checks.base.utils.tracking import tracked_method


class Base(AgentCheck):
    def __init__(self, name, init_config, instances):
        super().__init__(name, init_config, instances)
        self.order = []
        self.check_initializations.append(lambda: self.order.append('second'))
        self.check_initializations.appendleft(lambda: self.order.append('first'))

    def check(self, instance: InstanceType):
        assert self.order == ['first', 'second'] and not self.check_initializations
        assert self.formatted_tags == '' and self.load_config('a: 1') == {'a': 1} and not self.logs_enabled
        self.send_log({'message': 'x'})
        self.send_log({'message': 'y'})
        assert len(self.warnings) == 1 and 'logs are not sent' in self.warnings[0]
        assert issubclass(ConfigNotSupportedError, ConfigurationError) and datadog_agent.get_hostname() == 'host.example'
        assert list(iter_unique([{'a': [1]}], [{'a': [1]}, 2])) == [{'a': [1]}, 2] and from_json(to_json([1])) == [1]
        headers = get_default_headers()
        update_headers(headers, {'X': 1})
        assert headers['X'] == '1' and headers['User-Agent'].startswith('Datadog Agent/') and get_os() == 'linux'
        assert format_rfc3339(parse_rfc3339('2024-01-02T03:04:05Z')) == '2024-01-02T03:04:05Z' and KIBIBYTE == 1024
        assert dateutil.parser.parse('2 Jan 2024 03:04:05 +0100').timestamp() == 1704161045 - 0
        assert (dateutil.parser.parse('2024-01-31') + relativedelta(months=1)).day == 29 and parse_version('1.10') > parse_version('1.9')
        assert get_precise_time() >= 0 and self.bounded() == 1 and MetricTransformer and PrometheusScraperMixin
        assert self.http.options_method(instance['url'] + '/echo').json()['method'] == 'OPTIONS'
        self.gauge('done', 1)

    @tracked_method(None)
    @timeout(5)
    def bounded(self):
        return 1
