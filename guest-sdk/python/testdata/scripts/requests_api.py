import json
import requests
import urllib2
import urllib.request
import httplib
from requests.auth import HTTPBasicAuth, HTTPDigestAuth
from requests.packages.urllib3.exceptions import InsecureRequestWarning

from checks import AgentCheck

requests.packages.urllib3.disable_warnings(InsecureRequestWarning)


def raises(kind, f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except kind as e:
        assert type(e) is kind, "%r is no %s" % (e, kind)
        return str(e)
    raise AssertionError("no %s" % kind)


class C(AgentCheck):
    def check(self, instance):
        url = instance['url']
        r = requests.get(url + '/echo', params={'a': 1, 'b': 'x y'}, headers={'X-Y': 'z'}, auth=('u', 'p'), timeout=5)
        assert r.status_code == 200 and r.ok and r.reason == 'OK', r
        j = r.json()
        assert j['uri'] == '/echo?a=1&b=x+y', j
        assert j['auth'] == 'Basic dTpw', j
        assert j['agent'] == 'python-requests/' + requests.__version__, j
        assert r.headers['content-type'] == 'application/json; charset=utf-8'
        assert r.encoding == 'utf-8' and r.url.endswith('/echo?a=1&b=x+y')
        assert r.elapsed.total_seconds() > 0
        j = requests.post(url + '/echo', data={'k': 'v'}).json()
        assert (j['method'], j['body'], j['type']) == ('POST', 'k=v', 'application/x-www-form-urlencoded'), j
        j = requests.put(url + '/echo', json={'k': [1]}).json()
        assert (j['method'], j['body'], j['type']) == ('PUT', '{"k": [1]}', 'application/json'), j
        j = requests.post(url + '/echo', data=(b for b in [b'ab', b'cd'])).json()
        assert j['body'] == 'abcd', j
        assert requests.head(url + '/ok').content == b''
        assert requests.delete(url + '/echo').json()['method'] == 'DELETE'
        r = requests.get(url + '/redirect/2')
        assert [h.status_code for h in r.history] == [302, 302, 302] and r.url == url + '/echo', r.history
        r = requests.get(url + '/redirect/2', allow_redirects=False)
        assert r.status_code == 302 and r.headers['Location'] == '/redirect/1' and r.is_redirect
        raises(requests.exceptions.TooManyRedirects, requests.get, url + '/redirect/40')
        s = requests.Session()
        s.headers['X-A'] = 'b'
        s.get(url + '/cookie')
        assert s.get(url + '/echo').json()['cookie'] == 'session=abc'
        assert s.cookies['session'] == 'abc'
        r = requests.get(url + '/packed')
        assert r.text == 'hello ' * 1000 and r.headers['Content-Encoding'] == 'gzip'
        r = requests.get(url + '/packed', stream=True)
        assert b''.join(r.iter_content(100)) == b'hello ' * 1000
        with requests.get(url + '/ok', stream=True) as r:
            assert r.raw.read(2) == b'he'
        e = raises(requests.exceptions.HTTPError, requests.get(url + '/status/404').raise_for_status)
        assert e == '404 Client Error: Not Found for url: %s/status/404' % url, e
        e = raises(requests.exceptions.ConnectionError, requests.get, instance['refused'] + '/')
        assert 'Connection refused' in e and 'Max retries exceeded' in e, e
        raises(requests.exceptions.ReadTimeout, requests.get, url + '/hang', timeout=0.2)
        e = raises(requests.exceptions.ConnectionError, requests.get, 'http://denied.example/')
        assert 'denied.example' in e, e
        raises(requests.exceptions.MissingSchema, requests.get, 'nohost')
        raises(requests.exceptions.InvalidSchema, requests.get, 'ftp://x/')
        raises(requests.exceptions.InvalidURL, requests.get, 'http://')
        raises(requests.exceptions.JSONDecodeError, requests.get(url + '/ok').json)
        e = raises(requests.exceptions.SSLError, requests.get, instance['tls'] + '/')
        assert 'CERTIFICATE_VERIFY_FAILED' in e, e
        assert requests.get(instance['tls'] + '/', verify=False).text == 'secure'

        assert urllib2.urlopen(url + '/ok').read() == b'hello'
        try:
            urllib2.urlopen(url + '/status/503')
        except urllib2.HTTPError as e:
            assert e.code == 503
        try:
            urllib2.urlopen(instance['refused'])
        except urllib2.URLError as e:
            assert isinstance(e.reason, ConnectionRefusedError), e
        q = urllib2.Request(url + '/echo', json.dumps({}).encode(), {'Content-Type': 'application/json'})
        assert json.load(urllib2.urlopen(q, timeout=3))['method'] == 'POST'
        host = url.split('//')[1]
        c = httplib.HTTPConnection(host, timeout=3)
        c.request('GET', '/ok')
        r = c.getresponse()
        assert (r.status, r.reason, r.read()) == (200, 'OK', b'hello')
        c.request('GET', '/ok')
        assert c.getresponse().read() == b'hello'
        c.close()
        self.gauge('done', 1)
