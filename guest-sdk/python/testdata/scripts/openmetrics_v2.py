from datadog_checks.base import OpenMetricsBaseCheckV2


class OpenMetricsCheck(OpenMetricsBaseCheckV2):
    __NAMESPACE__ = 'om'

    def get_default_config(self):
        return {'metrics': ['go_goroutines', {'http_requests': 'requests'}, 'rpc_seconds', 'sizes_bytes', '^build_.+']}

    def check(self, instance):
        sent = []
        for kind in 'gauge', 'monotonic_count', 'service_check':
            setattr(self, kind, lambda name, value, *a, kind=kind, **k: sent.append((kind, name, value, sorted(k['tags']))))
        super().check(dict(instance, openmetrics_endpoint=instance['url'] + '/metrics', tag_by_endpoint=False, exclude_labels=['code']))
        want = [
            ('service_check', 'om.openmetrics.health', 0, []),
            ('gauge', 'om.go_goroutines', 42.0, []),
            ('monotonic_count', 'om.requests.count', 1027.0, ['method:post']),
            ('monotonic_count', 'om.requests.count', 3.0, ['method:a"b\\c\nd']),
            ('gauge', 'om.rpc_seconds.quantile', 0.5, ['quantile:0.99']),
            ('monotonic_count', 'om.rpc_seconds.sum', 17.5, []),
            ('monotonic_count', 'om.rpc_seconds.count', 26.0, []),
            ('monotonic_count', 'om.sizes_bytes.bucket', 5.0, ['upper_bound:100.0']),
            ('monotonic_count', 'om.sizes_bytes.sum', 900.0, []),
            ('monotonic_count', 'om.sizes_bytes.count', 7.0, []),
            ('gauge', 'om.build_info', 1.0, ['version:1.2']),
        ]
        assert sent == want, '\n'.join(str(pair) for pair in zip(sent, want) if pair[0] != pair[1])
        del self.gauge
        self.gauge('done', 1)
