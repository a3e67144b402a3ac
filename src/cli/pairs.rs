//! A list of pairs to compare: two ids a line, a tab between them.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use crate::{Articles, Error};

use super::failure::Failure;

/// The pairs listed in `path`, each once, as positions in `articles`.
pub fn read(path: &Path, articles: &dyn Articles) -> Result<Vec<(usize, usize)>, Failure> {
    let list =
        fs::read_to_string(path).map_err(|source| Error::File { path: path.to_owned(), source })?;
    let positions: HashMap<&str, usize> =
        (0..articles.len()).map(|at| (articles.id(at), at)).collect();
    let find = |id: &str| {
        positions.get(id).copied().ok_or_else(|| format!("no article has the id {id:?}"))
    };
    let mut seen = HashSet::new();
    let mut pairs = Vec::new();
    let lines = list.trim_start_matches('\u{feff}').lines().enumerate();
    for (i, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let pair = parse(line, find).map_err(|problem| Failure::Pairs {
            path: path.to_owned(),
            line: i + 1,
            problem,
        })?;
        if seen.insert((pair.0.min(pair.1), pair.0.max(pair.1))) {
            pairs.push(pair);
        }
    }
    Ok(pairs)
}

fn parse(
    line: &str,
    find: impl Fn(&str) -> Result<usize, String>,
) -> Result<(usize, usize), String> {
    let mut columns = line.split('\t');
    let (Some(a), Some(b)) = (columns.next(), columns.next()) else {
        return Err(format!("expected two ids with a tab between them, found {line:?}"));
    };
    let (a, b) = (find(a)?, find(b)?);
    if a == b {
        return Err("names the same article twice".to_owned());
    }
    Ok((a, b))
}
