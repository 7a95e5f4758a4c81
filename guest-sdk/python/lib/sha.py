"""A hash, by its module in Python 2."""

from hashlib import sha1

new = sha = sha1
