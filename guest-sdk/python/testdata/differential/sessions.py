import requests
from requests.adapters import HTTPAdapter
from requests.packages.urllib3.util.retry import Retry

from checks import AgentCheck


class Sessions(AgentCheck):
    """Logs in, follows redirects and pages, tries again."""

    def check(self, instance):
        url = instance['url']
        with requests.Session() as session:
            session.params = {'token': 't'}
            session.headers.update({'X-Session': 'yes'})
            r = session.post(url + '/login', data={'user': 'u', 'password': u'p ä&'})
            got = r.json()
            self.service_check('session.login', 0, message='%s %s %s %s' % (got['method'], got['headers'].get('Cookie'), got['headers'].get('X-Session'), got['body']))
            self.gauge('session.history', len(r.history), tags=[str(h.status_code) for h in r.history])
            self.gauge('session.cookies', len(session.cookies), tags=sorted('%s=%s %s' % (c.name, c.value, c.path) for c in session.cookies))
            self.service_check('session.elsewhere', 0, message=session.get(url + '/echo/elsewhere').json()['headers'].get('Cookie'))
            session.get(url + '/logout')
            self.gauge('session.after', len(session.cookies), tags=session.cookies.keys())
            self.service_check('session.forbidden', 0, message=str(session.post(url + '/login', data={'user': 'x'})))
        for code in (301, 302, 303, 307, 308):
            r = requests.post(url + '/redirect/%d' % code, params={'to': '/echo'}, data='body')
            got = r.json()
            self.service_check('session.redirect', 0, tags=['code:%d' % code],
                               message='%s %r %s %s' % (got['method'], got['body'], got['headers'].get('Content-Type'), [h.url.split('?')[0] for h in r.history]))
        r = requests.get(url + '/redirect/302?to=/status/404', allow_redirects=False)
        self.service_check('session.not_followed', 0, message='%s %s %s %s' % (r.status_code, r.is_redirect, r.is_permanent_redirect, r.headers['location']))
        r = requests.get(url + '/redirect/301?to=/echo%23part')
        self.service_check('session.fragment', 0, message=r.url)
        sizes, following = 0, url + '/items'
        while following:
            r = requests.get(following)
            sizes += sum(item['size'] for item in r.json())
            following = r.links.get('next', {}).get('url')
        self.gauge('session.sizes', sizes)
        session = requests.Session()
        session.mount('http://', HTTPAdapter(max_retries=Retry(total=3, status_forcelist=[503], backoff_factor=0)))
        r = session.get(url + '/flaky/2')
        self.service_check('session.retried', 0, message=r.text)
        self.gauge('session.retries', len(r.raw.retries.history))
        seen = []
        requests.get(url + '/status/418', hooks={'response': lambda r, *args, **kwargs: seen.append(r.status_code)})
        self.gauge('session.hooked', seen[0])
