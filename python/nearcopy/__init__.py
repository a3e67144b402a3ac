"""Finds near-duplicate articles, and shows exactly what was changed."""

from nearcopy._nearcopy import Found, NearcopyError, __version__, find

__all__ = ["Found", "NearcopyError", "__version__", "find"]
