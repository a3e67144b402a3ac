"""Results as objects, tables, files, and in a notebook."""

from __future__ import annotations

import json
from pathlib import Path

import nearcopy as nc
import polars as pl
import pyarrow as pa
import pytest

Columns = dict[str, list[str]]

A = "Der Fluß stieg über Nacht um 2 Meter 🙂, und die alte Brücke wurde für alle gesperrt."
B = "Der Fluß stieg in der Nacht um 3 Meter 🙂, und die alte Brücke wurde für alle gesperrt."


# Other figures in the same words would make a form of them.
C = B.replace("3", "2")


@pytest.fixture(scope="module")
def found(columns: Columns) -> nc.Found:
    return nc.find(columns, title="title", date="date", source="source")


def test_places_index_strings(found: nc.Found, columns: Columns) -> None:
    text = dict(zip(columns["id"], columns["text"], strict=True))
    for pair in found:
        assert (pair.text_a, pair.text_b) == (text[pair.a], text[pair.b])
        assert pair.edits and pair.passages
        # B is made of A by the edits.
        rebuilt, at = "", 0
        for edit in sorted(pair.edits, key=lambda edit: (edit.a.start, edit.b.start)):
            assert edit.change not in ("moved",)
            rebuilt += pair.text_a[at : edit.a.start] + pair.text_b[edit.b.slice]
            at = edit.a.end
        assert rebuilt + pair.text_a[at:] == pair.text_b


def test_places_in_bytes_are_those_of_utf8() -> None:
    pair = nc.compare(A, B)
    in_bytes = nc.compare(A, B, offsets="bytes")
    assert pair.edits and in_bytes.edits
    assert {pair.text_b[edit.b.slice] for edit in pair.edits} == {"in der", "3"}
    for edit, other in zip(pair.edits, in_bytes.edits, strict=True):
        assert pair.text_a[edit.a.slice] == A.encode()[other.a.start : other.a.end].decode()
        assert edit.substance == other.substance
    assert any(edit.substance == ["number"] for edit in pair.edits)


def test_compare_is_the_verdict_of_a_search() -> None:
    pair = nc.find({"id": ["a", "b"], "text": [A, C]})[0]
    compared = nc.compare(A, C)
    assert (compared.score, compared.relation) == (pair.score, pair.relation)
    assert compared.evidence == pair.evidence and compared.is_copy
    other = nc.compare(A, "A library opened on the main square this morning, said the mayor.")
    assert not other.is_copy and other.score < 0.5
    background = nc.Statistics.count([A, C, "Der Fluß ist ruhig."])
    assert nc.compare(A, C, background=background).evidence != compared.evidence


def test_tables_say_what_objects_say(found: nc.Found) -> None:
    frame = found.pairs.to_polars()
    assert frame.height == len(found) == len(found.pairs) == found.summary["matches"]
    for pair, row in zip(found, frame.iter_rows(named=True), strict=True):
        assert (row["a"], row["b"], row["relation"]) == (pair.a, pair.b, pair.relation)
        assert (row["score"], row["view"], row["why"]) == (pair.score, pair.view, pair.why)
        assert (row["a_row"], row["b_row"]) == (int(pair.a[5:]), int(pair.b[5:]))
        assert pair.edits is not None and pair.passages is not None
        assert [(e["change"], e["b_start"], e["b_end"], e["substance"]) for e in row["edits"]] == [
            (edit.change, edit.b.start, edit.b.end, edit.substance) for edit in pair.edits
        ]
        assert [(p["a_start"], p["a_end"], p["kind"]) for p in row["passages"]] == [
            (passage.a.start, passage.a.end, passage.kind) for passage in pair.passages
        ]
        assert pair.direction is None or row["probable_source"] == pair.direction[0]
    assert found.pairs.to_pandas().shape == frame.shape
    assert found.pairs.to_arrow().num_rows == frame.height
    assert pa.schema(found.pairs.to_arrow().schema).names == frame.columns


def test_other_tables(found: nc.Found, columns: Columns) -> None:
    assert len(found.articles) == len(columns["id"])
    articles = found.articles.to_polars()
    assert articles["id"].to_list() == columns["id"]
    assert articles["title"].to_list() == columns["title"]
    assert found.articles[3].source == "Times" and found.articles[3].text == columns["text"][3]
    [same] = found.identical
    assert same.ids == ["wire/079", "wire/119"] and len(same) == 2 and same.variants == []
    assert found.identical.to_polars()["id"].to_list() == same.ids
    clusters = found.clusters.to_polars()
    assert clusters["cluster"].n_unique() == len(found.clusters)
    for at, cluster in enumerate(found.clusters):
        lines = clusters.filter(pl.col("cluster") == at)
        assert lines["id"].to_list() == [cluster.representative, *[i for i, _ in cluster.members]]
        assert len(cluster) == lines.height


