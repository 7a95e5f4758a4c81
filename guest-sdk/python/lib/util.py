"""The helpers of the old agent that checks use, and what they take from it
besides: its module imported them."""

import json  # noqa: F401
import math
from collections import namedtuple  # noqa: F401
from hashlib import md5  # noqa: F401

import yaml  # noqa: F401
from yaml import SafeLoader as yLoader  # noqa: F401

from sandpiper.agentcheck import AgentCheck
from sandpiper.helpers import Platform, Timer, get_os  # noqa: F401

NumericTypes = (float, int)


def headers(agentConfig, **kwargs):
    """The headers of a request in the agent's name."""
    made = {
        "User-Agent": "Datadog Agent/%s" % AgentCheck._sp_agent.get("version", ""),
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "text/html, */*",
    }
    if "http_host" in kwargs:
        made["Host"] = kwargs["http_host"]
    return made


def get_hostname(config=None):
    return AgentCheck._sp_agent.get("hostname", "")


def cast_metric_val(val):
    """A number, of a text where it is one."""
    for cast in () if isinstance(val, NumericTypes) else (int, float):
        try:
            return cast(val)
        except ValueError:
            pass
    if not isinstance(val, NumericTypes):
        raise ValueError
    return val


def isnan(val):
    return math.isnan(val)


def plural(count):
    return "" if count == 1 else "s"


def chunks(iterable, chunk_size):
    """The items, so many at a time."""
    items = list(iterable)
    for i in range(0, len(items), chunk_size):
        yield items[i : i + chunk_size]
