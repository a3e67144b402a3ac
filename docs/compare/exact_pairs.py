"""The exact answer: every pair whose five-word shingles have a Jaccard resemblance of 0.7 or more.

usage: exact_pairs.py CORPUS.jsonl PAIRS.tsv

Two sets of which 70 % are the same share one of the rarest 30 % of either (Chaudhuri, Ganti
and Kaushik, ICDE 2006): pairs that share none are not compared, and none is missed.
"""
import itertools
import math
import sys

import numpy as np

import articles

LEAST = 0.7

ids, texts = articles.read(sys.argv[1])
sets = [np.unique(np.array([hash(shingle) for shingle in articles.shingles(text)])) for text in texts]
distinct, counts = np.unique(np.concatenate(sets), return_counts=True)
shared = distinct[counts > 1]
shared_counts = counts[counts > 1]
listed = {}
for at, own in enumerate(sets):
    places = np.minimum(np.searchsorted(shared, own), len(shared) - 1)
    is_shared = shared[places] == own
    # The rarest are those that nothing else has: they take up the prefix first.
    room = len(own) - math.ceil(LEAST * len(own)) + 1 - int((~is_shared).sum())
    if room > 0:
        places = places[is_shared]
        for shingle in places[np.lexsort((places, shared_counts[places]))][:room].tolist():
            listed.setdefault(shingle, []).append(at)

candidates = set()
for members in listed.values():
    candidates.update(
        (a, b) for a, b in itertools.combinations(members, 2)
        if min(len(sets[a]), len(sets[b])) >= LEAST * max(len(sets[a]), len(sets[b])))


def resemblance(a, b):
    same = len(np.intersect1d(sets[a], sets[b], assume_unique=True))
    return same / (len(sets[a]) + len(sets[b]) - same)


articles.write(sys.argv[2], ((ids[a], ids[b]) for a, b in sorted(candidates) if resemblance(a, b) >= LEAST))
