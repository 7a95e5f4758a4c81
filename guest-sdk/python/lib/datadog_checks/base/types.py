"""Types, for annotations."""

from typing import Any, Union

InitConfigType = InstanceType = dict[str, Any]
AgentConfigType = ProxySettings = dict[str, Any]
Event = dict[str, Any]
ServiceCheckStatus = int
ExternalTagType = tuple[str, dict[str, list[str]]]
Number = Union[int, float]
