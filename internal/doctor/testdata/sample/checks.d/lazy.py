from checks import AgentCheck

class Lazy(AgentCheck):
    def check(self, instance):
        if instance.get('database'):
            self.database(instance)
        self.gauge('lazy.ran', 1)

    def database(self, instance):
        import psycopg2
        psycopg2.connect(instance['database'])
