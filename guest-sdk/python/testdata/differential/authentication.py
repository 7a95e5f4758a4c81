import base64
import hashlib
import hmac

import requests
from requests.auth import AuthBase, HTTPBasicAuth, HTTPDigestAuth

from checks import AgentCheck


class Token(AuthBase):
    def __init__(self, token):
        self.token = token

    def __call__(self, request):
        request.headers['Authorization'] = 'Bearer ' + self.token
        signed = request.method + ' ' + request.path_url
        request.headers['X-Signature'] = hmac.new(b'secret', signed.encode(), hashlib.sha256).hexdigest()
        return request


class Authentication(AgentCheck):
    def check(self, instance):
        url = instance['url']
        for name, path, auth in [
            ('none', '/basic', None),
            ('pair', '/basic', ('u', 'p')),
            ('list', '/basic', HTTPBasicAuth('u', 'p')),
            ('unicode', '/basic', (u'u'.encode(), u'p:ä'.encode())),
            ('wrong', '/basic', ('u', 'q')),
            ('digest', '/digest', HTTPDigestAuth('u', 'p')),
            ('digest wrong', '/digest', HTTPDigestAuth('u', 'q')),
        ]:
            r = requests.get(url + path, auth=auth)
            self.service_check('auth.' + name.replace(' ', '_'), r.status_code != 200, tags=[str(len(r.history))],
                               message='%d %s %s' % (r.status_code, r.text, r.headers.get('www-authenticate')))
        r = requests.get(url.replace('://', '://u:p@') + '/basic')
        self.service_check('auth.url', not r.ok, message=r.text + ' ' + r.url.split('@')[0])
        headers = requests.get(url + '/echo?x=1', auth=Token('t0k3n')).json()['headers']
        self.service_check('auth.token', 0, message='%s %s' % (headers['Authorization'], headers['X-Signature']))
        headers = requests.get(url + '/echo', headers={'Authorization': b'Basic ' + base64.b64encode(b'a:b')}).json()['headers']
        self.service_check('auth.header', 0, message=headers['Authorization'])
        session = requests.Session()
        session.auth = ('u', 'p')
        self.gauge('auth.session', session.get(url + '/redirect/302?to=/basic').status_code)
        self.gauge('auth.elsewhere', session.get(url + '/redirect/302?to=' + instance['other'] + '/basic').status_code)
