"""rensa: RMinHash over all shingles and RMinHashLSH, candidates checked on the estimate.

usage: rensa_pairs.py CORPUS.jsonl PAIRS.tsv
"""
import sys

from rensa import RMinHash, RMinHashLSH

import articles

BATCH = 2000  # so that the shingles of the whole corpus are never in memory together

ids, texts = articles.read(sys.argv[1])
sketches = []
for start in range(0, len(texts), BATCH):
    sets = [articles.shingles(text) for text in texts[start:start + BATCH]]
    sketches += RMinHash.from_token_sets(sets, num_perm=128, seed=42)
index = RMinHashLSH(threshold=0.7, num_perm=128, num_bands=16)
index.insert_many(sketches, start_key=0)
articles.write(sys.argv[2], (
    (ids[a], ids[b])
    for a, found in enumerate(index.query_all(sketches))
    for b in found
    if a < b and sketches[a].jaccard(sketches[b]) >= 0.7
))
