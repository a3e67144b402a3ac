//! What is known to be true: labelled pairs, and passages.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::ops::Range;
use std::path::Path;

use nearcopy::{Article, Error};

/// Two articles, by position, the smaller first.
pub type Pair = (usize, usize);

/// The labelled pairs.
#[derive(Debug)]
pub struct Truth {
    /// The pairs, each once.
    pub listed: Vec<Listed>,
    /// The labels, those of copies first, each part in order of the alphabet.
    pub labels: Vec<Label>,
    /// Whether any pair has a weight.
    pub weighted: bool,
}

/// One labelled pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Listed {
    pub pair: Pair,
    /// Its label, as an index.
    pub label: usize,
    pub weight: f64,
}

/// What a label says of a pair.
#[derive(Debug, PartialEq, Eq)]
pub struct Label {
    pub name: String,
    pub is_copy: bool,
}

/// A passage of one article that the other has: a range in each, in the order
/// of the pair.
pub type Passage = [Range<usize>; 2];

/// The passages of one pair, and the types they have.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Passages {
    pub passages: Vec<Passage>,
    pub kinds: Vec<String>,
}

/// Reads the truth, for the articles given.
pub struct Ids<'a> {
    articles: &'a [Article<'a>],
    positions: HashMap<&'a str, usize>,
}

impl<'a> Ids<'a> {
    pub fn new(articles: &'a [Article<'a>]) -> Self {
        let positions = articles.iter().enumerate().map(|(at, it)| (it.id(), at)).collect();
        Self { articles, positions }
    }

    /// The labelled pairs in `path`.
    pub fn read_pairs(&self, path: &Path, not_copies: &[String]) -> Result<Truth, Error> {
        let text = read(path)?;
        let mut rows: BTreeMap<Pair, (usize, &str, f64)> = BTreeMap::new();
        let mut weighted = false;
        for (line, columns) in table(&text) {
            let problem = |problem| malformed(path, Some(line), problem);
            let (pair, _) = self.pair(&columns, [0, 1]).map_err(problem)?;
            let label = columns.get(2).map_or("", |label| label.trim());
            let label = if label.is_empty() { "copy" } else { label };
            let weight = columns.get(3).map(|it| weight(it)).transpose().map_err(problem)?;
            weighted |= weight.is_some();
            let weight = weight.unwrap_or(1.0);
            if let Some((first, ..)) = rows
                .insert(pair, (line, label, weight))
                .filter(|old| (old.1, old.2) != (label, weight))
            {
                return Err(problem(format!("says another thing of the pair in line {first}")));
            }
        }
        let mut labels: Vec<(bool, &str)> =
            rows.values().map(|row| (not_copies.iter().any(|it| it == row.1), row.1)).collect();
        labels.sort_unstable();
        labels.dedup();
        if let Some(unknown) =
            not_copies.iter().find(|it| !labels.iter().any(|label| label.1 == *it))
        {
            return Err(malformed(path, None, format!("no pair has the label {unknown:?}")));
        }
        if labels.first().is_none_or(|label| label.0) {
            return Err(malformed(path, None, "there is no copy among the pairs".to_owned()));
        }
        let index = |name| labels.iter().position(|label| label.1 == name).expect("from the rows");
        let listed = rows.iter().map(|(&pair, &(_, label, weight))| Listed {
            pair,
            label: index(label),
            weight,
        });
        Ok(Truth {
            listed: listed.collect(),
            weighted,
            labels: labels
                .iter()
                .map(|&(not, name)| Label { name: name.to_owned(), is_copy: !not })
                .collect(),
        })
    }

    /// The passages in `path`, by pair.
    pub fn read_passages(
        &self,
        path: &Path,
        code_points: bool,
    ) -> Result<BTreeMap<Pair, Passages>, Error> {
        let text = read(path)?;
        let mut found: BTreeMap<Pair, Passages> = BTreeMap::new();
        for (at, (line, columns)) in table(&text).enumerate() {
            let is_number = |column: usize| {
                columns.get(column).is_some_and(|it| it.trim().parse::<usize>().is_ok())
            };
            if at == 0 && ![1, 2, 4, 5].into_iter().any(is_number) {
                continue; // the names of the columns
            }
            let problem = |problem| malformed(path, Some(line), problem);
            let (pair, swapped) = self.pair(&columns, [0, 3]).map_err(problem)?;
            let (one, other) = if swapped { (4, 1) } else { (1, 4) };
            let range = |column, article: usize| {
                range(&columns, column, length(self.articles[article].text(), code_points))
            };
            let passage =
                [range(one, pair.0).map_err(problem)?, range(other, pair.1).map_err(problem)?];
            let entry = found.entry(pair).or_default();
            entry.passages.push(passage);
            let kind = columns.get(6).map_or("", |kind| kind.trim());
            if !kind.is_empty() && !entry.kinds.iter().any(|it| it == kind) {
                entry.kinds.push(kind.to_owned());
            }
        }
        if found.is_empty() {
            return Err(malformed(path, None, "there is no passage in it".to_owned()));
        }
        Ok(found)
    }

    /// The pair that two columns name, and whether it stands there the other
    /// way round.
    fn pair(&self, columns: &[&str], at: [usize; 2]) -> Result<(Pair, bool), String> {
        let find = |at: usize| {
            let id = columns.get(at).ok_or("too few columns; is there a tab between them?")?;
            let found = self.positions.get(id).copied();
            found.ok_or_else(|| format!("no article has the id {id:?}"))
        };
        let (a, b) = (find(at[0])?, find(at[1])?);
        if a == b {
            return Err("names the same article twice".to_owned());
        }
        Ok(((a.min(b), a.max(b)), a > b))
    }
}

/// How long a text is.
fn length(text: &str, code_points: bool) -> usize {
    if code_points { text.chars().count() } else { text.len() }
}

fn weight(text: &str) -> Result<f64, String> {
    let weight = text.trim().parse::<f64>().ok().filter(|it| it.is_finite() && *it >= 0.0);
    weight.ok_or_else(|| format!("the weight is {text:?}; expected a number from 0 on"))
}

/// The range that two columns give as offset and length, in a text that is
/// `whole` long.
fn range(columns: &[&str], at: usize, whole: usize) -> Result<Range<usize>, String> {
    let number = |at: usize| {
        let text = columns.get(at).copied().unwrap_or("");
        text.trim().parse::<usize>().map_err(|_| format!("{text:?} is not an offset or length"))
    };
    let (start, length) = (number(at)?, number(at + 1)?);
    match start.checked_add(length) {
        Some(end) if end <= whole => Ok(start..end),
        _ => Err(format!(
            "the passage from {start} on, {length} long, does not fit its article, {whole} long"
        )),
    }
}

/// The lines that count, each with its number and its columns.
fn table(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let lines = text.trim_start_matches('\u{feff}').lines().zip(1..);
    lines
        .filter(|(line, _)| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|(line, number)| (number, line.split('\t').collect()))
}

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|source| Error::File { path: path.to_owned(), source })
}

fn malformed(path: &Path, line: Option<usize>, problem: String) -> Error {
    Error::Malformed { path: path.to_owned(), line, problem }
}