def test_tables_are_sequences(found: nc.Found) -> None:
    assert found.pairs[-1].b == found.pairs.to_list()[-1].b == list(found)[-1].b
    with pytest.raises(IndexError, match=f"there are {len(found)} pairs, got {len(found)}"):
        found.pairs[len(found)]


def test_variants_show_what_is_written_otherwise() -> None:
    text = "The night was cold: -15 degrees at the airport, the coldest since March."
    found = nc.find({"id": ["a", "b"], "text": [text, text.replace("-15", "15")]})
    [variant] = found.identical[0].variants
    assert variant.ids == ["b"] and variant.edits
    assert "-" in text[variant.edits[0].a.slice]


def test_one_of_each_set_of_copies_is_kept(found: nc.Found, columns: Columns) -> None:
    for prefer in ("longest", "earliest", "first"):
        kept, dropped = found.keep(prefer), found.drop(prefer)
        ids = {article.id for article in kept}
        assert len(kept) + len(dropped) == len(columns["id"])
        assert all(one.kept in ids and one.id not in ids for one in dropped)
        assert not any(pair.a in ids and pair.b in ids for pair in found)
    dropped = found.drop("first", relation="exact")
    assert [(one.id, one.kept, one.row) for one in dropped] == [("wire/119", "wire/079", 119)]
    frame = pl.DataFrame(columns).join(found.drop().to_polars(), on="id", how="anti")
    assert frame["id"].to_list() == [article.id for article in found.keep()]
    with pytest.raises(ValueError, match="prefer must be longest, earliest or first, got best"):
        found.keep("best")  # type: ignore[arg-type]


def test_why(found: nc.Found) -> None:
    pair = found[0]
    why = found.why(pair.a, pair.b)
    assert (why.outcome, why.score, why.relation) == ("match", pair.score, pair.relation)
    assert pair.a in str(why) and why.evidence == pair.evidence
    assert found.why(int(pair.a[5:]), int(pair.b[5:])).outcome == "match"
    assert found.why("wire/079", "wire/119").outcome == "identical"
    assert found.why("wire/001", "wire/003").outcome in ("not proposed", "below threshold")
    with pytest.raises(KeyError, match="there is no article 'wire/999'"):
        found.why("wire/999", "wire/001")


def test_a_notebook_shows_both_texts() -> None:
    hostile = "<script>alert(1)</script> " + A
    pair = nc.compare(hostile, "<script>alert(1)</script> " + B)
    page = pair._repr_html_()
    assert page.startswith('<div class="nearcopy"><style>')
    assert "<del" in page and "<ins" in page and "3" in page
    assert "<script" not in page and "script&gt;alert(1)&lt;" in page


def test_a_notebook_shows_counts_and_scores(found: nc.Found) -> None:
    page = found._repr_html_()
    assert "120 articles" in page and "<svg" in page and "<script" not in page
    assert repr(found).startswith(f"<{len(found)} pairs, ")


def test_files(found: nc.Found, tmp_path: Path) -> None:
    found.write_html(tmp_path / "found.html", title="The flood")
    assert "<title>The flood</title>" in (tmp_path / "found.html").read_text()
    assert found.to_jsonl(tmp_path / "found.jsonl") is None
    assert (tmp_path / "found.jsonl").read_text() == found.to_jsonl()
    with_texts = [json.loads(line) for line in found.to_jsonl(texts=True).splitlines()]
    assert any(record["type"] == "article" and record["text"] for record in with_texts)
    with pytest.raises(FileNotFoundError):
        found.write_html(tmp_path / "no" / "found.html")


def test_without_alignment(columns: Columns) -> None:
    found = nc.find(columns, align=False)
    assert found[0].edits is None and found[0].passages is None
    assert found.pairs.to_polars()["edits"][0].len() == 0
    assert "score" in found[0]._repr_html_()


def test_results_outlive_the_data() -> None:
    found = nc.find(pl.DataFrame({"text": [A * 2, C * 2]}))
    texts = ["x" * 1000 for _ in range(1000)]
    del texts
    assert found[0].text_a == A * 2
