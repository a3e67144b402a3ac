"""The search on Spark finds what one search on one machine finds.

Sizes are small unless NEARCOPY_SPARK_FULL is set: then 10,000 articles, and more of everything.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from articles import articles

from nearcopy import NearcopyError, stages

FULL = bool(os.environ.get("NEARCOPY_SPARK_FULL"))
SCALE = 10 if FULL else 1


def whole(path, level, *options):
    """What one search of a file finds, as lines of JSON."""
    command = [sys.executable, "-m", "nearcopy", "-q", "-f", "jsonl", "-l", level, *options, str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    found = {"identical": set(), "pair": {}, "cluster": {}}
    for line in map(json.loads, done.stdout.splitlines()):
        if line["type"] == "identical":
            found["identical"].add(tuple(line["ids"]))
        elif line["type"] == "pair":
            found["pair"][line["a"], line["b"]] = line
        elif line["type"] == "cluster":
            members = {it["id"]: it["score"] for it in line["members"]}
            found["cluster"][line["representative"]] = members
        elif line["type"] == "summary":
            found["summary"] = line
    return found


def assert_same(out, expected):
    """That what is in the folder is what one search finds."""
    sets = {}
    for row in pq.read_table(out / "identical").to_pylist():
        sets.setdefault(row["first"], {row["first"]}).add(row["id"])
    assert {tuple(sorted(ids)) for ids in sets.values()} == expected["identical"]
    pairs = {(it["id_a"], it["id_b"]): it for it in pq.read_table(out / "pairs").to_pylist()}
    missing = sorted(expected["pair"].keys() - pairs.keys())[:3]
    extra = sorted(pairs.keys() - expected["pair"].keys())[:3]
    assert not missing and not extra, (missing, extra)
    close = dict(abs=6e-5)
    for key, pair in pairs.items():
        known = expected["pair"][key]
        assert (pair["relation"], pair["view"]) == (known["relation"], known["view"]), key
        assert pair["score"] == pytest.approx(known["score"], **close), key
        for name, figure in known["evidence"].items():
            assert pair[name] == pytest.approx(figure, **close), (key, name)
        if "passages" in known:
            places = [
                (p["a_start"], p["a_end"], p["b_start"], p["b_end"], p["kind"])
                for p in pair["passages"]
            ]
            assert places == [
                (*p["a"].values(), *p["b"].values(), p["kind"]) for p in known["passages"]
            ], key
    clusters = {}
    for row in pq.read_table(out / "clusters").to_pylist():
        clusters.setdefault(row["representative"], {})[row["member"]] = row["score"]
    assert clusters.keys() == expected["cluster"].keys()
    for representative, members in clusters.items():
        assert members == pytest.approx(expected["cluster"][representative], **close)
    counted = pq.read_table(out / "statistics").to_pylist()[0]
    for name in ("articles", "distinct", "matches"):
        assert counted[name] == expected["summary"][name], name
    return counted


def write(folder, rows, parts=1):
    """The articles as JSON Lines in so many files."""
    folder.mkdir()
    for part in range(parts):
        lines = (json.dumps({"id": id, "text": text}) for id, text in rows[part::parts])
        (folder / f"{part:03}.jsonl").write_text("\n".join(lines) + "\n")
    return folder


def run(spark, source, out, *options):
    from nearcopy.spark import main

    return main([str(source), str(out), "--format", "json", *options], spark)


MIX = dict(same=30 * SCALE, forms=3, fills=25 * SCALE, chain=60 * SCALE, versions=60 * SCALE)


@pytest.mark.parametrize("level", ["near", "reworded"])
def test_any_parts_find_what_one_search_finds(spark, tmp_path, level):
    rows = articles(1000 * SCALE, **MIX)
    one = write(tmp_path / "one", rows)
    expected = whole(one, level)
    assert len(expected["pair"]) > 100 and expected["identical"]
    # As long as there is time, the smaller sizes with passages and the larger ones without.
    assert run(spark, one, tmp_path / "out-one", "--level", level) == 0
    assert_same(tmp_path / "out-one", expected)
    many = write(tmp_path / "many", rows[::-1], 64)
    partitions = spark.conf.get("spark.sql.shuffle.partitions")
    spark.conf.set("spark.sql.shuffle.partitions", "9")
    try:
        assert run(spark, many, tmp_path / "out-many", "--level", level) == 0
    finally:
        spark.conf.set("spark.sql.shuffle.partitions", partitions)
    assert_same(tmp_path / "out-many", expected)


@pytest.mark.parametrize("kind", ["same", "forms", "chain"])
@pytest.mark.parametrize("level", ["near", "reworded"])
def test_what_is_hot(spark, tmp_path, level, kind):
    """Many with the same words, forms filled in often, and a long chain."""
    if not FULL and level == "reworded":
        pytest.skip("NEARCOPY_SPARK_FULL is not set")
    count = 1000 * SCALE
    kinds = {
        "same": dict(same=300 * SCALE),
        "forms": dict(forms=10, fills=50 * SCALE),
        "chain": dict(chain=500 * SCALE),
    }
    source = write(tmp_path / "in", articles(count, **kinds[kind], seed=5))
    expected = whole(source, level, "--no-passages")
    # The chain by the engine's own components.
    options = ["--driver-edges", "10"] if kind == "chain" else []
    assert run(spark, source, tmp_path / "out", "--level", level, "--no-passages", *options) == 0
    counted = assert_same(tmp_path / "out", expected)
    # Bounded as in one search.
    assert counted["candidates"] == expected["summary"]["candidates"]


def executors(spark):
    """The processes of the executors of this session."""
    name = f"CoarseGrainedExecutorBackend.*{spark.sparkContext.applicationId}"
    found = subprocess.run(["pgrep", "-f", name], capture_output=True)
    return [int(pid) for pid in found.stdout.split()]


STAGES = ["articles", "same", "statistics", "proposals", "groups", "candidates", "matches", "clusters"]


@pytest.mark.parametrize("stage", STAGES if FULL else ["proposals", "matches"])
def test_an_executor_may_die_in_each_stage(spark, tmp_path, stage):
    from nearcopy import spark as job

    source = write(tmp_path / "in", articles(600 * SCALE, **MIX, seed=2), 8)
    expected = whole(source, "reworded", "--no-passages")
    killed = []

    def kill_soon():
        time.sleep(1)
        pid = executors(spark)[0]
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)

    begin = job.Run.stage

    def watched(self, name, make):
        def made():
            threading.Thread(target=kill_soon).start()
            return make()

        return begin(self, name, made if name == stage else make)

    job.Run.stage = watched
    try:
        assert run(spark, source, tmp_path / "out", "--no-passages") == 0
    finally:
        job.Run.stage = begin
    assert killed
    assert_same(tmp_path / "out", expected)


def test_a_run_goes_on_where_it_ended_and_refuses_another_kernel(spark, tmp_path, capsys):
    from nearcopy import spark as job

    source = write(tmp_path / "in", articles(200, seed=3))
    out = tmp_path / "out"
    begin = job.Run.stage

    def broken(self, name, make):
        if name == "matches":
            raise KeyboardInterrupt
        return begin(self, name, make)

    job.Run.stage = broken
    with pytest.raises(KeyboardInterrupt):
        run(spark, source, out)
    job.Run.stage = begin
    assert run(spark, source, out) == 0
    seconds = json.loads(capsys.readouterr().err.splitlines()[-1])["seconds"]
    assert seconds["articles"] is None and seconds["candidates"] is None
    assert seconds["matches"] > 0
    assert_same(out, whole(source, "reworded"))

    # Other settings in the same folder.
    assert run(spark, source, out, "--level", "near") == 2
    assert "make it anew" in capsys.readouterr().err
    # A stage that another kernel made.
    note = out / "stages" / "candidates.json"
    made = json.loads(note.read_text())
    newer = f"kernel {stages.KERNEL + 1},"
    made["stamp"] = made["stamp"].replace(f"kernel {stages.KERNEL},", newer)
    note.unlink()
    (note.parent / f".{note.name}.crc").unlink(missing_ok=True)
    note.write_text(json.dumps(made))
    assert run(spark, source, out) == 2
    message = capsys.readouterr().err
    assert f"kernel {stages.KERNEL + 1}" in message and f"kernel {stages.KERNEL}" in message
    assert run(spark, source, out, "--fresh") == 0


def test_a_worker_of_another_kernel_is_refused(spark, tmp_path):
    from pyspark.errors import PythonException

    from nearcopy import spark as job

    rows = spark.createDataFrame(pa.table({"id": ["a"], "text": ["Rain."]}))
    stamp = stages.stamp(0).replace(f"kernel {stages.KERNEL}", f"kernel {stages.KERNEL + 1}")
    found = rows.mapInArrow(job.fingerprints(stamp), job.FINGERPRINTS)
    with pytest.raises(PythonException, match=f"kernel {stages.KERNEL + 1}"):
        found.collect()
    plan = bytearray(stages.Plan("near", 1).to_bytes())
    plan[4] += 1
    with pytest.raises(NearcopyError, match=f"version {stages.KERNEL + 1}"):
        stages.Plan.from_bytes(bytes(plan))


def test_ids_are_unique(spark, tmp_path):
    source = write(tmp_path / "in", [("a", "Rain and snow."), ("b", "Snow."), ("a", "Rain.")])
    with pytest.raises(Exception, match="ids must be unique, got 'a' twice"):
        run(spark, source, tmp_path / "out")


def test_components_by_the_engine_are_those_of_the_driver(spark, tmp_path):
    from nearcopy import spark as job

    chain = [(at, at + 1) for at in range(60)]
    star = [(100 + at, 100) for at in range(1, 20)]
    ring = [(200 + at, 200 + (at * 7 + 1) % 30) for at in range(30)]
    edges = [(a, b) for a, b in chain + star + ring if a != b]
    table = pa.table({"a": [a for a, _ in edges], "b": [b for _, b in edges]})
    run = job.Run(spark, str(tmp_path), {}, driver_edges=10)
    rows = run.components(spark.createDataFrame(table)).collect()
    found = sorted((row["node"], row["component"]) for row in rows)
    known = stages.components(table).to_pydict()
    assert found == sorted(zip(known["node"], known["component"], strict=True))
