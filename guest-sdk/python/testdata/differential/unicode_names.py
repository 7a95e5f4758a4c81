# -*- coding: utf-8 -*-
import unicodedata

import requests

from checks import AgentCheck


class Names(AgentCheck):
    def check(self, instance):
        name = instance['name']
        self.gauge(u'größe.' + name, 1, tags=[u'stadt:Zürich', u'emoji:🌡', 'b:' + name, b'bytes:\xc3\xa9', u'a\u0301', u'á', 3, None])
        self.gauge('length', len(name), hostname=u'höst', device_name=u'gerät')
        self.gauge('utf8', len(name.encode('utf-8')), tags=('a', 'tuple'))
        self.event({'timestamp': 1700000000, 'event_type': u'ereignis', 'msg_title': u'Füße ' + name, 'msg_text': u'日本語\nzwei\tdrei',
                    'tags': [u'ß', u'ß', u'Z', u'a'], u'schlüssel': {u'ü': [u'é', None, 1]}})
        self.service_check(u'dienst.ü', AgentCheck.WARNING, tags=[u'ñ'], message=u'‘quoted’ %s' % name)
        self.warning(u'Achtung: %s', u'größer als 3 €')
        self.service_metadata('name', name)
        source = {'type': u'tüp', 'url': u'http://ü.example/'}
        self.component(source, u'urn:ü', u'typ', {u'name': u'Ä', u'list': [u'ö']})
        self.relation(source, u'urn:ü', u'urn:日', u'gehört', {u'ß': u'ẞ'})
        decomposed = unicodedata.normalize('NFKD', u'Ünïcödé ﬁ ①')
        self.service_check('folded', 0, message=decomposed.encode('ascii', 'ignore').decode())
        self.service_check('cases', 0, message=u'%s %s %s' % (u'straße'.upper(), u'İSTANBUL'.lower(), u'ΣΊΣΥΦΟΣ'.casefold()))
        self.service_check('escaped', 0, message=u'%r %s %a' % (name, ascii(name), name))
        self.service_check('sorted', 0, message=u' '.join(sorted([u'é', u'e', u'z', u'Z', u'ä', name])))
        text = requests.get(instance['url'], params={'q': name}).json()['uri']
        self.service_check('sent', 0, message=text)
