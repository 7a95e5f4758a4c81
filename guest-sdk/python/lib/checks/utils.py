"""Helpers of the old agent's checks."""

import base64

from sandpiper.helpers import TailFile  # noqa: F401


def add_basic_auth(request, username, password):
    """Adds the header of basic authentication to a request of urllib2."""
    request.add_header("Authorization", "Basic " + base64.b64encode("%s:%s" % (username, password)))
    return request


def median(vals):
    from statistics import median

    return median(vals)
