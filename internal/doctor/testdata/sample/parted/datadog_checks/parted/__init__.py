from datadog_checks.parted.__about__ import __version__
from datadog_checks.parted.parted import Parted
