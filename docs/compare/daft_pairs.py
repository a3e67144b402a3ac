"""Daft: its text normalisation and minhash expressions, bands and estimates with numpy.

usage: daft_pairs.py CORPUS.jsonl PAIRS.tsv THREADS

Its shingles are words too, but split at white space.
"""
import itertools
import sys

import daft
import numpy as np
from daft.functions import minhash, normalize

import articles

BANDS, ROWS = 16, 8
FULL = 200  # larger groups pair each member with the first one only

corpus, pairs, threads = sys.argv[1:]
daft.set_runner_native(num_threads=int(threads))
table = daft.read_json(corpus).select("id", "text")
text = normalize(table["text"], remove_punct=True, lowercase=True, white_space=True)
sketch = minhash(text, num_hashes=BANDS * ROWS, ngram_size=5, seed=42, hash_function="xxhash")
table = table.select("id", sketch.alias("sketch")).to_arrow()
ids = table["id"].to_pylist()
sketches = table["sketch"].combine_chunks().flatten().to_numpy().reshape(len(ids), BANDS * ROWS)

candidates = set()
for band in range(BANDS):
    rows = np.ascontiguousarray(sketches[:, band * ROWS:(band + 1) * ROWS])
    keys = rows.view(np.dtype((np.void, rows.itemsize * ROWS))).ravel()
    order = np.argsort(keys, kind="stable")
    ends = np.flatnonzero(keys[order][1:] != keys[order][:-1]) + 1
    for group in np.split(order, ends):
        if len(group) <= FULL:
            candidates.update(itertools.combinations(group.tolist(), 2))
        else:
            candidates.update((group[0], other) for other in group[1:].tolist())
articles.write(pairs, (
    (ids[a], ids[b])
    for a, b in sorted(candidates)
    if (sketches[a] == sketches[b]).mean() >= 0.7
))
