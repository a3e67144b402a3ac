//! The tables as Arrow data.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int64Array, ListArray, RecordBatch, StringArray,
    StructArray, UInt32Array,
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, Field};
use nearcopy::align::Alignment;
use nearcopy::dedup::Dropped;
use nearcopy::direction::Direction;
use nearcopy::{AboutField, Error, Match};

use super::place::Places;
use super::{Edit, Results, Span, rounded};

/// Why a table cannot be made.
pub enum BatchError {
    Text(Error),
    Arrow(ArrowError),
}

impl From<Error> for BatchError {
    fn from(error: Error) -> Self {
        Self::Text(error)
    }
}

impl From<ArrowError> for BatchError {
    fn from(error: ArrowError) -> Self {
        Self::Arrow(error)
    }
}

type Batch = Result<RecordBatch, BatchError>;

pub fn pairs(results: &Results) -> Batch {
    let all: Vec<&Match> = results.pairs().collect();
    let articles = results.articles();
    let ids = |side: fn(&Match) -> usize| strings(all.iter().map(|it| results.id(side(it))));
    let rows = |side: fn(&Match) -> usize| rows(results, all.iter().map(|it| side(it)));
    let of = |text: fn(&Match) -> &'static str| strings(all.iter().map(|it| text(it)));
    let sources = all.iter().map(|found| {
        let about = |at| articles.about(at);
        Direction::of(found, &about(found.a), &about(found.b)).map(|it| results.id(it.from))
    });
    let days = all.iter().map(|found| {
        let date = |at| articles.about(at).date;
        Some(date(found.a)?.seconds_to(date(found.b)?) as f64 / 86_400.0)
    });
    let sentences = all.iter().map(|found| found.evidence.sentence());
    let scores = all.iter().map(|found| rounded(found.score));
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        ("a", ids(|found| found.a)),
        ("b", ids(|found| found.b)),
        ("relation", of(|found| found.relation.name())),
        ("score", Arc::new(Float64Array::from_iter_values(scores))),
        ("view", of(|found| found.view.name())),
        ("a_row", rows(|found| found.a)),
        ("b_row", rows(|found| found.b)),
        ("days", Arc::new(days.collect::<Float64Array>())),
        ("probable_source", Arc::new(sources.collect::<StringArray>())),
        ("decision", optional(all.iter().map(|it| it.decision.map(|it| it.name())))),
        ("why", Arc::new(StringArray::from_iter_values(sentences))),
    ];
    let mut passages = PassageColumns::default();
    let mut edits = EditColumns::default();
    for found in &all {
        if let Some(alignment) = &found.alignment {
            let texts = [articles.text(found.a)?, articles.text(found.b)?];
            let places = Places::new([&texts[0], &texts[1]], results.settings.offsets);
            passages.add(alignment, &places);
            edits.add(alignment, &places);
        } else {
            passages.lengths.push(0);
            edits.lengths.push(0);
        }
    }
    columns.push(("passages", passages.finish()?));
    columns.push(("edits", edits.finish()?));
    batch(columns)
}

pub fn clusters(results: &Results) -> Batch {
    let (mut number, mut article, mut scores, mut represents) = (vec![], vec![], vec![], vec![]);
    for (at, cluster) in (0..).zip(&results.findings.clusters) {
        let first = (cluster.representative, 1.0, true);
        let others = cluster.members.iter().map(|one| (one.article, rounded(one.score), false));
        for (of, score, is_first) in std::iter::once(first).chain(others) {
            number.push(at);
            article.push(of);
            scores.push(score);
            represents.push(is_first);
        }
    }
    members(
        "cluster",
        results,
        number,
        &article,
        vec![
            ("score", Arc::new(Float64Array::from(scores))),
            ("is_representative", Arc::new(BooleanArray::from(represents))),
        ],
    )
}

pub fn identical(results: &Results) -> Batch {
    let (mut number, mut article, mut variants) = (vec![], vec![], vec![]);
    for (at, set) in (0..).zip(&results.findings.identical) {
        for &of in &set.articles {
            let variant = set.variants.iter().position(|it| it.articles.contains(&of));
            number.push(at);
            article.push(of);
            variants.push(variant.map_or(0, |variant| variant as u32 + 1));
        }
    }
    let variants: ArrayRef = Arc::new(UInt32Array::from(variants));
    members("set", results, number, &article, vec![("variant", variants)])
}

/// Articles of groups, a line for each.
fn members(
    group: &'static str,
    results: &Results,
    number: Vec<u32>,
    articles: &[usize],
    more: Vec<(&'static str, ArrayRef)>,
) -> Batch {
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        (group, Arc::new(UInt32Array::from(number))),
        ("id", strings(articles.iter().map(|&at| results.id(at)))),
        ("row", rows(results, articles.iter().copied())),
    ];
    columns.extend(more);
    batch(columns)
}

