from datadog_checks.base import OpenMetricsBaseCheck


class OpenMetricsCheck(OpenMetricsBaseCheck):
    def __init__(self, name, init_config, instances=None):
        OpenMetricsBaseCheck.__init__(self, name, init_config, instances, default_namespace='om')

    def check(self, instance):
        sent = []
        for kind in 'gauge', 'monotonic_count', 'service_check':
            setattr(self, kind, lambda name, value, *a, kind=kind, **k: sent.append((kind, name, value, sorted((a or (k.get('tags'),))[0]))))
        config = self.create_scraper_configuration({
            'prometheus_url': instance['url'] + '/metrics', 'namespace': 'om', 'tags': ['t:1'],
            'metrics': ['go_goroutines', {'http_requests_total': 'requests'}, 'rpc_seconds', 'sizes_bytes', 'build_*'],
            'exclude_labels': ['code'],
        })
        self.process(config)
        endpoint = 'endpoint:' + instance['url'] + '/metrics'
        want = [
            ('service_check', 'om.prometheus.health', 0, [endpoint, 't:1']),
            ('gauge', 'om.go_goroutines', 42.0, ['t:1']),
            ('monotonic_count', 'om.requests', 1027.0, ['method:post', 't:1']),
            ('monotonic_count', 'om.requests', 3.0, ['method:a"b\\c\nd', 't:1']),
            ('gauge', 'om.rpc_seconds.quantile', 0.5, ['quantile:0.99', 't:1']),
            ('gauge', 'om.rpc_seconds.sum', 17.5, ['t:1']),
            ('gauge', 'om.rpc_seconds.count', 26.0, ['t:1']),
            ('gauge', 'om.sizes_bytes.count', 5.0, ['t:1', 'upper_bound:100.0']),
            ('gauge', 'om.sizes_bytes.sum', 900.0, ['t:1']),
            ('gauge', 'om.sizes_bytes.count', 7.0, ['t:1', 'upper_bound:none']),
            ('gauge', 'om.build_info', 1.0, ['t:1', 'version:1.2']),
        ]
        assert sent == want, '\n'.join(str(pair) for pair in zip(sent, want) if pair[0] != pair[1])
        del self.gauge
        self.gauge('done', 1)
