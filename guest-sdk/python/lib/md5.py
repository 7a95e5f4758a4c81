"""A hash, by its module in Python 2."""

from hashlib import md5

new = md5
