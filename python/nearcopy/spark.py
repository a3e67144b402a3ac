"""The search on Spark: `python -m nearcopy.spark IN OUT`.

What is found is, bit for bit, what one search of all articles finds on one machine. Each stage is
written to OUT/stages, and a run that was interrupted goes on after the last one that is
whole. docs/SCALE.md says how it works and what it costs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from nearcopy import NearcopyError, __version__, stages

#: Texts whose keys are made at once, and pairs (a power of two) that are verified with all of
#: their texts at hand.
TEXTS = 500
PAIRS = 8192

#: Edges up to which components are found on the driver, 40 bytes each.
DRIVER_EDGES = 50_000_000

_plans: dict[str, stages.Plan] = {}


def _plan(data: Any, stamp: str) -> stages.Plan:
    """The plan, once in each worker. One of another kernel is refused."""
    if stamp not in _plans:
        _plans[stamp] = stages.Plan.from_bytes(data.value)
    plan = _plans[stamp]
    plan.check(stamp)
    return plan


def _batches(tables: Iterable[pa.Table]) -> Iterator[pa.RecordBatch]:
    for table in tables:
        yield from table.combine_chunks().to_batches()


def fingerprints(stamp: str) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Of articles in the order of their ids: their fingerprints."""

    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        stages.check_stamp(stages.stamp(0), stamp)
        before = None
        for batch in batches:
            for id in batch.column("id").to_pylist():
                if id == before:
                    raise ValueError(f"ids must be unique, got {id!r} twice")
                before = id
            found = stages.fingerprint(batch)
            table = pa.Table.from_batches([batch])
            for name in found.column_names:
                table = table.append_column(name, found.column(name))
            yield from _batches([table])

    return work


def counts(stamp: str) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        stages.check_stamp(stages.stamp(0), stamp)
        yield from _batches(stages.count(batch) for batch in batches)

    return work


