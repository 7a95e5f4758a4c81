import urllib
import urllib2
from StringIO import StringIO
from urlparse import parse_qs, urljoin, urlparse

import simplejson as json

from checks import AgentCheck


class OldNames(AgentCheck):
    """Uses what has another name in Python 3."""

    def check(self, instance):
        url = instance['url']
        self.service_check('old.quote', 0, message=urllib.quote('a b/c&d') + ' ' + urllib.unquote('%41+') + ' ' + urllib.urlencode({'a': 'b c'}))
        parsed = urlparse(url + '/x?y=1&y=2#z')
        self.service_check('old.parsed', 0, message='%s %s %s %s' % (parsed.scheme, parsed.path, parsed.fragment, parse_qs(parsed.query)))
        self.service_check('old.joined', 0, message=urljoin('http://h/a/b', '../c'))
        request = urllib2.Request(url + '/echo', headers={'X-Old': 'yes'})
        got = json.loads(urllib2.urlopen(request, timeout=5).read())
        self.service_check('old.sent', 0, message=got['headers']['X-Old'])
        try:
            urllib2.urlopen(url + '/status/500')
        except urllib2.HTTPError as e:
            self.service_check('old.error', 2, message='%d %s' % (e.code, e.msg))
        try:
            urllib2.urlopen(instance['refused'])
        except urllib2.URLError as e:
            self.service_check('old.refused', 2, message=str(e))
        lines = StringIO('one 1\ntwo 2\n')
        for line in lines:
            name, value = line.split()
            self.gauge('old.' + name, long(value))  # noqa: F821
        for value in (u'text', b'bytes', 1, 2 ** 70, None):
            kinds = [k for k, ok in (('basestring', isinstance(value, basestring)), ('unicode', isinstance(value, unicode)),  # noqa: F821
                                     ('long', isinstance(value, (int, long)))) if ok]  # noqa: F821
            self.gauge('old.kinds', len(kinds), tags=kinds)
        self.gauge('old.reduced', reduce(lambda a, b: a + b, xrange(10)))  # noqa: F821
        self.service_check('old.unichr', 0, message=unichr(8364) + unicode(1.5))  # noqa: F821
