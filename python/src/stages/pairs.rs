//! Matches → rows and clusters.

use std::sync::Arc;

use arrow_array::builder::{Int32Builder, ListBuilder, StringBuilder, StructBuilder};
use arrow_array::{ArrayRef, Float32Array, Int8Array, StringArray};
use arrow_schema::{DataType, Field, Fields};
use nearcopy::align::Passage;
use nearcopy::stages::FoundPair;
use nearcopy::verify::Evidence;
use pyo3::prelude::*;

use super::columns::{Batch, Rows, code, numbers};

/// The clusters of connected articles: `matches` has `a`, `b` and `score`, `same` the `first` of
/// some with the same words and the `number` of another.
#[pyfunction]
pub fn stars(matches: &Bound<'_, PyAny>, same: &Bound<'_, PyAny>) -> PyResult<Batch> {
    let (matches, same) = (Rows::read(matches)?, Rows::read(same)?);
    let pairs = matches.numbers("a")?.into_iter().zip(matches.numbers("b")?);
    let scored = pairs.zip(matches.scores("score")?).map(|((a, b), score)| (a, b, score));
    let same: Vec<_> = same.numbers("first")?.into_iter().zip(same.numbers("number")?).collect();
    let found = nearcopy::stages::stars(&scored.collect::<Vec<_>>(), &same);
    let all = || {
        found.iter().flat_map(|(representative, members)| {
            members.iter().map(move |&(member, score)| (*representative, member, score))
        })
    };
    Batch::new(vec![
        ("representative", numbers(all().map(|it| it.0))),
        ("member", numbers(all().map(|it| it.1))),
        ("score", Arc::new(Float32Array::from_iter_values(all().map(|it| it.2)))),
    ])
}

/// Matches as rows: the pair, what was found, each figure of the evidence, and passages.
pub fn batch(found: &[FoundPair]) -> PyResult<Batch> {
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        ("a", numbers(found.iter().map(|it| it.a))),
        ("b", numbers(found.iter().map(|it| it.b))),
        ("view", Arc::new(Int8Array::from_iter_values(found.iter().map(|it| code(it.view))))),
        (
            "relation",
            Arc::new(StringArray::from_iter_values(found.iter().map(|it| it.relation.name()))),
        ),
        ("score", Arc::new(Float32Array::from_iter_values(found.iter().map(|it| it.score)))),
    ];
    for (at, (name, _)) in Evidence::default().figures().enumerate() {
        // At the level near only some were measured.
        let figure = |it: &FoundPair| {
            let mut figures = it.evidence.figures();
            let known = match it.evidence.sequences_alone {
                true => figures.find(|&(known, _)| known == name),
                false => figures.nth(at),
            };
            known.map(|(_, value)| value)
        };
        columns.push((name, Arc::new(found.iter().map(figure).collect::<Float32Array>())));
    }
    columns.push(("passages", passages(found)));
    Batch::new(columns)
}

const PLACES: [&str; 4] = ["a_start", "a_end", "b_start", "b_end"];

/// The passages of each match, in bytes of the two texts; nothing where they were not asked for.
fn passages(found: &[FoundPair]) -> ArrayRef {
    let places = PLACES.map(|name| Field::new(name, DataType::Int32, true));
    let fields: Fields =
        places.into_iter().chain([Field::new("kind", DataType::Utf8, true)]).collect();
    let mut list = ListBuilder::new(StructBuilder::from_fields(fields, 0));
    for one in found {
        let Some(alignment) = &one.alignment else {
            list.append_null();
            continue;
        };
        for Passage { a, b, kind, .. } in &alignment.passages {
            let row = list.values();
            for (at, place) in [a.start, a.end, b.start, b.end].into_iter().enumerate() {
                let column = row.field_builder::<Int32Builder>(at).expect("of this type");
                column.append_value(place as i32);
            }
            let column = row.field_builder::<StringBuilder>(PLACES.len()).expect("of this type");
            column.append_value(format!("{kind:?}").to_lowercase());
            row.append(true);
        }
        list.append(true);
    }
    Arc::new(list.finish())
}

/// The connected component of each node of the edges `a`, `b`: its least node. In memory, some
/// 30 bytes a node.
#[pyfunction]
pub fn components(edges: &Bound<'_, PyAny>) -> PyResult<Batch> {
    let rows = Rows::read(edges)?;
    let (a, b) = (rows.i64s("a")?, rows.i64s("b")?);
    let found = edges.py().detach(|| least_nodes(&a, &b));
    let column = |values: Vec<i64>| Arc::new(arrow_array::Int64Array::from(values));
    let (nodes, least) = found.into_iter().unzip();
    Batch::new(vec![("node", column(nodes)), ("component", column(least))])
}

fn least_nodes(a: &[i64], b: &[i64]) -> Vec<(i64, i64)> {
    let mut nodes = [a, b].concat();
    nodes.sort_unstable();
    nodes.dedup();
    let mut above: Vec<u32> = (0..nodes.len() as u32).collect();
    let root = |above: &mut [u32], mut at: u32| {
        while above[at as usize] != at {
            above[at as usize] = above[above[at as usize] as usize];
            at = above[at as usize];
        }
        at
    };
    let place = |node: &i64| nodes.binary_search(node).expect("one of all") as u32;
    for (one, other) in a.iter().zip(b) {
        let (one, other) = (root(&mut above, place(one)), root(&mut above, place(other)));
        above[one.max(other) as usize] = one.min(other);
    }
    let least = |at: usize| nodes[root(&mut above, at as u32) as usize];
    let least: Vec<i64> = (0..nodes.len()).map(least).collect();
    nodes.into_iter().zip(least).collect()
}