def sign(
    data: Any, stamp: str
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        plan = _plan(data, stamp)
        for batch in batches:
            pieces = stages.slices(pa.Table.from_batches([batch]), TEXTS)
            yield from _batches(plan.sign(piece) for piece in pieces)

    return work


def propose(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield from _batches(stages.propose(batches))


def closest(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    yield from _batches(stages.closest(batches))


def represent(data: Any, stamp: str) -> Callable[[pa.Table, pa.Table], pa.Table]:
    def work(large: pa.Table, texts: pa.Table) -> pa.Table:
        return _plan(data, stamp).represent(large, texts)

    return work


def verify(data: Any, stamp: str, align: bool) -> Callable[[pa.Table, pa.Table], pa.Table]:
    def work(pairs: pa.Table, texts: pa.Table) -> pa.Table:
        return _plan(data, stamp).verify(pairs, texts, align=align)

    return work


def align(data: Any, stamp: str, counts: Any) -> Callable[[pa.Table, pa.Table], pa.Table]:
    def work(pairs: pa.Table, texts: pa.Table) -> pa.Table:
        table = pa.ipc.open_stream(counts.value).read_all()
        return _plan(data, stamp).align(pairs, texts, table)

    return work


def stars(matches: pa.Table, same: pa.Table) -> pa.Table:
    return stages.stars(matches, same)


FINGERPRINTS = "id string, text string, words_hash binary, words int"
COUNTS = "kind tinyint, hash long, count long"
LISTINGS = "view tinyint, key long, number long, weight int, needed int"
PROPOSALS = "kind tinyint, a long, b long, view tinyint, weight int, needed int"
GROUPS = "kind tinyint, a long, b long, joined binary, following binary"
NEAR = "a long, b long"
STARS = "representative long, member long, score float"


def matches_schema() -> str:
    """That of matches, which has a column for each figure of the evidence."""
    nothing = pa.table({"a": pa.array([], pa.int64()), "b": pa.array([], pa.int64()),
                        "view": pa.array([], pa.int8())})
    texts = pa.table({"number": pa.array([], pa.int64()), "text": pa.array([], pa.string())})
    names = stages.Plan("near", 0).verify(nothing, texts).column_names
    passage = "a_start: int, a_end: int, b_start: int, b_end: int, kind: string"
    known = {"a": "long", "b": "long", "view": "tinyint", "relation": "string",
             "passages": f"array<struct<{passage}>>"}
    return ", ".join(f"{name} {known.get(name, 'float')}" for name in names)



class Run:
    """A search whose stages are written, and read where they were written before."""

    def __init__(
        self,
        spark: SparkSession,
        out: str,
        settings: dict[str, Any],
        driver_edges: int = DRIVER_EDGES,
    ) -> None:
        self.spark = spark
        self.driver_edges = driver_edges
        self.out = out.rstrip("/")
        self.settings = settings
        digest = hashlib.blake2b(json.dumps(settings, sort_keys=True).encode(), digest_size=8)
        self.stamp = stages.stamp(int.from_bytes(digest.digest(), "big"))
        #: For each stage: how many seconds it took, `None` where it was there.
        self.seconds: dict[str, float | None] = {}

    def _file(self, path: str) -> tuple[Any, Any]:
        jvm: Any = self.spark._jvm
        file = jvm.org.apache.hadoop.fs.Path(path)
        return file, file.getFileSystem(self.spark._jsc.hadoopConfiguration())

    def exists(self, path: str) -> bool:
        file, system = self._file(path)
        return bool(system.exists(file))

    def remove(self, path: str) -> None:
        file, system = self._file(path)
        system.delete(file, True)

    def write(self, path: str, data: bytes) -> None:
        """Writes a file that is there wholly or not at all."""
        part, system = self._file(path + ".part")
        stream = system.create(part, True)
        stream.write(bytearray(data))
        stream.close()
        file, _ = self._file(path)
        system.delete(file, False)
        system.rename(part, file)

    def read(self, path: str) -> bytes:
        return bytes(self.spark.read.format("binaryFile").load(path).first()["content"])

    def stage(self, name: str, make: Callable[[], DataFrame]) -> DataFrame:
        """What the stage makes, which is written, if it is not there."""
        path, note = f"{self.out}/stages/{name}", f"{self.out}/stages/{name}.json"
        if self.exists(f"{path}/_SUCCESS") and self.exists(note):
            stages.check_stamp(self.stamp, json.loads(self.read(note))["stamp"])
            self.seconds[name] = None
            return self.spark.read.parquet(path)
        start = time.monotonic()
        self.spark.sparkContext.setJobDescription(f"nearcopy: {name}")
        make().write.mode("overwrite").parquet(path)
        made = {"stage": name, "stamp": self.stamp, "version": __version__}
        self.write(note, json.dumps(made).encode())
        self.seconds[name] = time.monotonic() - start
        return self.spark.read.parquet(path)

    def components(self, edges: DataFrame) -> DataFrame:
        """For each `node` of the edges `a`, `b` the least one of its component."""
        if edges.limit(self.driver_edges + 1).count() <= self.driver_edges:
            found = stages.components(edges.select("a", "b").toArrow())
            return self.spark.createDataFrame(found)
        return self.spread_components(edges)

    def spread_components(self, edges: DataFrame) -> DataFrame:
        """The same by the engine: alternating large-star and small-star (Kiveris and others,
        Connected Components in MapReduce and Beyond, 2014), until nothing changes."""
        number = 0
        edges = edges.select("a", "b").where("a != b").distinct()
        before = None
        while True:
            for is_large in (True, False):
                both = edges.union(edges.select("b", "a")) if is_large else edges.select(
                    F.greatest("a", "b").alias("a"), F.least("a", "b").alias("b")
                )
                least = both.groupBy("a").agg(F.least("a", F.min("b")).alias("least"))
                joined = both.join(least, "a")
                if is_large:
                    linked = joined.where("b > a").select(F.col("b").alias("a"),
                                                          F.col("least").alias("b"))
                else:
                    linked = joined.select(F.col("b").alias("a"), F.col("least").alias("b")).union(
                        joined.select("a", F.col("least").alias("b"))
                    )
                linked = linked.where("a != b").distinct()
                path = f"{self.out}/stages/components.{number % 3}"
                linked.write.mode("overwrite").parquet(path)
                edges = self.spark.read.parquet(path)
                number += 1
            sums = edges.agg(F.count("*"), F.sum(F.xxhash64("a", "b").cast("decimal(38,0)")))
            now = tuple(sums.first())
            if now == before:
                break
            before = now
        members = edges.select(F.col("a").alias("node"), F.col("b").alias("component"))
        roots = edges.select(F.col("b").alias("node"), F.col("b").alias("component")).distinct()
        return members.union(roots)


def cogrouped(
    by: str,
    one: DataFrame,
    other: DataFrame,
    work: Callable[[pa.Table, pa.Table], pa.Table],
    schema: str,
) -> DataFrame:
    """What is made of the rows of both that agree in a column."""
    # Columns of its own, as both may come from the same rows.
    other = other.toDF(*other.columns)
    return one.groupBy(by).cogroup(other.groupBy(by)).applyInArrow(work, schema)


def search(run: Run, raw: DataFrame, *, passages: bool = True) -> dict[str, Any]:
    """Searches articles (`id`, `text`), and writes pairs, clusters, identical and statistics."""
    spark, settings = run.spark, run.settings
    level = settings["level"]

    def make_articles() -> DataFrame:
        rows = raw.where("id is not null and text is not null")
        rows = rows.repartitionByRange("id").sortWithinPartitions("id")
        found = rows.mapInArrow(fingerprints(stages.stamp(0)), FINGERPRINTS)
        # In the order of ids, with gaps between partitions.
        return found.withColumn("number", F.monotonically_increasing_id())

    articles = run.stage("articles", make_articles)

    def make_same() -> DataFrame:
        firsts = articles.groupBy("words_hash").agg(F.min("number").alias("first"))
        numbers = articles.select("number", "words_hash", "words")
        return numbers.join(firsts, "words_hash").where("number != first").drop("words_hash")

    same = run.stage("same", make_same)
    distinct = articles.join(same.select("number"), "number", "left_anti")
    distinct = distinct.select("number", "text", "words")
    texts = distinct.where(F.col("words") >= stages.MIN_WORDS).select("number", "text")

    plan = make_plan(run, distinct, texts)
    data, stamp = spark.sparkContext.broadcast(plan.to_bytes()), plan.stamp

    def make_proposals() -> DataFrame:
        listings = texts.mapInArrow(sign(data, stamp), LISTINGS)
        listings = listings.repartition("view", "key")
        listings = listings.sortWithinPartitions("view", "key", "number")
        return listings.mapInArrow(propose, PROPOSALS)

    proposals = run.stage("proposals", make_proposals)

    def make_groups() -> DataFrame:
        large = proposals.where(F.col("kind") == stages.LARGE)
        large = large.select(F.col("a").alias("key"), F.col("b").alias("number"))
        edges = large.select(F.col("key").alias("a"), F.col("number").alias("b"))
        component = run.components(edges).withColumnRenamed("node", "key")
        large = large.join(component, "key")
        wanted = large.select("number", "component").distinct().join(texts, "number")
        return cogrouped("component", large, wanted, represent(data, stamp), GROUPS)

    groups = run.stage("groups", make_groups)

    def make_candidates() -> DataFrame:
        shares = proposals.where(F.col("kind") == stages.SHARE).groupBy("a", "b").agg(
            F.min("view").alias("view"),
            F.sum("weight").alias("weight"),
            F.min("needed").alias("needed"),
        )
        shares = shares.where((F.col("view") < stages.PHRASES) | (F.col("weight") >= F.col("needed")))
        near = proposals.union(
            groups.select("kind", "a", "b", F.lit(0).alias("view"), F.lit(0), F.lit(0))
        ).where(F.col("kind") == stages.NEAR).select("a", "b")
        members = groups.where(F.col("kind") == stages.MEMBER)
        for name in ("a", "b"):
            member = members.select(F.col("a").alias(name), F.lit(1).alias(f"member_{name}"))
            near = near.join(member, name, "left")
        near = near.where("member_a is null or member_b is null").select("a", "b")
        keys = groups.where(F.col("kind") == stages.MEMBER_KEY)
        keys = keys.select("joined", "following", F.col("a").alias("number"))
        keys = keys.repartition("joined").sortWithinPartitions("joined", "following", "number")
        near = near.union(keys.mapInArrow(closest, NEAR))
        view = F.lit(stages.NEAR_VIEW).cast("tinyint").alias("view")
        found = shares.select("a", "b", "view").union(near.select("a", "b", view))
        found = found.groupBy("a", "b").agg(F.min("view").alias("view"))
        found = found.repartitionByRange("a", "b").sortWithinPartitions("a", "b")
        # Parts of so many pairs that follow each other, whatever article they have in common.
        place = F.monotonically_increasing_id()
        return found.withColumn("part", F.shiftright(place, PAIRS.bit_length() - 1))

    candidates = run.stage("candidates", make_candidates)
    schema = matches_schema()

    def with_texts(pairs: DataFrame, work: Callable[[pa.Table, pa.Table], pa.Table]) -> DataFrame:
        wanted = pairs.select("part", F.col("a").alias("number")).union(
            pairs.select("part", F.col("b").alias("number"))
        )
        wanted = wanted.distinct().join(texts, "number").select("part", "number", "text")
        return cogrouped("part", pairs, wanted, work, schema)

    found = run.stage("matches", lambda: with_texts(candidates, verify(data, stamp, passages)))
    if passages and level == "near":

        def make_passages() -> DataFrame:
            numbers = found.select(F.col("a").alias("number"))
            numbers = numbers.union(found.select("b")).distinct()
            counted = sum_counts(texts.join(numbers, "number").select("text"), numbers.count())
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, counted.schema) as stream:
                stream.write_table(counted)
            known = spark.sparkContext.broadcast(sink.getvalue().to_pybytes())
            pairs = found.select("a", "b").join(candidates, ["a", "b"])
            return with_texts(pairs, align(data, stamp, known))

        found = run.stage("passages", make_passages)

    def make_clusters() -> DataFrame:
        edges = found.where("relation != 'template'").select("a", "b", "score")
        others = same.where("words > 0").select("first", "number")
        both = edges.select("a", "b").union(others)
        component = run.components(both).withColumnRenamed("node", "a")
        edges = edges.join(component, "a")
        others = others.join(component.withColumnRenamed("a", "first"), "first")
        return cogrouped("component", edges, others, stars, STARS)

    clusters = run.stage("clusters", make_clusters)
    return write_findings(run, plan, articles, same, candidates, found, clusters)


def sum_counts(texts: DataFrame, documents: int) -> pa.Table:
    """What `count` makes of texts with words of their own, added up, as far as it is needed."""
    counted = texts.mapInArrow(counts(stages.stamp(0)), COUNTS)
    return needed(counted.groupBy("kind", "hash").agg(F.sum("count").alias("count")), documents).toArrow()


def needed(counted: DataFrame, documents: int) -> DataFrame:
    words, runs = stages.least_counts(documents)
    kind, count = F.col("kind"), F.col("count")
    return counted.where(
        (kind == stages.DOCUMENTS)
        | ((kind == stages.WORD) & (count >= words))
        | ((kind == stages.RUN) & (count >= runs))
    )


def make_plan(run: Run, distinct: DataFrame, texts: DataFrame) -> stages.Plan:
    """The plan, which is kept as a file."""
    path = f"{run.out}/stages/plan.bin"
    if run.exists(path):
        return stages.Plan.from_bytes(run.read(path))
    level = run.settings["level"]
    known = None
    if level != "near":
        documents = distinct.count()

        def make() -> DataFrame:
            counted = distinct.select("text").mapInArrow(counts(stages.stamp(0)), COUNTS)
            summed = counted.groupBy("kind", "hash").agg(F.sum("count").alias("count"))
            return needed(summed, documents)

        known = run.stage("statistics", make).toArrow()
    plan = stages.Plan(
        level,
        texts.count(),
        known,
        threshold=run.settings["threshold"],
        templates=run.settings["templates"],
    )
    run.write(path, plan.to_bytes())
    return plan


def write_findings(
    run: Run,
    plan: stages.Plan,
    articles: DataFrame,
    same: DataFrame,
    candidates: DataFrame,
    found: DataFrame,
    clusters: DataFrame,
) -> dict[str, Any]:
    """What was found, by ids."""
    ids = articles.select("number", "id")

    def named(rows: DataFrame, column: str, name: str) -> DataFrame:
        known = ids.select(F.col("number").alias(column), F.col("id").alias(name))
        return rows.join(known, column).drop(column)

    def save(name: str, rows: DataFrame) -> None:
        run.spark.sparkContext.setJobDescription(f"nearcopy: {name}")
        rows.write.mode("overwrite").parquet(f"{run.out}/{name}")

    views = F.array(*[F.lit(name) for name in stages.VIEWS])
    pairs = named(named(found, "a", "id_a"), "b", "id_b")
    pairs = pairs.withColumn("view", F.element_at(views, F.col("view").cast("int") + 1))
    others = [name for name in pairs.columns if name not in ("id_a", "id_b")]
    save("pairs", pairs.select("id_a", "id_b", *others))
    stars = named(named(clusters, "representative", "id"), "member", "member_id")
    save("clusters", stars.select(F.col("id").alias("representative"),
                                  F.col("member_id").alias("member"), "score"))
    identical = named(named(same.where("words > 0").drop("words"), "first", "first_id"),
                      "number", "id")
    save("identical", identical.select(F.col("first_id").alias("first"), "id"))
    counted = {
        "articles": articles.count(),
        "distinct": articles.count() - same.count(),
        "candidates": candidates.count(),
        "matches": found.where("relation != 'template'").count(),
        "templates": found.where("relation = 'template'").count(),
        "level": plan.level,
        "plan": plan.stamp,
        "version": __version__,
    }
    save("statistics", run.spark.createDataFrame([counted]).coalesce(1))
    return counted


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m nearcopy.spark", description=__doc__)
    parser.add_argument("input", metavar="IN", help="Parquet or JSON Lines, a file or a folder")
    parser.add_argument("out", metavar="OUT", help="a folder for what is found and for the stages")
    parser.add_argument("--format", choices=["parquet", "json"], help="default: by the name of IN")
    parser.add_argument("--level", choices=["near", "edited", "reworded"], default="reworded")
    parser.add_argument("--threshold", type=float)
    parser.add_argument("--id-field", default="id")
    parser.add_argument("--text-field", default="text")
    parser.add_argument("--templates", action="store_true", help="list filled-in forms, too")
    parser.add_argument("--no-passages", action="store_true", help="do not align matches")
    parser.add_argument("--fresh", action="store_true", help="begin anew, whatever is in OUT")
    parser.add_argument(
        "--driver-edges",
        type=int,
        default=DRIVER_EDGES,
        help="pairs up to which connected components are found on the driver, 40 bytes each",
    )
    return parser


def main(arguments: list[str] | None = None, spark: SparkSession | None = None) -> int:
    options = parser().parse_args(arguments)
    if "PYSPARK_SUBMIT_ARGS" not in os.environ:
        # On this machine: workers find what this Python finds.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    spark = spark or SparkSession.builder.appName("nearcopy").getOrCreate()
    is_json = (options.format or ("json" if ".json" in options.input else "parquet")) == "json"
    reader = spark.read
    read = reader.schema(f"`{options.id_field}` string, `{options.text_field}` string").json if (
        is_json
    ) else reader.parquet
    raw = read(options.input).select(
        F.col(options.id_field).cast("string").alias("id"),
        F.col(options.text_field).alias("text"),
    )
    settings = {
        "input": options.input,
        "fields": [options.id_field, options.text_field],
        "level": options.level,
        "threshold": options.threshold,
        "templates": options.templates,
        "passages": not options.no_passages,
        "files": sorted(raw.inputFiles()),
    }
    run = Run(spark, options.out, settings, options.driver_edges)
    if options.fresh:
        run.remove(f"{run.out}/stages")
    try:
        counted = search(run, raw, passages=not options.no_passages)
    except NearcopyError as error:
        print(f"nearcopy: {error} (--fresh begins anew)", file=sys.stderr)
        return 2
    print(json.dumps({**counted, "seconds": run.seconds}), file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
