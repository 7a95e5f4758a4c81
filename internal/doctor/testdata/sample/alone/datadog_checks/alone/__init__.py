from .__about__ import __version__
from .check import AloneCheck

__all__ = ["__version__", "AloneCheck"]
