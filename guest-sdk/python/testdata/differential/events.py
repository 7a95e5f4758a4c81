import hashlib
import time

from checks import AgentCheck


class Events(AgentCheck):
    def check(self, instance):
        self.event({'timestamp': int(time.time()), 'event_type': 'e', 'api_key': self.agentConfig.get('api_key', ''),
                    'msg_title': 'now', 'msg_text': 'text', 'aggregation_key': hashlib.md5(b'key').hexdigest()})
        self.event({
            'timestamp': 1700000000.75, 'event_type': 'full', 'api_key': 'key', 'msg_title': 'all', 'msg_text': '<b>&amp;</b> "quoted" \\',
            'aggregation_key': 'k', 'alert_type': 'warning', 'source_type_name': 'source', 'host': 'other.example',
            'tags': ['b', 'a', 'b'], 'priority': 'Normal', 'event_object': 'o', 'context': {'source': 's', 'data': [1, {'a': None}], 'n': 2 ** 63},
        })
        for alert in ('error', 'warning', 'success', 'info', 'ERROR', 'Success'):
            self.event({'timestamp': 1700000001, 'msg_title': alert, 'msg_text': '', 'alert_type': alert, 'priority': 'low'})
        self.event({'msg_title': 'hardly anything'})
        self.event({'msg_text': 'only text', 'tags': []})
        event = {'timestamp': 1, 'msg_title': 'once', 'msg_text': 'at the time'}
        self.event(event)
        event['msg_title'] = 'changed'
        self.event(event)
        self.event({'timestamp': 1700000002, 'msg_title': 'tuple', 'tags': ('x', 'y'), 'host': ''})
        self.event({'timestamp': 1700000002, 'msg_title': 'x' * 3000, 'msg_text': 'long ' * 1000})
