"""Measures what each tool costs and which of the exact pairs it lists. Called by speed.sh."""
import argparse
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

from compare import HERE, ONE_THREAD, listed_pairs, put_into

HEADS = ["threads", "articles per CPU s", "MB per CPU s", "CPU s", "wall s", "peak MB", "KB an article", "pairs listed",
         "recall at 0.7", "precision at 0.7"]


def tools(folder):
    """Name, threads and command; {} stands for corpus and output."""
    nearcopy = [folder / "nearcopy/release/examples/nearcopy", "--quiet", "--no-passages", "--format", "jsonl",
                "{corpus}", "--output", "{out}"]
    python, other_python = folder / "requirements/bin/python", folder / "requirements-text-dedup/bin/python"
    for threads in ("1", "2"):
        yield "nearcopy, level near", threads, [*nearcopy, "--threads", threads, "--level", "near",
                                                       "--all-pairs"]
    for threads in ("1", "2"):
        yield "nearcopy, default level", threads, [*nearcopy, "--threads", threads]
    for threads in ("1", "2"):
        yield "Daft", threads, [python, HERE / "daft_pairs.py", "{corpus}", "{out}", threads]
    yield "gaoya", "1", [folder / "gaoya/release/gaoya-run", "{corpus}", "{out}"]
    yield "rensa", "1", [python, HERE / "rensa_pairs.py", "{corpus}", "{out}"]
    yield "datasketch", "1", [python, HERE / "datasketch_pairs.py", "{corpus}", "{out}"]
    yield "text-dedup", "1", [other_python, HERE / "text_dedup_pairs.py", "{corpus}", "{out}"]


def measure(command, threads, limit):
    """CPU seconds, wall seconds and peak memory in MB of one run, children included; None if it took too long."""
    env = {**os.environ, **dict.fromkeys(ONE_THREAD, threads), "DO_NOT_TRACK": "1", "DAFT_PROGRESS_BAR": "0"}
    began = time.monotonic()
    process = subprocess.Popen(command, env=env, start_new_session=True)
    late = threading.Event()

    def stop():
        late.set()
        os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(limit, stop)
    timer.start()
    _, status, usage = os.wait4(process.pid, 0)
    timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if late.is_set():
        return None
    if process.returncode:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024
    return usage.ru_utime + usage.ru_stime, time.monotonic() - began, usage.ru_maxrss * unit / 1e6


def median(runs):
    """The run in the middle by its CPU seconds."""
    return None if None in runs else sorted(runs)[len(runs) // 2]


def figures(cost, articles, size, found, exact):
    cpu, wall, memory = cost
    hits = len(found & exact)
    share = lambda of: f"{100 * hits / of:.1f} %" if of else "–"
    return [f"{articles / cpu:,.0f}", f"{size / 1e6 / cpu:,.1f}", f"{cpu:,.2f}", f"{wall:,.2f}", f"{memory:,.0f}",
            f"{1000 * memory / articles:.1f}", f"{len(found):,}", share(len(exact)), share(len(found))]


def main():
    parser = argparse.ArgumentParser(prog="speed.sh")
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=float, default=180)
    parser.add_argument("--only", default="")
    parser.add_argument("--into")
    parser.add_argument("--dir", type=pathlib.Path, required=True)
    args = parser.parse_args()

    kept = args.dir / "speed" / args.corpus.name.split(".jsonl")[0]
    kept.mkdir(parents=True, exist_ok=True)
    size = args.corpus.stat().st_size
    # Reading it here also has the system hold it in memory for all.
    with open(args.corpus, "rb") as lines:
        articles = sum(1 for _ in lines)
    if not (exact := kept / "exact.tsv").exists():
        subprocess.run([sys.executable, HERE / "exact_pairs.py", args.corpus, kept / "exact.new"], check=True)
        (kept / "exact.new").rename(exact)
    exact = listed_pairs(exact)

    rows = {}
    for tool, threads, command in tools(args.dir):
        name = f"{tool}, {threads}"
        out, costs = kept / f"{name}.out", kept / f"{name}.json"
        if args.only in name or not costs.exists():
            print(f"{time.strftime('%H:%M:%S')} {name}", file=sys.stderr)
            command = [str(part).format(corpus=args.corpus, out=out) for part in command]
            runs = []
            while len(runs) < args.runs and None not in runs:
                runs.append(measure(command, threads, args.limit))
            costs.write_text(json.dumps(median(runs)))
        cost = json.loads(costs.read_text())
        late = [f"more than {args.limit:.0f} s", *[""] * (len(HEADS) - 2)]
        cells = late if cost is None else figures(cost, articles, size, listed_pairs(out), exact)
        rows[name] = [tool, threads, *cells]
    lines = [["", *HEADS], ["---", *["---:"] * len(HEADS)], *rows.values()]
    text = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    print(f"{articles:,} articles, {size / 1e6:,.0f} MB, {size / 1e3 / articles:.1f} KB each, {len(exact):,} exact pairs\n")
    print(text)
    if args.into:
        put_into(HERE.parent / "PERFORMANCE.md", args.into, text)


if __name__ == "__main__":
    main()
