from collections import OrderedDict

import requests

from checks import AgentCheck


class Requests(AgentCheck):
    """What a server is sent."""

    def check(self, instance):
        url = instance['url'] + '/echo'
        sent = [
            ('params', requests.get(url, params={'a': 1, 'b': ['x y', 'ü'], 'none': None})),
            ('params list', requests.get(url + '?z=1', params=[('a', '1'), ('a', '2')])),
            ('params text', requests.get(url, params='raw=%20&é')),
            ('path', requests.get(url + '/a b/ü/%41%2f/../x;p=1#fragment')),
            ('headers', requests.get(url, headers=OrderedDict([('x-b', '2'), ('X-A', 'ä'.encode('latin-1')), ('Accept', None), ('User-Agent', 'me')]))),
            ('default', requests.get(url)),
            ('form', requests.post(url, data={'a': 'ü &=', 'b': [1, 2]})),
            ('form list', requests.post(url, data=[('b', '1'), ('a', '2'), ('b', '3')])),
            ('text', requests.post(url, data='a=b')),
            ('bytes', requests.put(url, data=b'\x01\x02text', headers={'Content-Type': 'application/octet-stream'})),
            ('json', requests.post(url, json={'a': [1, None, True, 1.5, 'ü']})),
            ('generator', requests.post(url, data=(part for part in [b'a' * 10, b'b' * 10]))),
            ('empty', requests.post(url)),
            ('patch', requests.patch(url, json=[])),
            ('delete', requests.delete(url, params={'id': 7})),
            ('options', requests.options(url)),
            ('lower', requests.request('get', url)),
            ('odd', requests.request('PURGE', url)),
            ('cookies', requests.get(url, cookies={'a': 'b', 'c': 'd e'})),
            ('host', requests.get(url, headers={'Host': 'virtual.example'})),
            ('no compression', requests.get(url, headers={'Accept-Encoding': 'identity'})),
        ]
        for name, response in sent:
            got = response.json()
            headers = got['headers']
            for unequal in ('User-Agent', 'Accept-Encoding'):
                if 'python-requests' in headers.get(unequal, '') or 'gzip' in headers.get(unequal, ''):
                    headers[unequal] = 'default'
            told = ['%s=%s' % pair for pair in sorted(headers.items())]
            self.service_check('sent', AgentCheck.OK, tags=[name],
                               message='%s %s host %s %r %s' % (got['method'], got['uri'], got['host'], got['body'], '; '.join(told)))
        head = requests.head(url)
        self.gauge('sent.head', len(head.content) + head.status_code, tags=[head.headers['Content-Type']])
        files = {'file': ('name.txt', b'content', 'text/plain')}
        got = requests.post(url, files=files, data={'a': 'b'}).json()
        boundary = got['headers']['Content-Type'].split('boundary=')[1]
        self.service_check('sent', AgentCheck.OK, tags=['multipart'], message=got['body'].replace(boundary, 'BOUNDARY'))
        prepared = requests.Request('GET', url, params={'q': 1}).prepare()
        self.service_check('sent', AgentCheck.OK, tags=['prepared'], message=requests.Session().send(prepared).json()['uri'])
