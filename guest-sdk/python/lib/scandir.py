"""The package of this name, which became a part of os."""

from os import scandir, walk  # noqa: F401
