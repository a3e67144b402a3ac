"""Every kind of data gives the same findings; what is no article is told."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets  # type: ignore[import-untyped]
import duckdb
import nearcopy as nc
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

Columns = dict[str, list[str]]

TEXT = "The river rose by two metres overnight and the old bridge was closed to all."


def of_pandas(columns: Columns) -> Any:
    # A column that cannot be Arrow data, and is not asked for.
    mixed: Any = [{1: 2}, "x", 3] * (len(columns["id"]) // 3)
    return pd.DataFrame(columns).assign(other=mixed)


KINDS: dict[str, Callable[[Columns], Any]]


def of_duckdb(columns: Columns) -> Any:
    table = pa.table(columns)
    return duckdb.connect().from_arrow(table)


KINDS = {
    "dict": lambda columns: columns,
    "records": lambda columns: [
        dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)
    ],
    "series": lambda columns: {name: pl.Series(column) for name, column in columns.items()},
    "polars": lambda columns: pl.DataFrame(columns),
    "pandas": of_pandas,
    "pyarrow": lambda columns: pa.table(columns),
    "arrays": lambda columns: {name: pa.array(column) for name, column in columns.items()},
    "chunks": lambda columns: pa.concat_tables(
        [pa.table(columns).slice(0, 7), pa.table(columns).slice(7, 0), pa.table(columns).slice(7)]
    ),
    "large": lambda columns: pa.table(
        {name: pa.array(column, pa.large_string()) for name, column in columns.items()}
    ),
    "view": lambda columns: pa.table(
        {name: pa.array(column, pa.string_view()) for name, column in columns.items()}
    ),
    "dictionary": lambda columns: pa.table(
        {name: pa.array(column).dictionary_encode() for name, column in columns.items()}
    ),
    "categories": lambda columns: pl.DataFrame(columns).with_columns(
        pl.col("source").cast(pl.Categorical)
    ),
    "duckdb": of_duckdb,
    "datasets": lambda columns: datasets.Dataset.from_dict(columns),
    "selected": lambda columns: datasets.Dataset.from_dict(columns).select(
        list(range(len(columns["id"])))[::-1]
    ),
    "iterable": lambda columns: datasets.Dataset.from_dict(columns).to_iterable_dataset(),
}

KNOWN: dict[str, Any] = {"title": "title", "date": "date", "source": "source"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_the_same(kind: str, columns: Columns) -> None:
    expected = nc.find(columns, **KNOWN).to_jsonl()
    assert expected.count('"type":"pair"') >= 39
    assert nc.find(KINDS[kind](columns), **KNOWN).to_jsonl() == expected


def in_chunks(texts: list[str]) -> Any:
    return pa.chunked_array([texts[:3], texts[3:]])


@pytest.mark.parametrize("texts", [list, tuple, pd.Series, pl.Series, in_chunks])
def test_texts_alone_are_named_by_their_rows(texts: Any, columns: Columns) -> None:
    found = nc.find(texts(columns["text"]))
    by_id = nc.find(columns)
    assert [(int(p.a), int(p.b), p.score) for p in found] == [
        (int(p.a[5:]), int(p.b[5:]), p.score) for p in by_id
    ]
    assert [article.row for article in found.articles] == list(range(len(columns["text"])))


def test_rows_without_a_text_or_an_id_are_problems() -> None:
    ids = ["a", None, "c", "d", "e"]
    texts = [None, TEXT, TEXT + " So it stays.", TEXT, math.nan]
    found = nc.find({"id": ids, "text": texts})
    assert [(p.message, p.rows) for p in found.problems] == [
        ("the text is missing", [0, 4]),
        ("the id is missing", [1]),
    ]
    assert [(p.a, p.b) for p in found] == [("c", "d")]
    assert [(article.id, article.row) for article in found.articles] == [("c", 2), ("d", 3)]
    frame = pl.DataFrame({"id": ids, "text": texts[:4] + [None]}, strict=False)
    assert nc.find(frame).to_jsonl() == found.to_jsonl()
    assert '"path":"data","line":1,"problem":"the text is missing","more":1' in found.to_jsonl()


def test_half_a_surrogate_pair_is_a_problem() -> None:
    found = nc.find([TEXT, "\ud800 " + TEXT, TEXT + " So it stays."])
    assert [(p.message, p.rows) for p in found.problems] == [
        ("the text has half of a surrogate pair in it", [1])
    ]
    assert [(p.a, p.b) for p in found] == [("0", "2")]


def test_ids_may_be_numbers_and_dates_those_of_python() -> None:
    day = datetime.date(2024, 1, 17)
    moment = datetime.datetime(2024, 1, 18, 12, tzinfo=datetime.timezone.utc)
    rows = [
        {"id": 7, "text": TEXT, "date": day},
        {"id": 8, "text": TEXT + " So it stays.", "date": moment},
        {"id": 9, "text": "A library opened on the main square this morning."},
    ]
    found = nc.find(rows, date="date")
    assert [article.date for article in found.articles] == [
        "2024-01-17", "2024-01-18T12:00:00Z", None,
    ]  # fmt: skip
    assert (found[0].a, found[0].b) == ("7", "8")
    frame = pa.table({"id": [7, 8], "text": [r["text"] for r in rows[:2]], "date": [day, day]})
    assert [article.date for article in nc.find(frame, date="date").articles] == ["2024-01-17"] * 2
    frame = frame.set_column(2, "date", pa.array([moment, None], pa.timestamp("us", "UTC")))
    dates = [article.date for article in nc.find(frame, date="date").articles]
    assert dates == ["2024-01-18T12:00:00Z", None]


def test_against_finds_only_what_is_across() -> None:
    theirs = {"id": ["x", "y"], "text": [TEXT + " So it was.", TEXT + " It was so."]}
    found = nc.find({"id": ["a", "b"], "text": [TEXT, TEXT + " So it is."]}, against=theirs)
    assert {(p.a, p.b) for p in found} == {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}
    assert [(article.side, article.row) for article in found.articles] == [
        (0, 0), (0, 1), (1, 0), (1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("data", [TEXT, TEXT.encode(), Path("articles"), 7, None])
def test_what_is_no_data_is_refused(data: Any) -> None:
    with pytest.raises(TypeError, match="data must be a list of texts"):
        nc.find(data)


def test_errors_say_what_is_allowed(columns: Columns) -> None:
    with pytest.raises(ValueError, match="threshold must be between 0 and 1, got 2"):
        nc.find([TEXT], threshold=2)
    with pytest.raises(ValueError, match="text must be one of the columns .*, got \"body\""):
        nc.find(columns, text="body")
    with pytest.raises(ValueError, match="text must be a column of strings, got Int64 in \"id\""):
        nc.find(pa.table({"id": [1]}), text="id")
    with pytest.raises(ValueError, match="ids must be unique, got \"a\" twice"):
        nc.find({"id": ["a", "a"], "text": [TEXT, TEXT]})
    with pytest.raises(ValueError, match="level must be"):
        nc.find([TEXT], level="nearly")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="\"treshold\" is no setting; there are level, threshold"):
        nc.find([TEXT], treshold=0.4)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="a text must be a str, got int"):
        nc.find([TEXT, 7])  # type: ignore[arg-type]


def test_texts_of_arrow_are_checked() -> None:
    damaged = pa.StringArray.from_buffers(
        2, pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0"), pa.py_buffer(b"a\xff")
    )
    with pytest.raises(ValueError, match="damaged"):
        nc.find({"text": pa.chunked_array([damaged])})


def test_nothing_is_found_in_nothing() -> None:
    frame = pl.DataFrame({"text": []}, schema={"text": pl.String})
    empty: list[Any] = [[], {"text": []}, frame]
    for data in empty:
        assert len(nc.find(data)) == 0
