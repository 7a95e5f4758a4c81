# A check may call its own things what it likes: the base has no names of its own but those that the agents' bases had.
from checks import AgentCheck as Old
from checks.network_checks import NetworkCheck
from datadog_checks.base import AgentCheck, OpenMetricsBaseCheck, OpenMetricsBaseCheckV2, PrometheusCheck
from datadog_checks.base.checks.openmetrics.v2.scraper import OpenMetricsScraper
from stackstate_checks.base import AgentCheck as StackState
from stackstate_checks.base.checks.v2.transactional_agent_check import TransactionalAgentCheck

THEIRS = {
    '_check', '_create_status_event', '_filter_metric', '_finalize_tags_to_submit', '_format_namespace', '_get_hostname', '_get_instance_key',
    '_http', '_is_value_valid', '_metric_name_with_namespace', '_metric_tags', '_submit_gauge', '_submit_gauges_from_histogram',
    '_submit_gauges_from_summary', '_submit_metric',
}


class Own(OpenMetricsBaseCheck):
    def __init__(self, name, init_config, instances):
        self._tags = ['a:b']
        self._state = self._agent = self._sets = {}
        super().__init__(name, init_config, instances)

    def check(self, instance):
        for cls in OpenMetricsScraper, Old, NetworkCheck, AgentCheck, OpenMetricsBaseCheck, OpenMetricsBaseCheckV2, PrometheusCheck, StackState, TransactionalAgentCheck:
            own = {name for name in dir(cls) if name.startswith('_') and not name.startswith(('__', '_sp_'))}
            assert own <= THEIRS, (cls, own - THEIRS)
        own = {name for name in vars(self) if name.startswith('_') and not name.startswith('_sp_')}
        assert own <= THEIRS | {'_tags', '_state', '_agent', '_sets'}, own
        self._submit(instance['url'])
        assert self._run() == 'mine'

    def _submit(self, url):
        config = self.create_scraper_configuration({'prometheus_url': url + '/metrics', 'metrics': ['go_goroutines', 'sizes_bytes'], 'tags': self._tags})
        self.process(config)

    def _run(self):
        return 'mine'

    def _hostname(self):
        raise AssertionError

    _report = _histogram = _setup = _begin = _context = _main = _distribution = _finite = _hostname
