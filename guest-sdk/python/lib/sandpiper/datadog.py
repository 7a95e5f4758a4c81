"""AgentCheck of datadog_checks.base: names have a namespace, requests go by
self.http, and what is kept between runs is the agent's to keep."""

import json
import logging
import re
from collections import deque

import _sandpiper

from . import agentcheck, host
from .agentcheck import CheckException
from .requestswrapper import RequestsWrapper


class ConfigurationError(CheckException):
    """The configuration of an instance is wrong."""


class ConfigTypeError(ConfigurationError):
    pass


class ConfigValueError(ConfigurationError):
    pass


class ConfigMissingError(ConfigurationError):
    pass


class ConfigNotSupportedError(ConfigurationError):
    pass


class SkipInstanceError(CheckException):
    """The instance is not to be monitored."""


class AgentCheck(agentcheck.AgentCheck):
    DEFAULT_METRIC_LIMIT = 0
    HTTP_CONFIG_REMAPPER = None
    __NAMESPACE__ = ""

    _sp_old_constructor = False

    def __init__(self, *args, **kwargs):
        name, init_config, agent_config, instances = _arguments(args, kwargs)
        self._sp_setup(name, init_config, agent_config, instances)
        self.instance = self.instances[0] if self.instances else None
        self.check_id = self._sp_agent.get("instance", "")
        self.metadata_manager = None
        self.metric_limiter = None
        self.check_initializations = deque()
        self.disable_generic_tags = False
        self.debug_metrics = {}
        self._http = None
        self._sp_untold = set()

    @property
    def http(self):
        """Requests that are made as the instance says: requests.get and so on."""
        if getattr(self, "_http", None) is None:
            self._http = RequestsWrapper(self.instance or {}, self.init_config, self.HTTP_CONFIG_REMAPPER, self.log)
        return self._http

    def _sp_run(self, instance):
        while self.check_initializations:
            self.check_initializations[0]()  # again in the next run, if it fails
            self.check_initializations.popleft()
        return super()._sp_run(instance)

    def _format_namespace(self, name, raw=False):
        namespace = self.__NAMESPACE__
        return name if raw or not namespace else "%s.%s" % (namespace, name)

    # Metrics, of which a name may be raw: without the namespace.

    def gauge(self, name, value, tags=None, hostname=None, device_name=None, raw=False, timestamp=None):
        super().gauge(self._format_namespace(name, raw), value, tags, hostname, device_name, timestamp)

    def count(self, name, value, tags=None, hostname=None, device_name=None, raw=False):
        super().count(self._format_namespace(name, raw), value, tags, hostname, device_name)

    def monotonic_count(self, name, value, tags=None, hostname=None, device_name=None, raw=False, flush_first_value=False):
        super().monotonic_count(self._format_namespace(name, raw), value, tags, hostname, device_name)

    def rate(self, name, value, tags=None, hostname=None, device_name=None, raw=False):
        super().rate(self._format_namespace(name, raw), value, tags, hostname, device_name)

    def histogram(self, name, value, tags=None, hostname=None, device_name=None, raw=False):
        super().histogram(self._format_namespace(name, raw), value, tags, hostname, device_name)

    def historate(self, name, value, tags=None, hostname=None, device_name=None, raw=False):
        super().historate(self._format_namespace(name, raw), value, tags, hostname, device_name)

    def increment(self, name, value=1, tags=None, hostname=None, device_name=None, raw=False):
        super().increment(self._format_namespace(name, raw), value, tags, hostname, device_name)

    def decrement(self, name, value=-1, tags=None, hostname=None, device_name=None, raw=False):
        super().decrement(self._format_namespace(name, raw), value, tags, hostname, device_name)

    def service_check(self, name, status, tags=None, hostname=None, message=None, raw=False):
        super().service_check(self._format_namespace(name, raw), status, tags, None, hostname, None, message)

    def event(self, event):
        if self.__NAMESPACE__ and isinstance(event, dict):
            event = {"source_type_name": self.__NAMESPACE__, **event}
        super().event(event)

    # What is known of the service, and what is kept.

    def set_metadata(self, name, value, **options):
        self.service_metadata(name, value if isinstance(value, str) else json.dumps(value, default=str))

    @staticmethod
    def metadata_entrypoint(method):
        return method

    def is_metadata_collection_enabled(self):
        return True

    def read_persistent_cache(self, key):
        """What was kept under a key, or an empty text."""
        kept = _sandpiper.state_get(key)
        return kept.decode() if isinstance(kept, bytes) else ""

    def write_persistent_cache(self, key, value):
        if _sandpiper.state_set(key, value) < 0:
            self.warning("What is to be kept under %r was refused: %s" % (key, host.cause()))

    def set_external_tags(self, external_tags):
        pass

    def degeneralise_tag(self, tag):
        return tag

    def load_configuration_models(self, *args):
        pass

    def log_typos_in_options(self, *args):
        pass

    @property
    def formatted_tags(self):
        """The tags of the instance, as logs have them."""
        return ",".join(sorted(set((self.instance or {}).get("tags") or [])))

    @staticmethod
    def load_config(yaml_str):
        import yaml

        return yaml.safe_load(yaml_str)

    def normalize_tag(self, tag):
        return re.sub("__+", "_", re.sub(r"[,+*\-/()\[\]{}\s]", "_", agentcheck._ascii(tag))).strip("_")

    def get_debug_metric_tags(self):
        return ["check_name:%s" % self.name, "check_version:%s" % (self.check_version or "")]

    def register_secret(self, secret):
        pass

    def sanitize(self, text):
        return text

    # What other agents send, and this one does not: a check is told, once.

    logs_enabled = False

    def _sp_not_sent(self, what):
        if what not in self._sp_untold:
            self._sp_untold.add(what)
            self.warning("%s are not sent: this agent has metrics, events, service checks and topology" % what)

    def send_log(self, data, cursor=None, stream="default"):
        self._sp_not_sent("logs")

    def get_log_cursor(self, stream="default"):
        return None

    def event_platform_event(self, raw_event, event_track_type):
        self._sp_not_sent("events of the event platform")

    def submit_histogram_bucket(self, name, value, *args, **kwargs):
        self._sp_not_sent("buckets of distributions")

    def database_monitoring_query_sample(self, raw_event):
        self._sp_not_sent("samples of queries")

    database_monitoring_query_metrics = database_monitoring_query_activity = database_monitoring_metadata = database_monitoring_query_sample

    def should_send_metric(self, name):
        return True

    def cancel(self):
        pass

    @classmethod
    def get_config(cls, key):
        return None

    def run(self):
        """Runs the check for its instance; what goes wrong comes as text."""
        import copy
        import traceback

        try:
            self._sp_run(copy.deepcopy(self.instances[0]))
        except Exception as e:
            return json.dumps([{"message": str(e), "traceback": traceback.format_exc()}])
        return ""


_sandpiper.quicken(AgentCheck)  # the methods of metrics, for arguments as they mostly are


def _arguments(args, kwargs):
    """Name, init_config, agentConfig and instances, of either form."""
    name = args[0] if args else kwargs.get("name", "")
    init_config = args[1] if len(args) > 1 else kwargs.get("init_config")
    agent_config, instances = kwargs.get("agentConfig"), kwargs.get("instances")
    if len(args) > 3:
        agent_config, instances = args[2], args[3]
    elif len(args) == 3 and instances is not None:
        agent_config = args[2]
    elif len(args) == 3:
        if isinstance(args[2], (list, tuple)) or args[2] is None:
            instances = args[2]
        else:
            agent_config = args[2]
    return name, init_config, agent_config, instances


log = logging.getLogger("checks")
