import xml.etree.ElementTree as ET
from xml.dom import minidom

import requests

from checks import AgentCheck


class ActiveMQ(AgentCheck):
    """Queues and topics from the pages of a broker's console."""

    def check(self, instance):
        text = requests.get(instance['url'], auth=('admin', 'admin')).content
        try:
            root = ET.fromstring(text)
        except ET.ParseError as e:
            self.service_check('broker.parse', AgentCheck.CRITICAL, message='%s at %r' % (e, e.position))
            return
        most = instance.get('max_queues', 2)
        queues = [q for q in root.findall('./queue') if q.get('name').lower() not in ('hidden',)]
        if len(queues) > most:
            self.warning('Number of queues is greater than %s' % most)
        for queue in queues[:most]:
            stats = queue.find('stats')
            tags = ['queue:%s' % queue.get('name')]
            for name in ('size', 'consumerCount', 'enqueueCount', 'dequeueCount'):
                value = stats.get(name) if stats is not None else None
                self.gauge('broker.queue.%s' % name.lower(), 0 if value is None else value, tags=tags)
        for element in root.iter('{urn:example:broker}memory'):
            self.gauge('broker.memory', float(element.text.strip()), tags=['unit:' + element.attrib['unit']])
        note = root.findtext('note')
        self.event({'timestamp': 1700000000, 'msg_title': 'note', 'msg_text': note, 'event_type': 'broker'})
        document = minidom.parseString(text)
        self.gauge('broker.elements', len(document.getElementsByTagName('*')))
        self.service_check('broker.parse', AgentCheck.OK, message=ET.tostring(queues[0], encoding='unicode').strip())
