from datadog_checks.base import OpenMetricsBaseCheckV2
from datadog_checks.base.checks.openmetrics.v2.scraper import OpenMetricsCompatibilityScraper, OpenMetricsScraper


class OpenMetricsCheck(OpenMetricsBaseCheckV2):
    __NAMESPACE__ = 'om'

    def __init__(self, name, init_config, instances):
        super().__init__(name, init_config, instances)
        self.check_initializations.appendleft(self.parse_config)

    def parse_config(self):
        shared = {'tag_by_endpoint': False, 'exclude_labels': ['code'], 'tags': ['a:b']}
        self.scraper_configs = [
            {'openmetrics_endpoint': self.instance['url'] + '/metrics', **shared},
            {'openmetrics_endpoint': self.instance['url'] + '/metrics?old', 'namespace': 'unused', 'health_service_check': False,
             'metrics': ['go_*'], 'type_overrides': {'go_*': 'counter'}, **shared},
        ]

    def get_default_config(self):
        return {
            'metrics': [
                'go_goroutines', {'http_requests': 'requests'}, 'rpc_seconds', 'sizes_bytes', '^build_.+',
                {'nothing': {'name': 'never'}},
            ],
            'rename_labels': {'method': 'verb'},
            'share_labels': {'build_info': {'labels': ['version']}},
        }

    def create_scraper(self, config):
        if 'old' in config['openmetrics_endpoint']:
            return OpenMetricsCompatibilityScraper(self, config)
        scraper = OpenMetricsScraper(self, self.get_config_with_defaults(config))
        scraper.metric_transformer.add_custom_transformer('build_info', self.build)
        return scraper

    def build(self, metric, samples, runtime_data):
        for sample, tags, hostname in samples:
            self.gauge('built', sample.value, tags=tags, hostname=hostname)

    def check(self, instance):
        sent = []
        for kind in 'gauge', 'monotonic_count', 'service_check':
            def submit(name, value, kind=kind, **where):
                sent.append((kind, self._format_namespace(name), value, sorted(set(where['tags']) - {'a:b', 'version:1.2'})))
                assert 'a:b' in where['tags'] and ('version:1.2' in where['tags'] or kind == 'service_check' or name == 'go_goroutines.count'), where

            setattr(self, kind, submit)
        self.configure_scrapers()  # again: methods that transformers took are those of above
        super().check(instance)
        want = [
            ('service_check', 'om.openmetrics.health', 0, []),
            ('gauge', 'om.go_goroutines', 42.0, []),
            ('monotonic_count', 'om.requests.count', 1027.0, ['verb:post']),
            ('monotonic_count', 'om.requests.count', 3.0, ['verb:a"b\\c\nd']),
            ('gauge', 'om.rpc_seconds.quantile', 0.5, ['quantile:0.99']),
            ('monotonic_count', 'om.rpc_seconds.sum', 17.5, []),
            ('monotonic_count', 'om.rpc_seconds.count', 26.0, []),
            ('monotonic_count', 'om.sizes_bytes.bucket', 5.0, ['upper_bound:100.0']),
            ('monotonic_count', 'om.sizes_bytes.sum', 900.0, []),
            ('monotonic_count', 'om.sizes_bytes.count', 7.0, []),
            ('gauge', 'om.build_info', 1.0, []),
            ('monotonic_count', 'om.go_goroutines.count', 42.0, []),
        ]
        assert sent == want, '\n'.join(str(pair) for pair in zip(sent, want) if pair[0] != pair[1]) + str(len(sent))
        del self.gauge
        self.gauge('done', 1)
