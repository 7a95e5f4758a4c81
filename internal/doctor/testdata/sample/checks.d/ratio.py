import urllib2
from checks import AgentCheck

class Ratio(AgentCheck):
    def check(self, instance):
        text = urllib2.urlopen(instance['url']).read()
        hits, all = 1, 2
        self.gauge('cache.ratio', hits / all)
        self.gauge('cache.percent', 100.0 * hits / all)
        print 'asked', instance['url']
