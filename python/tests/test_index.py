"""Articles on disk, and statistics."""

from __future__ import annotations

from pathlib import Path

import nearcopy as nc
import polars as pl
import pytest

Columns = dict[str, list[str]]


def part(columns: Columns, rows: slice) -> Columns:
    return {name: column[rows] for name, column in columns.items()}


def pairs(found: nc.Found) -> dict[tuple[str, str], float]:
    return {(pair.a, pair.b): pair.score for pair in found}


def test_an_index_finds_what_a_search_finds(tmp_path: Path, columns: Columns) -> None:
    with nc.Index(tmp_path / "index") as index:
        first = index.add(pl.DataFrame(part(columns, slice(0, 80))), title="title")
        assert (first.added, first.replaced, first.unchanged) == (80, 0, 0)
        second = index.add(part(columns, slice(60, None)), title="title")
        assert (second.added, second.unchanged) == (40, 20)
        assert len(second.found) >= 39 and second.found[0].edits
        expected = nc.find(columns, title="title")
        assert index.search().to_jsonl() == expected.to_jsonl()
        assert len(index) == 120 and index.ids() == columns["id"]

    with nc.Index(tmp_path / "index", read_only=True) as index:
        found = index.query(columns["text"][0])
        assert "wire/000" in [one for same in found.identical for one in same.ids]
        assert len(found) == 1
        with pytest.raises(ValueError, match="read_only"):
            index.remove(["wire/000"])


def test_removal(tmp_path: Path, columns: Columns) -> None:
    index = nc.Index(tmp_path / "index")
    index.add(columns)
    assert index.remove(["wire/000", "wire/999"]) == 1
    assert "wire/000" not in index.ids() and index.summary["removed"] == 1
    index.compact()
    assert index.summary["removed"] == 0 and index.check() == []
    index.close()
    with pytest.raises(ValueError, match="the index is closed"):
        len(index)


def test_articles_need_ids(tmp_path: Path, columns: Columns) -> None:
    index = nc.Index(tmp_path / "index")
    with pytest.raises(ValueError, match="must have an id"):
        index.add(columns["text"])


def test_what_is_no_index_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no index")
    with pytest.raises(nc.NearcopyError):
        nc.Index(tmp_path)
    index = nc.Index(tmp_path / "index")
    with pytest.raises(OSError, match="index"):
        nc.Index(tmp_path / "index")
    del index


def test_statistics(tmp_path: Path, columns: Columns) -> None:
    all_ = nc.Statistics.count(columns)
    one = nc.Statistics.count(part(columns, slice(0, 50)))
    two = nc.Statistics.count(part(columns, slice(50, 119)))
    assert one.merge(two) == all_ and one.merge(two).digest == all_.digest
    assert all_.documents == 119
    assert all_.pruned(3).words < all_.words
    all_.save(tmp_path / "statistics")
    assert nc.Statistics.load(tmp_path / "statistics") == all_
    some = part(columns, slice(78, 84))
    texts = {"id": ["a", "b"], "text": [columns["text"][0], columns["text"][80]]}
    with_background = nc.find(texts, background=all_)
    assert nc.find(texts, background=tmp_path / "statistics").to_jsonl().count("pair") > 0
    assert with_background[0].score != nc.find(texts)[0].score
    assert len(nc.find(some, background=all_)) == 0
    with pytest.raises(nc.NearcopyError, match="saved"):
        nc.Statistics.from_bytes(b"no statistics")
