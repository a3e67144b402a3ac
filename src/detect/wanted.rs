//! Which pairs are wanted, by what is known of the articles beside their texts.

use std::collections::HashMap;

use super::Settings;
use super::ranks::Ranks;
use crate::cluster::Representative;
use crate::date::Date;

/// What is known of the articles of a search as far as it decides anything, by rank.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// The outlets as numbers, 0 where one is not known; nothing where they do not count.
    sources: Vec<u32>,
    /// Nothing where they do not count.
    dates: Vec<Option<Date>>,
    /// How many seconds may be between two articles.
    within: Option<i64>,
    /// By which an article stands for others, the smallest first; nothing where ranks do.
    priorities: Vec<(bool, i64, i64)>,
}

impl Wanted {
    /// `words` says how many words each article has.
    pub fn new(settings: &Settings, ranks: &Ranks<'_>, words: impl Fn(u32) -> u32) -> Self {
        let within = settings.within.map(|time| i64::try_from(time.as_secs()).unwrap_or(i64::MAX));
        let mut wanted = Self { within, ..Self::default() };
        if settings.other_sources {
            let mut numbers: HashMap<String, u32> = HashMap::new();
            wanted.sources.extend(ranks.all().map(|rank| {
                let source = ranks.about(rank).source.map(|name| name.trim().to_lowercase());
                let next = numbers.len() as u32 + 1;
                source.map_or(0, |name| *numbers.entry(name).or_insert(next))
            }));
        }
        let date = |rank| ranks.about(rank).date;
        if within.is_some() {
            wanted.dates = ranks.all().map(date).collect();
        }
        wanted.priorities = match settings.representative {
            Representative::Central => Vec::new(),
            Representative::Earliest => {
                let priority = |date: Option<Date>| {
                    let (day, second) = date.map(Date::order).unwrap_or_default();
                    (date.is_none(), day, second)
                };
                ranks.all().map(|rank| priority(date(rank))).collect()
            }
            Representative::Longest => {
                ranks.all().map(|rank| (false, -i64::from(words(rank)), 0)).collect()
            }
        };
        wanted
    }

    /// Whether every pair is wanted, and ranks say who stands for others.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.dates.is_empty() && self.priorities.is_empty()
    }

    /// Whether some pairs are not wanted.
    pub fn has_filter(&self) -> bool {
        !self.sources.is_empty() || !self.dates.is_empty()
    }

    /// Whether the pair is wanted: what is not known speaks for no pair to be left out.
    pub fn wants(&self, a: u32, b: u32) -> bool {
        let source = |rank: u32| self.sources.get(rank as usize).copied().unwrap_or_default();
        let date = |rank: u32| self.dates.get(rank as usize).copied().flatten();
        let is_one_outlet = source(a) != 0 && source(a) == source(b);
        let is_far = match (date(a), date(b), self.within) {
            (Some(a), Some(b), Some(within)) => {
                a.seconds_to(b).unsigned_abs() > within.unsigned_abs()
            }
            _ => false,
        };
        !is_one_outlet && !is_far
    }

    /// What the wanted pairs of an article depend on.
    pub fn kind(&self, rank: u32) -> (u32, Option<Date>) {
        let source = self.sources.get(rank as usize).copied().unwrap_or_default();
        (source, self.dates.get(rank as usize).copied().flatten())
    }

    /// What orders articles that may stand for others.
    pub fn priority(&self, rank: u32) -> (bool, i64, i64) {
        self.priorities.get(rank as usize).copied().unwrap_or_default()
    }

    /// The articles in the order in which they may represent a cluster, unless that is
    /// the one with the largest sum of scores.
    pub fn order(&self) -> Option<Vec<usize>> {
        if self.priorities.is_empty() {
            return None;
        }
        let mut order: Vec<usize> = (0..self.priorities.len()).collect();
        order.sort_by_key(|&rank| self.priorities[rank]);
        Some(order)
    }
}
