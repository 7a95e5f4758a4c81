import requests

from checks import AgentCheck


class PHPFPM(AgentCheck):
    """Pools of php-fpm: its status as JSON, and its ping."""

    GAUGES = {
        'listen queue': 'php_fpm.listen_queue.size',
        'idle processes': 'php_fpm.processes.idle',
        'active processes': 'php_fpm.processes.active',
        'total processes': 'php_fpm.processes.total',
    }
    COUNTS = {
        'accepted conn': 'php_fpm.requests.accepted',
        'max children reached': 'php_fpm.processes.max_reached',
        'slow requests': 'php_fpm.requests.slow',
    }

    def check(self, instance):
        tags = instance.get('tags', [])
        pool = None
        status_exception = None
        if instance.get('status_url'):
            try:
                pool = self._status(instance, tags)
            except Exception as e:
                status_exception = e
                self.log.error('Error running php_fpm check: %s', e)
        if instance.get('ping_url'):
            self._ping(instance['ping_url'], instance.get('ping_reply', 'pong'), tags, pool)
        if status_exception is not None:
            raise status_exception

    def _status(self, instance, tags):
        params = {'json': True}
        if instance.get('full'):
            params['full'] = ''
        r = requests.get(instance['status_url'], timeout=3, params=params)
        r.raise_for_status()
        data = r.json()
        pool = data.get('pool', 'default')
        tags = tags + ['pool:{0}'.format(pool)]
        if instance.get('http_host'):
            tags.append('http_host:%s' % instance['http_host'])
        for key, name in self.GAUGES.items():
            if key not in data:
                self.log.warning('Status of %s misses %s', pool, key)
                continue
            self.gauge(name, int(data[key]), tags=tags)
        for key, name in self.COUNTS.items():
            self.monotonic_count(name, int(data[key]), tags=tags)
        for process in data.get('processes', []):
            self.histogram('php_fpm.process.cpu', process['last request cpu'], tags=tags)
            self.histogram('php_fpm.process.memory', process['last request memory'], tags=tags)
        return pool

    def _ping(self, url, reply, tags, pool):
        tags = tags + ['ping_url:/ping'] + (['pool:%s' % pool] if pool else [])
        try:
            r = requests.get(url, timeout=3)
            r.raise_for_status()
            if reply not in r.text:
                raise Exception('Received unexpected reply to ping: {0}'.format(r.text))
        except Exception as e:
            self.service_check('php_fpm.can_ping', AgentCheck.CRITICAL, tags=tags, message=str(e))
        else:
            self.service_check('php_fpm.can_ping', AgentCheck.OK, tags=tags)
