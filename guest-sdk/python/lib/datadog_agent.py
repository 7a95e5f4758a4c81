"""What checks ask the agent for."""

import logging

from sandpiper.agentcheck import AgentCheck


def get_hostname():
    return AgentCheck._sp_agent.get("hostname", "")


def get_version():
    return AgentCheck._sp_agent.get("version", "")


def get_config(key):
    return None


def get_clustername():
    return ""


def headers(http_host=None):
    import util

    return util.headers({}, **({"http_host": http_host} if http_host else {}))


def log(message, level):
    logging.getLogger("checks").log(level, message)


def set_check_metadata(check_id, name, value):
    pass


def set_external_tags(tags):
    pass


def read_persistent_cache(key):
    return ""


def write_persistent_cache(key, value):
    pass


def get_pid():
    return 0


def get_create_time():
    return 0


def send_log(log, check_id):
    pass


def tracemalloc_enabled():
    return False
