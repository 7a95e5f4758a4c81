"""simplejson by its old name: the json of the standard library, which is it."""

from json import *  # noqa: F403
from json import JSONDecodeError, decoder, encoder, scanner  # noqa: F401

from json.decoder import JSONDecoder  # noqa: F401

