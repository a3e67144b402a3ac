//! The ids that somebody who gave an unknown one may have meant.

/// Most ids that are named.
const MOST: usize = 3;

/// How alike two names must be, where neither ends with the other: as many as this of
/// ten characters stay as they are.
const LEAST_ALIKE: f64 = 0.6;

/// The likeliest first: ids that are `given` with other capitals, then those of which one
/// ends with the other (a path from another folder on), then those that are written
/// nearly alike.
pub fn near<'i>(given: &str, ids: impl Iterator<Item = &'i str>) -> Vec<&'i str> {
    let given = given.to_lowercase();
    let mut found: Vec<(f64, &str)> =
        ids.map(|id| (likeness(&given, &id.to_lowercase()), id)).collect();
    found.retain(|(likeness, _)| *likeness >= LEAST_ALIKE);
    found.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
    found.into_iter().take(MOST).map(|(_, id)| id).collect()
}

/// From 0 to 1 how alike two names are; more where one is a path of the other.
fn likeness(given: &str, id: &str) -> f64 {
    if given == id {
        return 3.0;
    }
    let is_end = |whole: &str, end: &str| {
        let rest = whole.strip_suffix(end).unwrap_or_default();
        !end.is_empty() && rest.ends_with(['/', '\\'])
    };
    let stem = |name: &str| name.rsplit_once('.').map_or(name.len(), |(stem, _)| stem.len());
    if is_end(given, id) || is_end(id, given) || is_end(&id[..stem(id)], given) {
        return 2.0;
    }
    if id[..stem(id)] == *given {
        return 2.0;
    }
    // So different in length, they are not alike; and the comparison costs the product.
    let (short, long) = (given.len().min(id.len()), given.len().max(id.len()));
    if (short as f64) < LEAST_ALIKE * long as f64 || long > LONGEST {
        return 0.0;
    }
    strsim::normalized_levenshtein(given, id)
}

/// Longer names are not compared character by character, in bytes.
const LONGEST: usize = 500;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_first() {
        let ids = ["news/flood.txt", "news/food.txt", "Flood", "library", ""];
        for (given, expected) in [
            ("flod", &["Flood"][..]),
            ("FLOOD", &["Flood", "news/flood.txt"]),
            ("flood.txt", &["news/flood.txt"]),
            ("archive/news/flood.txt", &["news/flood.txt"]),
            ("news/flod.txt", &["news/flood.txt", "news/food.txt"]),
            ("earthquake", &[]),
            ("", &[""]),
        ] {
            assert_eq!(near(given, ids.into_iter()), expected, "{given}");
        }
    }
}
