import requests

from checks import AgentCheck


class RequestErrors(AgentCheck):
    """What requests raises, told as checks tell of it."""

    def check(self, instance):
        url = instance['url']
        for name, function in [
            ('refused', lambda: requests.get(instance['refused'] + '/x', timeout=2)),
            ('read_timeout', lambda: requests.get(url + '/hang', timeout=0.2)),
            ('read_timeout_pair', lambda: requests.get(url + '/hang', timeout=(3.05, 0.2))),
            ('body_timeout', lambda: requests.get(url + '/hang_later', timeout=0.5)),
            ('slow_body', lambda: requests.get(url + '/slow', timeout=0.5).text),
            ('http_404', lambda: requests.get(url + '/status/404').raise_for_status()),
            ('http_503', lambda: requests.get(url + '/reason').raise_for_status()),
            ('no_reason', lambda: requests.get(url + '/no_reason').raise_for_status()),
            ('redirects', lambda: requests.get(url + '/loop')),
            ('few_redirects', lambda: self.few(url)),
            ('redirect_schema', lambda: requests.get(url + '/redirect/302?to=ftp://x/y')),
            ('redirect_nowhere', lambda: requests.get(url + '/redirect/302?to=http://')),
            ('invalid_url', lambda: requests.get('http://')),
            ('invalid_host', lambda: requests.get('http://*.example.com/')),
            ('invalid_label', lambda: requests.get('http://.example.com/')),
            ('invalid_port', lambda: requests.get('http://127.0.0.1:port/')),
            ('large_port', lambda: requests.get('http://127.0.0.1:99999/')),
            ('missing_schema', lambda: requests.get('127.0.0.1/status')),
            ('empty', lambda: requests.get('')),
            ('none', lambda: requests.get(None)),
            ('invalid_schema', lambda: requests.get('ftp://127.0.0.1/')),
            ('file', lambda: requests.get('file:///etc/passwd')),
            ('invalid_header', lambda: requests.get(url + '/echo', headers={'X-A': 'a\nb'})),
            ('header_type', lambda: requests.get(url + '/echo', headers={'X-A': 1})),
            ('chunk_broken', lambda: requests.get(url + '/chunk_broken')),
            ('chunk_cut', lambda: requests.get(url + '/chunk_cut')),
            ('short', lambda: requests.get(url + '/short').text),
            ('nothing', lambda: requests.get(url + '/nothing')),
            ('garbage', lambda: requests.get(url + '/garbage')),
            ('gzip_broken', lambda: requests.get(url + '/gzip_broken')),
            ('json', lambda: requests.get(url + '/json_broken').json()),
            ('json_html', lambda: requests.get(url + '/html').json()),
            ('json_empty', lambda: requests.get(url + '/empty').json()),
            ('consumed', lambda: self.consumed(url)),
            ('closed', lambda: self.closed(url)),
            ('bad_timeout', lambda: requests.get(url + '/echo', timeout='soon')),
            ('zero_timeout', lambda: requests.get(url + '/echo', timeout=0)),
            ('argument', lambda: requests.get(url + '/echo', nonsense=1)),
            ('method', lambda: requests.request('GE T', url + '/echo').status_code),
            ('certificate', lambda: requests.get(url + '/echo', cert='/no/such/file.pem').status_code),
            ('plain_tls', lambda: requests.get(url.replace('http:', 'https:') + '/echo', timeout=2)),
            ('retries', lambda: self.retries(url)),
            ('auth', lambda: requests.get(url + '/basic', auth=('u', 'wrong')).raise_for_status()),
        ]:
            if instance['only'] not in ('all', name):
                continue
            try:
                result = function()
            except requests.exceptions.RequestException as e:
                kinds = [c.__name__ for c in type(e).__mro__ if issubclass(c, IOError)]
                tags = ['case:' + name] + ['is:' + kind for kind in kinds]
                if e.response is not None:
                    tags.append('status:%d' % e.response.status_code)
                if e.request is not None:
                    tags.append('method:%s' % e.request.method)
                self.service_check('errors', AgentCheck.CRITICAL, tags=tags, message='%s: %s' % (type(e).__name__, e))
                if instance['only'] == name:
                    raise
            except Exception as e:
                self.service_check('errors', AgentCheck.UNKNOWN, tags=['case:' + name], message='%s: %s' % (type(e).__name__, e))
            else:
                self.service_check('errors', AgentCheck.OK, tags=['case:' + name], message=str(result))

    def few(self, url):
        session = requests.Session()
        session.max_redirects = 1
        return session.get(url + '/loop')

    def consumed(self, url):
        response = requests.get(url + '/gzip', stream=True)
        for _ in response.iter_content(100):
            pass
        return response.content

    def closed(self, url):
        response = requests.get(url + '/gzip', stream=True)
        response.close()
        return len(response.content)

    def retries(self, url):
        session = requests.Session()
        retry = requests.packages.urllib3.util.retry.Retry(total=2, status_forcelist=[503], backoff_factor=0)
        session.mount('http://', requests.adapters.HTTPAdapter(max_retries=retry))
        return session.get(url + '/status/503')
