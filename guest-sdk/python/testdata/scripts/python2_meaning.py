# Parses in Python 3, and means what it did in Python 2.
import base64, collections, hmac, inspect, itertools, json, os, re, string, sys, time, types, zlib
import urllib, urllib2, urlparse, StringIO, cStringIO, commands, md5, sets, cgi, httplib2, scandir
import requests
import simplejson
import yaml
from distutils.version import LooseVersion
from xml.etree import ElementTree
from checks import AgentCheck
from checks.utils import add_basic_auth
from util import Platform, get_os, headers, namedtuple
from util import json as theirs

reload(sys)
sys.setdefaultencoding('utf-8')


class Twice:
    def __init__(self):
        self.left = 2

    def __iter__(self):
        return self

    def next(self):
        self.left -= 1
        if self.left < 0:
            raise StopIteration
        return self.left

    def __nonzero__(self):
        return False


class Meaning(AgentCheck):
    def check(self, instance):
        url = instance['url']
        self.lists()
        self.exceptions()
        self.texts()
        self.library()
        self.received(url)
        self.gauge('done', 1)

    def lists(self):
        d = {'b': 2, 'a': 1, 'c': None}
        for key, value in d.items():
            if value is None:
                del d[key]
        for key in d.keys():
            d[key + key] = 0
            del d[key + key]
        for key in d.keys():
            self.forget(d, 'none')
            self.forget(d, key + key)
            d.setdefault(key + key, 0)
        for key, value in d.items():
            if len(key) > 1:
                d.pop(key)
        for key, value in d.items():
            self.gauge('d.' + key, value, tags=['key:%s' % key.upper()])
        keys = d.keys()
        keys.sort()
        assert keys == ['a', 'b'] and d.keys()[0] in d and d.values() + d.items()
        assert set(d.keys()) - set('a') == set('b') and d.keys() - set('a') == set('b')
        assert map(int, '1.2'.split('.')) >= [1, 2] and len(filter(None, [0, 1])) == 1 and zip('a', 'b')[0] == ('a', 'b')
        assert filter(lambda c: c != 'b', 'abc') == 'ac' and map(None, [1], [2, 3]) == [(1, 2), (None, 3)]
        assert next(map(str, [1, 2])) == '1' and ''.join(map(str, range(3) + [3])) == '0123'
        assert sorted([1, 3, 2], cmp=lambda a, b: b - a) == [3, 2, 1] and sorted([(2, 1), (1, 2)], key=lambda p: p[1])[0] == (2, 1)
        assert sorted(d.iteritems()) == [('a', 1), ('b', 2)] and d.has_key('a')
        assert list(Twice()) == [1, 0] and Twice().next() == 1 and not Twice() and iter([5]).next() == 5
        assert apply(lambda a, b: a + b, (1, 2)) == 3 and cmp(1, 2) == -1 and reduce(lambda a, b: a + b, xrange(4)) == 6

    def forget(self, d, key):
        if key in d:
            del d[key]

    def exceptions(self):
        try:
            raise ValueError('no number')
        except ValueError as e:
            assert e.message == 'no number' and e[0] == 'no number'
        try:
            raise StandardError(1, 'two')
        except StandardError as e:
            assert e.message == '' and e[1] == 'two'
        try:
            raise Odd()
        except Odd as e:
            assert e.message == 'own' and str(e.message) == 'own'

    def texts(self):
        name = u'Zürich'
        assert 'city:' + name.encode('utf-8') == 'city:Zürich' and '%s' % name.encode('ascii', 'ignore') == 'Zrich'
        assert name.encode('utf-8').decode('utf-8') == unicode(name, 'utf-8') == name == str(name)
        assert 'ab'.encode('hex') == '6162' and '6162'.decode('hex') == 'ab' and 'u:p'.encode('base64').strip() == 'dTpw'
        assert base64.b64encode('u:p') == 'dTpw' and base64.encodestring('%s:%s' % ('u', 'p')).replace('\n', '') == 'dTpw'
        assert hmac.new('key', 'text').hexdigest() == 'd0ca6177c61c975fd2f8c07d8c6528c6' and md5.new('a').hexdigest() == md5.md5('a').hexdigest()
        assert zlib.crc32('a') == 3904355907 and string.join(['a', 'b'], ',') == 'a,b' and string.split('a b') == ['a', 'b']
        assert isinstance('x', types.StringType) and type({}) is types.DictType and isinstance(name, types.StringTypes)

    def library(self):
        assert isinstance({}, collections.Mapping) and isinstance([], collections.Iterable)
        assert inspect.getargspec(self.check)[0] == ['self', 'instance']
        root = ElementTree.fromstring('<a><b/><c><b/></c></a>')
        assert [child.tag for child in root.getchildren()] == ['b', 'c'] and len(root.getiterator('b')) == 2
        assert json.loads('[1]', encoding='utf-8') == simplejson.loads('[1]', encoding='utf-8', use_decimal=True) == theirs.loads('[1]')
        assert json.dumps([1], encoding='utf-8') == '[1]'
        try:
            simplejson.loads('{')
        except simplejson.scanner.JSONDecodeError:
            pass
        assert yaml.load('a: 1') == {'a': 1} and cgi.escape('<') == '&lt;' and sets.Set([1]) == set([1])
        assert LooseVersion('1.10') > LooseVersion('1.9') and time.clock() >= 0 and os.getcwdu()
        assert StringIO.StringIO('a\nb').readlines() == ['a\n', 'b'] and cStringIO.StringIO('x').getvalue() == 'x'
        assert list(itertools.izip([1], [2])) == [(1, 2)] and Platform.is_linux() and get_os() == 'linux' and namedtuple('N', 'a')(1).a == 1
        assert scandir.walk is os.walk
        try:
            commands.getoutput('ls')
        except OSError as e:
            assert 'starts no processes' in str(e), e

    def received(self, url):
        r = requests.get(url + '/ok')
        assert r.content == 'hello' and r.content.split('l') == ['he', '', 'o'] and re.match('hel+o$', r.content) and 'ell' in r.content
        assert list(requests.get(url + '/metrics').iter_lines())[0].startswith('# HELP')
        response = urllib2.urlopen(url + '/metrics')
        assert 'text/plain' in response.info().getheader('content-type') and response.headers.getheader('x-none', 'none') == 'none'
        assert [h for h in response.info().headers if h.startswith('Content-Type: text/plain')]
        first = response.readline()
        assert first.startswith('# HELP go_'), first
        assert 'go_goroutines 42' in response.read().split('\n')
        assert [line for line in urllib2.urlopen(url + '/ok')] == ['hello']
        for line in urllib2.urlopen(url + '/ok'):
            assert line.strip() == 'hello'
        request = urllib2.Request(url + '/echo', 'a=1', headers({}))
        add_basic_auth(request, 'u', 'p')
        got = json.loads(urllib2.urlopen(request).read())
        assert got['method'] == 'POST' and got['body'] == 'a=1' and got['auth'] == 'Basic dTpw', got
        answer, content = httplib2.Http(timeout=5).request(url + '/ok', 'GET')
        assert answer.status == 200 and content == 'hello' and answer['content-length'] == '5'
        assert urllib.urlopen(url + '/ok').read() == 'hello' and urlparse.urlparse(url).scheme == 'http'


class Odd(Exception):
    message = 'own'
