"""The search in parts, for engines that spread work over many machines.

Each function takes Arrow tables and gives one; the engine sums, sorts and joins between
them. `nearcopy.spark` is such an engine; docs/SCALE.md has recipes for others.

| function | from | to |
|---|---|---|
| `fingerprint` | text | words_hash, words |
| `count` | text | kind, hash, count |
| `Plan.sign` | number, text | view, key, number, weight, needed |
| `propose` | these, sorted by view, key, number | kind, a, b, view, weight, needed |
| `Plan.represent` | key, number; number, text | kind, a, b, joined, following |
| `closest` | joined, following, number, sorted | a, b |
| `Plan.verify` | a, b, view; number, text | a, b, view, relation, score, …, passages |
| `Plan.align` | the same, and counts | the same |
| `stars` | a, b, score; first, number | representative, member, score |

Numbers of articles have the order of their ids. Keys and hashes have the sign bit turned over,
so that they have, as numbers with a sign, the order that they have without one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from nearcopy import _nearcopy as native

#: The version of what the stages make.
KERNEL: int = native.kernel()

#: Fewest words of an article that is searched.
MIN_WORDS = 8

#: Kinds of the rows of `count`.
DOCUMENTS, WORD, RUN = 0, 1, 2

#: Kinds of the rows of `propose` and `Plan.represent`.
SHARE, NEAR, LARGE, MEMBER, MEMBER_KEY = 0, 1, 2, 3, 4

#: The names of views, by their codes.
VIEWS = ("all", "listed", "signature", "phrases", "rare-words", "near", "group")

#: From this view on the weights decide.
PHRASES = VIEWS.index("phrases")
NEAR_VIEW = VIEWS.index("near")

least_counts = native.least_counts
check_stamp = native.check_stamp


def stamp(plan: int) -> str:
    """What a product that was made by the plan (or the run) of this digest is kept with."""
    return f"kernel {KERNEL}, plan {plan:016x}"


def _table(data: Any) -> pa.Table:
    return pa.Table.from_batches([data]) if isinstance(data, pa.RecordBatch) else pa.table(data)


def fingerprint(texts: Any) -> pa.Table:
    """A hash of the words of each text, and how many there are."""
    return pa.table(native.fingerprint(_table(texts)))


def count(texts: Any) -> pa.Table:
    """How many of the texts, no two of which have the same words, have each word and run."""
    return pa.table(native.count(_table(texts)))


def stars(matches: Any, same: Any) -> pa.Table:
    """The clusters of connected articles."""
    return pa.table(native.stars(_table(matches), _table(same)))


def components(edges: Any) -> pa.Table:
    """The connected component of each node: `a` and `b` to `node` and `component`, in memory."""
    return pa.table(native.components(_table(edges)))


def propose(listings: Iterable[Any]) -> Iterator[pa.Table]:
    """The pairs of what comes sorted by view, key and number."""
    proposer = native.Proposer()
    for some in listings:
        yield pa.table(proposer.add(_table(some)))
    yield pa.table(proposer.finish())


def closest(keys: Iterable[Any]) -> Iterator[pa.Table]:
    """The pairs of members' keys that come sorted."""
    pairs = native.Closest()
    for some in keys:
        yield pa.table(pairs.add(_table(some)))


class Plan:
    """What every worker of a search in parts knows."""

    def __init__(
        self,
        level: str,
        searched: int,
        counts: Any = None,
        *,
        threshold: float | None = None,
        templates: bool = False,
        threads: int | None = 1,
    ) -> None:
        counts = None if counts is None else _table(counts)
        self._plan = native.Plan(
            level, searched, counts, threshold=threshold, templates=templates, threads=threads
        )

    @classmethod
    def from_bytes(cls, data: bytes, *, threads: int | None = 1) -> Plan:
        plan = cls.__new__(cls)
        plan._plan = native.Plan.from_bytes(data, threads=threads)
        return plan

    def to_bytes(self) -> bytes:
        return self._plan.to_bytes()

    @property
    def stamp(self) -> str:
        return self._plan.stamp

    @property
    def level(self) -> str:
        return self._plan.level

    def check(self, product: str) -> None:
        """That a product with this stamp was made by this plan and by the same kernel."""
        self._plan.check(product)

    def sign(self, texts: Any) -> pa.Table:
        """The keys under which articles are listed."""
        return pa.table(self._plan.sign(_table(texts)))

    def represent(self, large: Any, texts: Any) -> pa.Table:
        """Who represents large groups of near-duplicates that are connected."""
        return pa.table(self._plan.represent(_table(large), _table(texts)))

    def verify(self, pairs: Any, texts: Any, *, align: bool = True) -> pa.Table:
        """The matches among pairs."""
        return pa.table(self._plan.verify(_table(pairs), _table(texts), align=align))

    def align(self, pairs: Any, texts: Any, counts: Any) -> pa.Table:
        """At the level near: the matches among pairs, with their passages."""
        return pa.table(self._plan.align(_table(pairs), _table(texts), _table(counts)))


