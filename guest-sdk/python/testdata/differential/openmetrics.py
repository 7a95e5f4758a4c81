import math
import re

import requests

from checks import AgentCheck

LINE = re.compile(r'^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+(-?\d+))?$')
LABEL = re.compile(r'([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"')
ESCAPES = {'\\n': '\n', '\\"': '"', '\\\\': '\\'}


class OpenMetrics(AgentCheck):
    """Reads the text format by itself."""

    def check(self, instance):
        response = requests.get(instance['prometheus_url'], stream=True, timeout=5)
        response.raise_for_status()
        if 'version=0.0.4' not in response.headers['Content-Type']:
            self.warning('odd content type %s' % response.headers['Content-Type'])
        kinds, skipped = {}, 0
        for line in response.iter_lines(chunk_size=64, decode_unicode=True):
            if line.startswith('# TYPE'):
                _, _, name, kind = line.split(None, 3)
                kinds[name] = kind
                continue
            if not line or line.startswith('#'):
                continue
            match = LINE.match(line)
            if not match:
                skipped += 1
                continue
            name, labels, value, at = match.groups()
            tags = ['%s:%s' % (k, re.sub(r'\\[n"\\]', lambda m: ESCAPES[m.group()], v)) for k, v in LABEL.findall(labels or '')]
            value = float(value)
            if math.isnan(value):
                skipped += 1
                continue
            self._submit_one(instance['namespace'], name, kinds, value, tags, at)
        self.gauge('openmetrics.skipped', skipped)
        response.close()

    def _submit_one(self, namespace, name, kinds, value, tags, at):
        base = re.sub('_(sum|count|bucket)$', '', name)
        kind = kinds.get(name) or kinds.get(base, 'untyped')
        name = '%s.%s' % (namespace, name.replace(':', '.'))
        if kind == 'counter' or kind in ('histogram', 'summary') and base != name:
            self.monotonic_count(name, value, tags=tags)
        elif at:
            self.gauge(name, value, tags=tags, timestamp=int(at) / 1000.0)
        else:
            self.gauge(name, value, tags=tags)
