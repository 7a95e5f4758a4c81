import base64
import http.client
import http.cookiejar
import json
import socket
import urllib.error
import urllib.parse
import urllib.request

from checks import AgentCheck


class Urllib(AgentCheck):
    def check(self, instance):
        url = instance['url']
        with urllib.request.urlopen(url + '/utf8', timeout=5) as r:
            self.service_check('urllib.read', 0, message='%s %s %s %s' % (r.status, r.reason, r.headers.get_content_charset(), r.read().decode('utf-8')))
        got = json.load(urllib.request.urlopen(url + '/echo?' + urllib.parse.urlencode([('a', 'b c'), ('ü', '1')])))
        self.service_check('urllib.get', 0, message='%s %s %s' % (got['method'], got['uri'], sorted(got['headers'].items())))
        request = urllib.request.Request(url + '/echo', data=urllib.parse.urlencode({'k': 'v'}).encode(), headers={'X-a': 'b'})
        request.add_header('Authorization', 'Basic ' + base64.b64encode(b'u:p').decode())
        got = json.loads(urllib.request.urlopen(request).read())
        self.service_check('urllib.post', 0, message='%s %s %s' % (got['method'], got['body'], sorted(got['headers'].items())))
        got = json.load(urllib.request.urlopen(urllib.request.Request(url + '/echo', b'{}', method='PUT')))
        self.service_check('urllib.put', 0, message='%s %s %s' % (got['method'], got['body'], got['headers'].get('Content-Type')))
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, url, 'u', 'p')
        jar = http.cookiejar.CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(passwords), urllib.request.HTTPCookieProcessor(jar))
        self.service_check('urllib.basic', 0, message=opener.open(url + '/basic').read().decode())
        got = json.load(opener.open(url + '/login', urllib.parse.urlencode({'user': 'u', 'password': 'p ä&'}).encode()))
        self.service_check('urllib.cookie', 0, message='%s %s' % (got['headers'].get('Cookie'), sorted(c.name for c in jar)))
        response = urllib.request.urlopen(url + '/redirect/302?to=/gzip')
        self.service_check('urllib.redirect', 0, message='%s %s %d' % (response.geturl(), response.headers['Content-Encoding'], response.getcode()))
        for name, function in [
            ('404', lambda: urllib.request.urlopen(url + '/status/404')), ('reason', lambda: urllib.request.urlopen(url + '/reason')),
            ('refused', lambda: urllib.request.urlopen(instance['refused'], timeout=2)), ('timeout', lambda: urllib.request.urlopen(url + '/hang', timeout=0.2)),
            ('body', lambda: urllib.request.urlopen(url + '/hang_later', timeout=0.5).read()),
            ('loop', lambda: urllib.request.urlopen(url + '/loop')), ('scheme', lambda: urllib.request.urlopen('nonsense://x')),
            ('no scheme', lambda: urllib.request.urlopen('127.0.0.1/x')), ('no host', lambda: urllib.request.urlopen('http:///x')),
            ('basic', lambda: urllib.request.urlopen(url + '/basic')), ('nothing', lambda: urllib.request.urlopen(url + '/nothing')),
            ('garbage', lambda: urllib.request.urlopen(url + '/garbage')), ('short', lambda: urllib.request.urlopen(url + '/short').read()),
            ('chunk_broken', lambda: urllib.request.urlopen(url + '/chunk_broken').read()), ('chunk_cut', lambda: urllib.request.urlopen(url + '/chunk_cut').read()),
            ('space', lambda: urllib.request.urlopen(url + '/a b')), ('port', lambda: urllib.request.urlopen('http://127.0.0.1:x/')),
            ('client refused', lambda: self.client(instance['refused'], '/')), ('client timeout', lambda: self.client(url, '/hang')),
            ('client nothing', lambda: self.client(url, '/nothing')), ('client method', lambda: self.client(url, '/echo', 'a b')),
            ('client stale', lambda: self.stale(url)),
        ]:
            try:
                function()
            except urllib.error.HTTPError as e:
                message = 'HTTPError %d %s %s %r' % (e.code, e.reason, e.headers.get('WWW-Authenticate'), e.read())
            except urllib.error.URLError as e:
                message = 'URLError %s: %s' % (type(e.reason).__name__, e.reason)
            except (http.client.HTTPException, socket.timeout, OSError) as e:
                message = '%s: %s' % (type(e).__name__, e)
            except Exception as e:
                message = 'unforeseen %s: %s' % (type(e).__name__, e)
            else:
                message = 'none'
            self.service_check('urllib.error', 2, tags=[name], message=message)
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=3)
        for path in ('/utf8', '/status/404', '/headers'):
            connection.request('GET', path, headers={'X-A': 'b'})
            r = connection.getresponse()
            self.service_check('urllib.client', 0, message='%s %s %s %r %r' % (r.status, r.reason, r.version, r.getheader('X-Two'), r.read()))
        connection.close()

    def client(self, url, path, method='GET'):
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=0.5)
        connection.request(method, path)
        return connection.getresponse().read()

    def stale(self, url):
        """Asks again over a connection that the server has closed."""
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=3)
        connection.request('GET', '/headers')
        connection.getresponse().read()
        try:
            connection.request('GET', '/headers')
            connection.getresponse().read()
        except ConnectionError:  # of which there are three
            raise ConnectionError('gone')
