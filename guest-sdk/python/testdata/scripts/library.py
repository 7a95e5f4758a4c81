# Everything here is as old checks have it.
import re, json, csv, datetime, math, itertools, collections, hashlib, base64, urllib, urlparse, copy, functools, codecs
import time, random, xml.etree.ElementTree as ET, string, operator, decimal, StringIO, ConfigParser, Queue, simplejson, uuid
import urllib.request, urllib.parse, gzip, zlib, struct, ipaddress, yaml, six, tempfile, socket, subprocess, threading, os
from xml.dom import minidom
from hashlib import md5
from util import headers
from config import _is_affirmative
from utils.platform import Platform
from datadog_checks.base import AgentCheck as DD, ConfigurationError, is_affirmative
from datadog_checks.base.errors import CheckException
from datadog_checks.base.utils.common import round_value
from stackstate_checks.base import TopologyInstance
from checks.network_checks import NetworkCheck, Status
from checks import AgentCheck


def refused(kind, word, f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except kind as e:
        assert word in str(e), e
    else:
        raise AssertionError(f)


class LibraryCheck(AgentCheck):
    def check(self, instance):
        assert md5('abc').hexdigest() == '900150983cd24fb0d6963f7d28e17f72'
        h = hashlib.sha256()
        h.update('abc')
        assert h.hexdigest() == hashlib.new('sha256', 'abc').hexdigest()
        assert urllib.quote('a b/') == 'a%20b/' and urllib.urlencode({'a': 1}) == 'a=1'
        assert urlparse.urlparse('http://a/b').netloc == 'a'
        assert dict(instance.iteritems()) == instance and instance.has_key('url')
        assert isinstance(u'x', basestring) and isinstance('x', unicode) and long(3) == 3 and list(xrange(2)) == [0, 1]
        assert StringIO.StringIO('x').read() == 'x' and simplejson.loads('[1]') == [1]
        assert yaml.safe_load('a: [1, 2]') == {'a': [1, 2]}
        assert ET.fromstring('<a><b x="1"/></a>').find('b').get('x') == '1'
        assert minidom.parseString('<a/>').documentElement.tagName == 'a'
        assert zlib.decompress(zlib.compress(b'x')) == b'x'
        assert list(csv.DictReader(['a,b', '1,2'])) == [{'a': '1', 'b': '2'}]
        assert str(decimal.Decimal('0.1') + decimal.Decimal('0.2')) == '0.3'
        assert 1700000000 < time.time() and datetime.datetime.now().year > 2020
        assert _is_affirmative('Yes') and not is_affirmative('no') and round_value(2.5) == 3.0
        assert headers({})['Accept'] == 'text/html, */*'
        assert self.normalize('a-b c', 'p') == 'p.a_b_c' and self.normalize('CamelCase', fix_case=True) == 'camel_case'
        assert self.hostname == 'host.example' and socket.gethostname() == 'host.example'
        assert self.name == 'test' and self.instances == [instance] and self.instances[0] is not instance
        assert self.read_config({'a': '1'}, 'a', cast=int) == 1
        refused(Exception, 'Must provide `b`', self.read_config, {}, 'b')
        refused(OSError, 'requests', socket.socket)
        refused(OSError, 'requests', socket.create_connection, ('127.0.0.1', 1))
        refused(OSError, 'no processes', subprocess.check_output, ['ls'])
        refused(OSError, 'no processes', os.system, 'ls')
        refused(RuntimeError, 'one thread', threading.Thread(target=lambda: None).start)
        refused(OSError, '', open, '/etc/passwd')
        refused(ImportError, 'ctypes', __import__, 'ctypes')
        refused(ImportError, 'nothing_of_this_name', __import__, 'nothing_of_this_name')
        refused(RecursionError, '', lambda: recurse(1))
        refused(MemoryError, '', lambda: [0] * 10**9)
        instance['mine'] = 1
        self.gauge('done', 1)


def recurse(n):
    return recurse(n + 1)
