# Later agents have their class under the name that it had before, too.
from checks import AgentCheck


class Later(AgentCheck):
    def check(self, instance):
        assert self.http.get(instance['url'] + '/ok').text == 'hello' and self.http.options['timeout'] == (10.0, 10.0)
        assert self.instance == instance
        self.write_persistent_cache('key', 'kept')
        assert self.read_persistent_cache('key') == 'kept' and self.read_persistent_cache('other') == ''
        self.set_metadata('version', '1.2')
        self.instance = 'its own'
        assert self.instance == 'its own'
        self.gauge('done', 1)