def slices(table: pa.Table, rows: int) -> Iterator[pa.Table]:
    """The table in pieces, so that what is made of one fits into memory."""
    for start in range(0, table.num_rows, rows):
        yield table.slice(start, rows)


def read(paths: Iterable[str], own: str) -> pa.Table:
    """The rows of Parquet files, none of which another kernel or plan made."""
    tables = [pq.read_table(path) for path in paths]
    for table in tables:
        made = (table.schema.metadata or {}).get(b"nearcopy")
        if made is not None:
            # What is made before there is a plan goes with all of them.
            made_by = made.decode()
            check_stamp(stamp(0) if made_by.endswith(f"{0:016x}") else own, made_by)
    return pa.concat_tables(table.replace_schema_metadata() for table in tables)


def write(table: pa.Table, path: str, own: str) -> None:
    """A Parquet file, there wholly or not at all, which says by what it was made."""
    part = Path(path + ".part")
    pq.write_table(table.replace_schema_metadata({"nearcopy": own}), part)
    part.replace(path)


def add_up(counts: pa.Table) -> pa.Table:
    """Counts that were added up, as far as a plan needs them."""
    sums = counts.group_by(["kind", "hash"]).aggregate([("count", "sum")])
    sums = sums.rename_columns(["kind", "hash", "count"])
    documents = pc.sum(sums.filter(pc.equal(sums["kind"], DOCUMENTS))["count"]).as_py() or 0
    words, runs = least_counts(documents)
    kind, known = sums["kind"], sums["count"]
    wanted = pc.or_(
        pc.equal(kind, DOCUMENTS),
        pc.or_(
            pc.and_(pc.equal(kind, WORD), pc.greater_equal(known, words)),
            pc.and_(pc.equal(kind, RUN), pc.greater_equal(known, runs)),
        ),
    )
    return sums.filter(wanted)


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m nearcopy.stages",
        description="One stage of a search in parts, over Parquet files.",
    )
    commands = parser.add_subparsers(dest="stage", required=True)

    def command(name: str, *files: str, needs_plan: bool = False) -> argparse.ArgumentParser:
        one = commands.add_parser(name)
        if needs_plan:
            one.add_argument("--plan", required=True)
        for file in files:
            one.add_argument(f"--{file}", nargs="+", required=True)
        one.add_argument("--out", required=True)
        return one

    command("fingerprint", "texts")
    command("count", "texts")
    plan = command("plan")
    plan.add_argument("--counts", nargs="*", default=[])
    plan.add_argument("--searched", type=int, required=True)
    plan.add_argument("--level", choices=["near", "edited", "reworded"], default="reworded")
    plan.add_argument("--threshold", type=float)
    plan.add_argument("--templates", action="store_true")
    command("sign", "texts", needs_plan=True)
    command("propose", "listings", needs_plan=True)
    command("represent", "large", "texts", needs_plan=True)
    command("closest", "keys", needs_plan=True)
    verify = command("verify", "pairs", "texts", needs_plan=True)
    verify.add_argument("--no-passages", action="store_true")
    command("stars", "matches", "same", needs_plan=True)
    return parser


def run(options: argparse.Namespace) -> None:
    own, plan = stamp(0), None
    if options.stage == "plan":
        counts = add_up(read(options.counts, own)) if options.counts else None
        made = Plan(
            options.level,
            options.searched,
            counts,
            threshold=options.threshold,
            templates=options.templates,
        )
        Path(options.out).write_bytes(made.to_bytes())
        return
    if "plan" in options:
        plan = Plan.from_bytes(Path(options.plan).read_bytes())
        own = plan.stamp

    def given(name: str) -> pa.Table:
        return read(getattr(options, name), own)

    match options.stage:
        case "fingerprint":
            found = given("texts")
            for name, column in zip(["words_hash", "words"], fingerprint(found).columns):
                found = found.append_column(name, column)
            found = found.drop_columns("text")
        case "count":
            found = count(given("texts"))
        case "sign":
            found = plan.sign(given("texts"))
        case "propose":
            order = [(name, "ascending") for name in ("view", "key", "number")]
            found = pa.concat_tables(propose([given("listings").sort_by(order)]))
        case "represent":
            found = plan.represent(given("large"), given("texts"))
        case "closest":
            order = [(name, "ascending") for name in ("joined", "following", "number")]
            found = pa.concat_tables(closest([given("keys").sort_by(order)]))
        case "verify":
            found = plan.verify(given("pairs"), given("texts"), align=not options.no_passages)
        case _:
            found = stars(given("matches"), given("same"))
    write(found, options.out, own)


def main(arguments: list[str] | None = None) -> int:
    try:
        run(parser().parse_args(arguments))
    except (native.NearcopyError, ValueError, OSError) as error:
        print(f"nearcopy: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
