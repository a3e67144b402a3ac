//! From judged pairs to the evidence on them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use nearcopy::read::Reader;
use nearcopy::verify::{Evidence, Relation};
use nearcopy::{Article, Detector, Error};

use crate::args::Args;
use crate::file_error;
use crate::rows::Row;

/// Two articles by position, the smaller first.
type Pair = (usize, usize);

/// The evidence on the judged pairs; pairs with the same words are left out.
pub fn rows(args: &Args, truth: &Path) -> Result<Vec<Row>, Error> {
    let collection = Reader::builder().build()?.read_with(&args.paths, &())?;
    let articles = collection.articles()?;
    let mut judged = read(truth, &articles)?;
    let detector = Detector::builder().align(false).threshold(0.0).build()?;
    if args.complete {
        let listed: BTreeSet<Pair> = judged.iter().map(|(pair, ..)| *pair).collect();
        let known: BTreeSet<usize> = listed.iter().flat_map(|&(a, b)| [a, b]).collect();
        let found = detector.detect(&articles)?.matches.into_iter().map(|found| (found.a, found.b));
        let others = found
            .filter(|(a, b)| known.contains(a) || known.contains(b))
            .map(|(a, b)| (a.min(b), a.max(b)))
            .filter(|pair| !listed.contains(pair));
        judged.extend(others.map(|pair| (pair, NONE.to_owned(), 1.0)));
    }
    let judged = thinned(judged, args.most);
    let pairs: Vec<Pair> = judged.iter().map(|(pair, ..)| *pair).collect();
    let mut corpus: BTreeMap<Pair, Evidence> = BTreeMap::new();
    for found in detector.compare_with(&articles, &pairs, &())?.matches {
        if found.relation != Relation::Exact {
            corpus.insert((found.a.min(found.b), found.a.max(found.b)), found.evidence);
        }
    }
    let mut rows = Vec::new();
    for (pair, label, weight) in judged {
        let Some(&corpus) = corpus.get(&pair) else { continue };
        let both = [articles[pair.0].clone(), articles[pair.1].clone()];
        let alone = detector.compare_with(&both, &[(0, 1)], &())?;
        let Some(alone) = alone.matches.first().map(|found| found.evidence) else { continue };
        let is_copy = label != NONE && !args.not_copies.contains(&label);
        let collection = args.collection.clone();
        rows.push(Row { collection, is_copy, weight, corpus, alone });
    }
    Ok(rows)
}

/// The label of pairs that no one has judged, in a collection all of whose copies are listed.
const NONE: &str = "-";

/// At most so many pairs of each label, evenly; of those without one, as many as of all others.
fn thinned(judged: Vec<(Pair, String, f64)>, most: Option<usize>) -> Vec<(Pair, String, f64)> {
    let mut by_label: BTreeMap<String, Vec<(Pair, String, f64)>> = BTreeMap::new();
    for one in judged {
        by_label.entry(one.1.clone()).or_default().push(one);
    }
    let others = by_label.remove(NONE).unwrap_or_default();
    let evenly = |all: Vec<(Pair, String, f64)>, most: usize| {
        let step = all.len().div_ceil(most.max(1)).max(1);
        all.into_iter().step_by(step)
    };
    let most = most.unwrap_or(usize::MAX);
    let mut kept: Vec<_> = by_label.into_values().flat_map(|all| evenly(all, most)).collect();
    kept.extend(evenly(others, kept.len()).collect::<Vec<_>>());
    kept
}

/// The judged pairs of a file, with label and weight.
fn read(path: &Path, articles: &[Article<'_>]) -> Result<Vec<(Pair, String, f64)>, Error> {
    let positions: BTreeMap<&str, usize> =
        articles.iter().enumerate().map(|(at, article)| (article.id(), at)).collect();
    let text = fs::read_to_string(path).map_err(|source| file_error(path, source))?;
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .map(|line| {
            let mut columns = line.split('\t');
            let mut position = || {
                let id = columns.next().unwrap_or_default();
                let position = positions.get(id).copied();
                position.ok_or_else(|| Error::UnknownId { id: id.to_owned() })
            };
            let (a, b) = (position()?, position()?);
            let label = columns.next().unwrap_or("copy").trim().to_owned();
            let weight = columns.next().unwrap_or("1").trim();
            let Some(weight) = weight.parse().ok().filter(|weight: &f64| *weight > 0.0) else {
                let problem = format!("weight must be a number above 0, got {weight:?}");
                return Err(file_error(path, io::Error::other(problem)));
            };
            Ok(((a.min(b), a.max(b)), label, weight))
        })
        .collect()
}
