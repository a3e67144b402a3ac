"""datasketch: MinHash and MinHashLSH, which chooses its bands itself; candidates checked on the estimate.

usage: datasketch_pairs.py CORPUS.jsonl PAIRS.tsv
"""
import sys

from datasketch import MinHash, MinHashLSH

import articles

ids, texts = articles.read(sys.argv[1])
empty = MinHash(num_perm=128)
sketches = []
for text in texts:
    sketch = empty.copy()
    sketch.update_batch([shingle.encode() for shingle in articles.shingles(text)])
    sketches.append(sketch)
index = MinHashLSH(threshold=0.7, num_perm=128)
with index.insertion_session() as session:
    for at, sketch in enumerate(sketches):
        session.insert(at, sketch)
articles.write(sys.argv[2], (
    (ids[a], ids[b])
    for a, sketch in enumerate(sketches)
    for b in index.query(sketch)
    if a < b and sketch.jaccard(sketches[b]) >= 0.7
))
