"""The text that Prometheus and OpenMetrics endpoints answer with."""

import math
import re

_SAMPLE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(\{.*\})?\s+(\S+)(?:\s+(\S+))?(?:\s+#.*)?$")
_LABEL = re.compile(r'\s*([a-zA-Z_][a-zA-Z0-9_.]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*,?')
_ESCAPED = re.compile(r"\\(.)")


class Sample:
    """One value of a metric, by its name with suffix and its labels."""

    __slots__ = "name", "labels", "value"

    def __init__(self, name, labels, value):
        self.name, self.labels, self.value = name, labels, value

    def __iter__(self):
        return iter((self.name, self.labels, self.value))

    def __getitem__(self, i):
        return (self.name, self.labels, self.value)[i]


class Metric:
    """A family: all samples of one name."""

    def __init__(self, name, type="unknown", documentation=""):
        self.name, self.type, self.documentation = name, type, documentation
        self.samples = []


_SUFFIXES = {
    "counter": ("_total", "_created"),
    "histogram": ("_bucket", "_count", "_sum", "_created"),
    "gaugehistogram": ("_bucket", "_gcount", "_gsum"),
    "summary": ("_count", "_sum", "_created"),
    "info": ("_info",),
}


def families(text):
    """Yields the families of a page in their order."""
    found, owner = {}, {}

    def family(name):
        if name not in found:
            found[name] = Metric(name)
            owner[name] = found[name]
        return found[name]

    for line in text.splitlines():
        line = line.strip()
        if not line:
            continue
        if line.startswith("#"):
            words = line.split(None, 3)
            if len(words) >= 4 and words[1] == "TYPE":
                metric = family(words[2])
                metric.type = {"untyped": "unknown"}.get(words[3].strip(), words[3].strip())
                for suffix in _SUFFIXES.get(metric.type, ()):
                    owner.setdefault(words[2] + suffix, metric)
            elif len(words) >= 4 and words[1] == "HELP":
                family(words[2]).documentation = words[3]
            continue
        match = _SAMPLE.match(line)
        if not match:
            continue
        name, labels, value, _ = match.groups()
        try:
            number = float(value)
        except ValueError:
            continue
        sample = Sample(name, _labels(labels[1:-1]) if labels else {}, number)
        (owner.get(name) or family(name)).samples.append(sample)
    for metric in found.values():
        if metric.samples:
            yield metric


def _labels(text):
    return {name: _unescaped(value) for name, value in _LABEL.findall(text)}


def _unescaped(value):
    if "\\" not in value:
        return value
    return _ESCAPED.sub(lambda m: {"n": "\n"}.get(m[1], m[1]), value)


def finite(value):
    return not (math.isnan(value) or math.isinf(value))


def number(value):
    """A number that is a label, as it stands in tags of OpenMetricsBaseCheckV2."""
    return str(float(value) or 0)


def bound(value):
    """The upper bound of a bucket as it stands in tags."""
    number = float(value)
    if math.isinf(number):
        return "inf" if number > 0 else "-inf"
    return str(number)
