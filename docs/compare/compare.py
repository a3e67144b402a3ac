"""Runs each tool on a collection and scores the pairs it lists. Called by run.sh. Standard library only."""
import argparse
import collections
import gzip
import itertools
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent
# Each tool runs on one thread, so that the CPU seconds are work and not waiting.
ONE_THREAD = {name: "1" for name in ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}


def tools(folder):
    """Name, command, and whether its output is JSON Lines; {} stands for corpus and output."""
    nearcopy = [folder / "nearcopy/release/examples/nearcopy", "--quiet", "--threads", "1", "--format", "jsonl",
                "{corpus}", "--output", "{out}"]
    python, other_python = folder / "requirements/bin/python", folder / "requirements-text-dedup/bin/python"
    return {
        "nearcopy": [*nearcopy, "--no-passages"],
        "nearcopy, with all edits": nearcopy,
        "rensa": [python, HERE / "rensa_pairs.py", "{corpus}", "{out}"],
        "datasketch": [python, HERE / "datasketch_pairs.py", "{corpus}", "{out}"],
        "gaoya": [folder / "gaoya/release/gaoya-run", "{corpus}", "{out}"],
        "text-dedup": [other_python, HERE / "text_dedup_pairs.py", "{corpus}", "{out}"],
    }


def measure(command):
    """CPU seconds and peak memory in MB of one run, children included."""
    process = subprocess.Popen(command, env={**os.environ, **ONE_THREAD})
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 1e6


def key(a, b):
    return (a, b) if a <= b else (b, a)


def listed_pairs(path):
    """The pairs in a tool's output: two ids a line, or nearcopy's JSON Lines."""
    with open(path, encoding="utf-8") as lines:
        if not (first := lines.readline()).startswith("{"):
            return {key(*line.rstrip("\n").split("\t")) for line in itertools.chain([first], lines) if line.strip()}
        pairs, sets = [], {}
        for line in itertools.chain([first], lines):
            record = json.loads(line)
            if record["type"] == "pair":
                pairs.append((record["a"], record["b"]))
            elif record["type"] == "identical":
                sets[record["ids"][0]] = record["ids"]
    found = {key(*two) for ids in sets.values() for two in itertools.combinations(ids, 2)}
    for a, b in pairs:
        found.update(key(x, y) for x in sets.get(a, [a]) for y in sets.get(b, [b]))
    return found


def read_truth(path):
    truth = {}
    for line in open(path, encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            columns = line.rstrip("\n").split("\t")
            a, b, label, weight = (columns + ["copy", "1"][len(columns) - 2:])[:4]
            truth[key(a, b)] = (label, float(weight))
    return truth


def shares(truth, found, args, weighted):
    """Precision and F1 of the pairs whose truth is known."""
    hits = alarms = copies = 0
    for pair, (label, weight) in truth.items():
        weight = weight if weighted else 1
        copies += weight * (label not in args.not_copies)
        if pair in found:
            hits += weight * (label not in args.not_copies)
            alarms += weight * (label in args.not_copies)
    if args.complete:
        alarms += len(found - truth.keys())
    return [hits / (hits + alarms) if hits + alarms else None, 2 * hits / (hits + alarms + copies)]


def figures(truth, labels, found, args):
    """What was found, by the name of the figure."""
    of_label = collections.Counter(label for label, _ in truth.values())
    hit = collections.Counter(truth[pair][0] for pair in found & truth.keys())
    percent = lambda share: "–" if share is None else f"{100 * share:.1f} %"
    cells = {}
    for label in labels:
        name = f"{label} flagged" if label in args.not_copies else f"{label} found"
        cells[f"{name} (of {of_label[label]:,})"] = percent(hit[label] / of_label[label])
    if args.complete or args.not_copies:
        cells["precision"], cells["F1"] = map(percent, shares(truth, found, args, False))
        if any(weight != 1 for _, weight in truth.values()):
            cells["precision, weighted"], cells["F1, weighted"] = map(percent, shares(truth, found, args, True))
    return {**cells, "pairs listed": f"{len(found):,}"}


def table(columns):
    """A column for each tool, a row for each figure."""
    names = dict.fromkeys(name for cells in columns.values() for name in cells)
    lines = [["", *columns], ["---", *["---:"] * len(columns)]]
    lines += [[name, *(cells[name] for cells in columns.values())] for name in names]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def put_into(path, name, text):
    """Replaces what stands between the two marks of that name."""
    page = path.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->\n", f"\n<!-- /{name} -->"
    before, rest = page.split(begin)
    _, after = rest.split(end)
    path.write_text(before + begin + text + end + after, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(prog="run.sh")
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("truth", type=pathlib.Path)
    parser.add_argument("--complete", action="store_true")
    parser.add_argument("--not-copies", type=lambda text: text.split(","), default=[])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="")
    parser.add_argument("--into")
    parser.add_argument("--dir", type=pathlib.Path, required=True)
    args = parser.parse_args()

    name = args.corpus.name.split(".jsonl")[0]
    kept = args.dir / "kept" / name
    kept.mkdir(parents=True, exist_ok=True)
    corpus = args.corpus
    if corpus.suffix == ".gz":
        corpus = kept / "corpus.jsonl"
        with gzip.open(args.corpus) as packed, open(corpus, "wb") as plain:
            shutil.copyfileobj(packed, plain)
    truth = read_truth(args.truth)
    labels = sorted({label for label, _ in truth.values()}, key=lambda label: (label in args.not_copies, label))

    columns = {}
    for tool, command in tools(args.dir).items():
        out, costs = kept / f"{tool}.out", kept / f"{tool}.json"
        if args.only in tool or not costs.exists():
            print(f"{time.strftime('%H:%M:%S')} {tool}", file=sys.stderr)
            command = [str(part).format(corpus=corpus, out=out) for part in command]
            runs = [measure(command) for _ in range(args.runs)]
            costs.write_text(json.dumps([statistics.median(column) for column in zip(*runs)]))
        cpu, memory = json.loads(costs.read_text())
        columns[tool] = {**figures(truth, labels, listed_pairs(out), args),
                         "CPU s": f"{cpu:.1f}", "peak MB": f"{memory:,.0f}"}
    text = table(columns)
    print(text)
    if args.into:
        put_into(HERE.parent / "COMPARE.md", args.into, text)


if __name__ == "__main__":
    main()
