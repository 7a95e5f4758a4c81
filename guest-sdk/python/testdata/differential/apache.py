try:
    import urllib2
except ImportError:
    import urllib.request as urllib2
try:
    import urlparse
except ImportError:
    import urllib.parse as urlparse

from checks import AgentCheck
from util import headers


class Apache(AgentCheck):
    GAUGES = {
        'IdleWorkers': 'apache.performance.idle_workers',
        'BusyWorkers': 'apache.performance.busy_workers',
        'CPULoad': 'apache.performance.cpu_load',
        'Uptime': 'apache.performance.uptime',
        'Total kBytes': 'apache.net.bytes',
        'Total Accesses': 'apache.net.hits',
    }
    RATES = {
        'Total kBytes': 'apache.net.bytes_per_s',
        'Total Accesses': 'apache.net.request_per_s',
    }
    SLOTS = {'_': 'waiting', 'W': 'writing', 'R': 'reading', 'K': 'keepalive', '.': 'open', 'G': 'closing'}

    def __init__(self, name, init_config, agentConfig, instances=None):
        AgentCheck.__init__(self, name, init_config, agentConfig, instances)
        self.assumed_url = {}

    def check(self, instance):
        url = self.assumed_url.get(instance['apache_status_url'], instance['apache_status_url'])
        tags = instance.get('tags', [])
        parsed = urlparse.urlparse(url)
        service_tags = ['path:%s' % parsed.path, 'scheme:%s' % parsed.scheme]
        request = urllib2.Request(url, None, headers(self.agentConfig))
        try:
            response = urllib2.urlopen(request, timeout=5).read().decode()
        except Exception as e:
            self.service_check('apache.can_connect', AgentCheck.CRITICAL, tags=service_tags, message=str(e))
            raise
        self.service_check('apache.can_connect', AgentCheck.OK, tags=service_tags)
        found = 0
        for line in response.splitlines():
            values = line.split(': ')
            if len(values) != 2:
                continue
            metric, value = values
            if metric == 'Scoreboard':
                self.slots(value, tags)
                continue
            try:
                value = float(value)
            except ValueError:
                continue
            if metric == 'Total kBytes':
                value = value * 1024
            if metric in self.GAUGES:
                found += 1
                self.gauge(self.GAUGES[metric], value, tags=tags)
            if metric in self.RATES:
                found += 1
                self.rate(self.RATES[metric], value, tags=tags)
        if not found:
            if url.endswith('?auto'):
                raise Exception('No metrics were fetched for this instance. Make sure that %s is the proper url.' % url)
            self.assumed_url[instance['apache_status_url']] = '%s?auto' % url
            self.warning('Assuming url was not correct. Trying to add ?auto suffix to the url')
            self.check(instance)

    def slots(self, board, tags):
        for slot, name in sorted(self.SLOTS.items()):
            self.gauge('apache.scoreboard', board.count(slot), tags=tags + ['state:%s' % name])
