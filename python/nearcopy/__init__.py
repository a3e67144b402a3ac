"""Finds near-duplicate articles, and shows exactly what was changed.

>>> import nearcopy as nc
>>> text = "The river rose by two metres overnight and the old bridge was closed to all."
>>> found = nc.find({"id": ["wire", "post"], "text": [text, text + " So it stays."]})
>>> pair = found[0]
>>> pair.a, pair.b, pair.relation
('post', 'wire', 'edited')
>>> edit = pair.edits[0]
>>> edit.change, pair.text_a[edit.a.start:edit.a.end]
('deleted', '. So it stays')

`find` takes what Python has in memory, `find_files` reads files, `compare` takes two texts,
and an `Index` keeps articles on disk.
"""

from nearcopy._nearcopy import (
    Added,
    Article,
    Cluster,
    Dropped,
    Edit,
    Found,
    IdenticalSet,
    Index,
    NearcopyError,
    Pair,
    Passage,
    Problem,
    Span,
    Statistics,
    Table,
    Variant,
    Why,
    __version__,
    compare,
    find,
    find_files,
)

__all__ = [
    "Added",
    "Article",
    "Cluster",
    "Dropped",
    "Edit",
    "Found",
    "IdenticalSet",
    "Index",
    "NearcopyError",
    "Pair",
    "Passage",
    "Problem",
    "Span",
    "Statistics",
    "Table",
    "Variant",
    "Why",
    "__version__",
    "compare",
    "find",
    "find_files",
]