/// These articles.
pub fn articles(results: &Results, chosen: &[usize]) -> Batch {
    let about = |field| {
        let values = chosen
            .iter()
            .map(|&at| results.articles().about(at).get(field).map(|value| value.into_owned()));
        Arc::new(values.collect::<StringArray>()) as ArrayRef
    };
    let words = chosen.iter().map(|&at| results.findings.words.get(at).copied());
    let sides = chosen.iter().map(|&at| results.source.place(at).side as u32);
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        ("id", strings(chosen.iter().map(|&at| results.id(at)))),
        ("row", rows(results, chosen.iter().copied())),
        ("side", Arc::new(UInt32Array::from_iter_values(sides))),
        ("words", Arc::new(words.collect::<UInt32Array>())),
    ];
    columns.extend(AboutField::ALL.map(|field| (field.name(), about(field))));
    batch(columns)
}

pub fn dropped(results: &Results, dropped: &[Dropped]) -> Batch {
    batch(vec![
        ("id", strings(dropped.iter().map(|one| results.id(one.article)))),
        ("row", rows(results, dropped.iter().map(|one| one.article))),
        ("kept", strings(dropped.iter().map(|one| results.id(one.kept)))),
    ])
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> Batch {
    let columns = columns.into_iter().map(|(name, column)| (name, column, true));
    Ok(RecordBatch::try_from_iter_with_nullable(columns)?)
}

fn strings<'s>(texts: impl Iterator<Item = &'s str>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(texts))
}

fn optional<'s>(texts: impl Iterator<Item = Option<&'s str>>) -> ArrayRef {
    Arc::new(texts.collect::<StringArray>())
}

/// The rows of articles in the caller's data.
fn rows(results: &Results, articles: impl Iterator<Item = usize>) -> ArrayRef {
    let row = |at| results.source.place(at).row.map(|row| row as i64);
    Arc::new(articles.map(row).collect::<Int64Array>())
}

/// Where things begin and end in both texts.
#[derive(Default)]
struct SpanColumns([Vec<u32>; 4]);

impl SpanColumns {
    fn add(&mut self, a: Span, b: Span) {
        let ends = a.ends().into_iter().chain(b.ends());
        self.0.iter_mut().zip(ends).for_each(|(column, end)| column.push(end));
    }

    fn columns(self) -> impl Iterator<Item = (&'static str, ArrayRef)> {
        let names = ["a_start", "a_end", "b_start", "b_end"];
        let column = |ends: Vec<u32>| Arc::new(UInt32Array::from(ends)) as ArrayRef;
        names.into_iter().zip(self.0.map(column))
    }
}

#[derive(Default)]
struct PassageColumns {
    lengths: Vec<usize>,
    spans: SpanColumns,
    kinds: Vec<&'static str>,
    moved: Vec<bool>,
    scores: Vec<f64>,
}

impl PassageColumns {
    fn add(&mut self, alignment: &Alignment, places: &Places<'_>) {
        self.lengths.push(alignment.passages.len());
        for passage in &alignment.passages {
            self.spans.add(places.a(passage.a), places.b(passage.b));
            self.kinds.push(passage.kind.name());
            self.moved.push(passage.moved);
            self.scores.push(rounded(passage.score));
        }
    }

    fn finish(self) -> Result<ArrayRef, ArrowError> {
        let mut columns: Vec<_> = self.spans.columns().collect();
        columns.push(("kind", strings(self.kinds.into_iter())));
        columns.push(("moved", Arc::new(BooleanArray::from(self.moved))));
        columns.push(("score", Arc::new(Float64Array::from(self.scores))));
        list(&self.lengths, columns)
    }
}

#[derive(Default)]
struct EditColumns {
    lengths: Vec<usize>,
    spans: SpanColumns,
    changes: Vec<&'static str>,
    substance: ListBuilder<StringBuilder>,
}

impl EditColumns {
    fn add(&mut self, alignment: &Alignment, places: &Places<'_>) {
        let before = self.changes.len();
        for region in alignment.edits() {
            let edit = Edit::new(region, places);
            self.spans.add(places.a(region.a), places.b(region.b));
            self.changes.push(edit.change);
            edit.substance.iter().for_each(|kind| self.substance.values().append_value(kind));
            self.substance.append(true);
        }
        self.lengths.push(self.changes.len() - before);
    }

    fn finish(mut self) -> Result<ArrayRef, ArrowError> {
        let mut columns = vec![("change", strings(self.changes.into_iter()))];
        columns.extend(self.spans.columns());
        columns.push(("substance", Arc::new(self.substance.finish())));
        list(&self.lengths, columns)
    }
}

/// A list of so many structs in each row.
fn list(lengths: &[usize], columns: Vec<(&str, ArrayRef)>) -> Result<ArrayRef, ArrowError> {
    let field = |(name, column): (&str, ArrayRef)| {
        (Arc::new(Field::new(name, column.data_type().clone(), true)), column)
    };
    let structs = StructArray::from(columns.into_iter().map(field).collect::<Vec<_>>());
    let item = Field::new_list_field(structs.data_type().clone(), true);
    let offsets = OffsetBuffer::from_lengths(lengths.iter().copied());
    Ok(Arc::new(ListArray::try_new(Arc::new(item), offsets, Arc::new(structs), None)?))
}
