import psycopg2
from checks import AgentCheck

class Database(AgentCheck):
    def check(self, instance):
        psycopg2.connect(instance['dsn'])
