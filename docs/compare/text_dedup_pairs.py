"""text-dedup: its program text_dedup.minhash. It joins articles into clusters; every two of a cluster count as a pair.

usage: text_dedup_pairs.py CORPUS.jsonl PAIRS.tsv
"""
import collections
import itertools
import json
import os
import pickle
import subprocess
import sys
import tempfile

import articles

corpus, pairs = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    subprocess.run(
        [sys.executable, "-m", "text_dedup.minhash", "--path", "json", "--data_files", corpus, "--split", "train",
         "--column", "text", "--ngram", "5", "--num_perm", "128", "--threshold", "0.7", "--num_proc", "1",
         "--cache_dir", f"{folder}/cache", "--output", f"{folder}/out", "--debug"],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "HF_DATASETS_OFFLINE": "1", "HF_HOME": f"{folder}/cache"})
    with open(f"{folder}/out/uf.pkl", "rb") as file:
        joined = pickle.load(file)

clusters = collections.defaultdict(list)
for at in list(joined.parent):
    clusters[joined.find(at)].append(at)
with open(corpus, encoding="utf-8") as lines:
    ids = [json.loads(line)["id"] for line in lines]
articles.write(pairs, (
    (ids[a], ids[b])
    for members in clusters.values()
    for a, b in itertools.combinations(sorted(members), 2)
))
