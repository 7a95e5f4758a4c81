import json

import requests

from checks import AgentCheck


class Responses(AgentCheck):
    """What a check sees of what a server answers."""

    def check(self, instance):
        url = instance['url']
        for path in ('latin1', 'utf8', 'bom', 'utf16', 'no_charset', 'no_type', 'bad_charset', 'gzip', 'deflate', 'empty', 'old', 'html', 'gzip_cut'):
            try:
                r = requests.get(url + '/' + path, timeout=5)
                message = '%s %s %r %r' % (r.status_code, r.encoding, r.text[:40], r.content[-20:])
            except Exception as e:
                message = '%s: %s' % (type(e).__name__, e)
            self.service_check('response.text', AgentCheck.OK, tags=['path:' + path], message=message)
        for path in ('bom', 'utf16', 'no_type', 'json_numbers'):
            try:
                message = json.dumps(requests.get(url + '/' + path).json(), sort_keys=True)
            except ValueError as e:
                message = '%s: %s' % (type(e).__name__, e)
            self.service_check('response.json', AgentCheck.OK, tags=['path:' + path], message=message)
        for path in ('status/200', 'status/204', 'status/304', 'status/404', 'status/500', 'code', 'reason', 'no_reason'):
            r = requests.get(url + '/' + path)
            self.service_check('response.status', AgentCheck.OK, tags=['path:' + path],
                               message='%d %s %s %s %s' % (r.status_code, r.reason, r.ok, bool(r), r.text))
        headers = requests.get(url + '/headers').headers
        self.service_check('response.headers', AgentCheck.OK, message='; '.join(
            '%s=%s' % (name, headers.get(name)) for name in ('X-One', 'x-TWO', 'etag', 'X-Spaces', 'nothing')))
        self.service_check('response.header_names', AgentCheck.OK, message=' '.join(sorted(headers)))
        r = requests.get(url + '/gzip', stream=True)
        self.service_check('response.raw', AgentCheck.OK, message='%r %s' % (r.raw.read(10, decode_content=True), r.headers['Content-Encoding']))
        r = requests.get(url + '/pages/nginx.txt', stream=True)
        self.service_check('response.lines', AgentCheck.OK, message=repr([line for line in r.iter_lines(chunk_size=7, decode_unicode=True)]))
        r = requests.get(url + '/latin1')
        r.encoding = 'cp437'
        self.service_check('response.encoding', AgentCheck.OK, message=r.text)
        r = requests.get(url + '/status/201', timeout=3)
        self.gauge('response.elapsed', r.elapsed.total_seconds())
        self.gauge('response.length', int(r.headers['content-length']))
        self.gauge('response.codes', requests.codes.ok + requests.codes.not_found)
