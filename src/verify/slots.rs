//! The longest line of runs of words that stand in both articles in the same order,
//! and the slots between them: spots where a few words were replaced by others.
//!
//! A form that is filled in anew has other figures in its slots; a reworded copy
//! has other words.

use super::overlap::Overlap;
use super::place_table::{NOWHERE, PlaceTable, pair_key};
use crate::corpus::{Document, Vocabulary};

/// A run of words that is the same in both articles, and where it begins in each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    other: u32,
    opened: u32,
    length: u32,
}

impl Run {
    fn end_in_other(&self) -> u32 {
        self.other + self.length
    }
}

/// Two neighbouring words with more places than this in the opened article tell nothing of
/// place; nor does a pair of which each word occurs more often than this there.
const MOST_PLACES: usize = 16;
const MOST_OCCURRENCES: usize = 512;

/// Most words of a slot, on either side.
const MOST_WORDS: u32 = 4;

/// Fewest words that must be the same before their kinds are compared, and the share
/// of function words in both texts below which they are not told.
const LEAST_EQUAL: u32 = 6;
const LEAST_SHARE: f32 = 0.05;

/// What the slots of two articles say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Slots {
    /// How many slots there are.
    pub all: u32,
    /// In how many of them either article has a figure that the other has not.
    pub figures: u32,
    /// The share of function words in what is the same, by their share in the two
    /// articles, at most 1: a list of names has none of them.
    pub function_words: f32,
}

/// Finds the slots between one article and others, one after the other.
#[derive(Debug, Default)]
pub(super) struct SlotFinder {
    opened: WordPairs,
    runs: Vec<Run>,
    /// For each difference of two places: where the last run with it ends in the other article.
    ends: Vec<u32>,
    chain: RunChain,
}

impl SlotFinder {
    /// Opens the article that others are compared with: `count_of` is how often each of
    /// its words occurs there.
    pub fn open(&mut self, document: &Document, count_of: impl Fn(u32) -> usize) {
        self.opened.load(&document.words, count_of);
    }

    /// The slots between the opened article and `other`, whose `overlap` was found.
    pub fn compare(
        &mut self,
        [opened, other]: [&Document; 2],
        overlap: &Overlap,
        vocabulary: &Vocabulary,
    ) -> Slots {
        self.find_runs(&opened.words, &other.words, overlap.hit_words());
        let line = self.chain.heaviest(&self.runs, |run| {
            // Whoever was there may quote the same words.
            let weight = u64::from(run.length - 1);
            if is_quoted(other, run.other) { 9 * weight } else { 10 * weight }
        });
        let has_other_figure = |words: &[u32], others: &[u32]| {
            words.iter().any(|word| vocabulary.is_figure(*word) && !others.contains(word))
        };
        let (mut all, mut figures) = (0, 0);
        for two in line.windows(2) {
            let gap = |end: u32, next: u32| {
                (end < next && next - end <= MOST_WORDS).then_some(end as usize..next as usize)
            };
            let (one, next) = (two[0], two[1]);
            let in_other = gap(one.other + one.length, next.other);
            let in_opened = gap(one.opened + one.length, next.opened);
            if let (Some(in_other), Some(in_opened)) = (in_other, in_opened) {
                all += 1;
                let (in_other, in_opened) = (&other.words[in_other], &opened.words[in_opened]);
                let differs =
                    has_other_figure(in_other, in_opened) && has_other_figure(in_opened, in_other);
                figures += u32::from(differs);
            }
        }
        let function_words = function_words(line, opened, other, vocabulary);
        Slots { all, figures, function_words }
    }

    /// Runs of two words or more that stand in both, in the order of the other article. Each
    /// begins at two words that tell of place, and goes on as long as the words are the same.
    /// `shared` are the places of the other article whose words the opened one has.
    fn find_runs(&mut self, opened: &[u32], other: &[u32], shared: &[u32]) {
        let Self { opened: pairs, runs, ends, .. } = self;
        runs.clear();
        ends.clear();
        ends.resize(opened.len() + other.len(), 0);
        let mut last = Run { other: 0, opened: 0, length: 0 };
        for two in shared.windows(2) {
            if two[1] != two[0] + 1 {
                continue;
            }
            // Inside of a run, where the pair stands nowhere else.
            let in_last = two[0] - last.other;
            if in_last + 1 < last.length && !pairs.is_elsewhere[(last.opened + in_last) as usize] {
                continue;
            }
            let at = two[0] as usize;
            pairs.for_each_place(opened, [other[at], other[at + 1]], |place| {
                // Part of a run that began before, with as many words between the two places.
                let end = &mut ends[place as usize + other.len() - at];
                if *end as usize > at {
                    return;
                }
                let rest = other[at..].iter().zip(&opened[place as usize..]);
                let length = rest.take_while(|(one, other)| one == other).count() as u32;
                *end = at as u32 + length;
                last = Run { other: at as u32, opened: place, length };
                runs.push(last);
            });
        }
    }
}

/// Where each pair of neighbouring words of one article stands, if it tells of place.
#[derive(Debug, Default)]
struct WordPairs {
    /// The first place of each pair.
    first: PlaceTable,
    /// For each place the next one of the same pair, or [`NOWHERE`].
    next: Vec<u32>,
    /// For each place: how many the pair has from there on, as far as they are counted.
    places: Vec<u8>,
    /// For each place: whether the pair has another one.
    is_elsewhere: Vec<bool>,
}

impl WordPairs {
    fn load(&mut self, words: &[u32], count_of: impl Fn(u32) -> usize) {
        let Self { first, next, places, is_elsewhere } = self;
        first.reset(words.len());
        next.clear();
        next.resize(words.len(), NOWHERE);
        places.clear();
        places.resize(words.len(), 1);
        is_elsewhere.clear();
        is_elsewhere.resize(words.len(), false);
        // From the end, so that the first place of a pair is the last one put in.
        for (at, pair) in words.windows(2).enumerate().rev() {
            if count_of(pair[0]).min(count_of(pair[1])) <= MOST_OCCURRENCES {
                let is_at = |place: u32| words[place as usize..][..2] == *pair;
                next[at] = first.replace(pair_key(pair[0], pair[1]), at as u32, is_at);
                if next[at] != NOWHERE {
                    is_elsewhere[at] = true;
                    is_elsewhere[next[at] as usize] = true;
                    places[at] = places[next[at] as usize].saturating_add(1);
                }
            }
        }
    }

    /// Visits the places of a pair in `words`, which were loaded, in order; none where they are
    /// too many.
    #[inline(always)]
    fn for_each_place(&self, words: &[u32], pair: [u32; 2], mut visit: impl FnMut(u32)) {
        let is_at = |place: u32| words[place as usize..][..2] == pair;
        let mut place = self.first.get(pair_key(pair[0], pair[1]), is_at);
        if place != NOWHERE && usize::from(self.places[place as usize]) > MOST_PLACES {
            return;
        }
        while place != NOWHERE {
            visit(place);
            place = self.next[place as usize];
        }
    }
}

/// How the share of function words in what is the same compares with that in both
/// articles. A word that more than a tenth of all documents have is taken to be one.
fn function_words(
    line: &[Run],
    opened: &Document,
    other: &Document,
    vocabulary: &Vocabulary,
) -> f32 {
    let rarer = vocabulary.first_in_at_most((vocabulary.documents() / 10) as u32);
    let count = |words: &[u32]| words.iter().filter(|&&word| word < rarer).count() as f32;
    let share = |words: &[u32]| count(words) / words.len().max(1) as f32;
    let equal: u32 = line.iter().map(|run| run.length).sum();
    let in_texts = (share(&opened.words) + share(&other.words)) / 2.0;
    if equal < LEAST_EQUAL || in_texts < LEAST_SHARE {
        return 1.0;
    }
    let words = |run: &Run| &other.words[run.other as usize..][..run.length as usize];
    let in_line: f32 = line.iter().map(|run| count(words(run))).sum();
    (in_line / equal as f32 / in_texts).min(1.0)
}

fn is_quoted(document: &Document, at: u32) -> bool {
    let quoted = &document.outline.quoted;
    let next = quoted.partition_point(|&(_, end)| end <= at);
    quoted.get(next).is_some_and(|&(start, _)| start <= at)
}

/// The heaviest chain of runs, none of which overlap.
#[derive(Debug, Default)]
struct RunChain {
    /// A Fenwick tree ([1994](https://doi.org/10.1002/spe.4380240306)) over the places of
    /// the opened article: the heaviest chain that ends at or before one, and its last run.
    tree: Vec<(u64, u32)>,
    /// For each run: the weight of the heaviest chain that it ends, and the run before it.
    best: Vec<(u64, u32)>,
    /// The runs by where they end in the other article, and how many end before each place.
    by_end: Vec<u32>,
    ended: Vec<u32>,
    line: Vec<Run>,
}

const NO_RUN: u32 = u32::MAX;

impl RunChain {
    /// The runs of the heaviest chain; `runs` are in their order.
    fn heaviest(&mut self, runs: &[Run], weight: impl Fn(&Run) -> u64) -> &[Run] {
        self.sort_by_end(runs);
        let Self { tree, best, by_end, line, .. } = self;
        let end = runs.iter().map(|run| run.opened + run.length).max().unwrap_or_default();
        tree.clear();
        tree.resize(end as usize + 2, (0, NO_RUN));
        best.clear();
        let (mut ended, mut top) = (by_end.iter().copied().peekable(), (0, NO_RUN));
        for (run, at) in runs.iter().zip(0..) {
            let is_before = |&before: &u32| runs[before as usize].end_in_other() <= run.other;
            while let Some(before) = ended.next_if(is_before) {
                let mut node =
                    (runs[before as usize].opened + runs[before as usize].length) as usize + 1;
                // What covers more has no less.
                while node < tree.len() && tree[node].0 < best[before as usize].0 {
                    tree[node] = (best[before as usize].0, before);
                    node += node & node.wrapping_neg();
                }
            }
            let (mut reached, mut node) = ((0, NO_RUN), run.opened as usize + 1);
            while node > 0 {
                if tree[node].0 > reached.0 {
                    reached = tree[node];
                }
                node &= node - 1;
            }
            let sum = reached.0 + weight(run);
            best.push((sum, reached.1));
            if sum > top.0 {
                top = (sum, at);
            }
        }
        line.clear();
        let mut at = top.1;
        while at != NO_RUN {
            line.push(runs[at as usize]);
            at = best[at as usize].1;
        }
        line.reverse();
        line
    }

    /// Sorts runs by counting; those that end together keep their order.
    fn sort_by_end(&mut self, runs: &[Run]) {
        let Self { by_end, ended, .. } = self;
        let places = runs.iter().map(Run::end_in_other).max().map_or(0, |end| end as usize + 1);
        ended.clear();
        ended.resize(places, 0);
        runs.iter().for_each(|run| ended[run.end_in_other() as usize] += 1);
        let mut sum = 0;
        for end in &mut *ended {
            sum += std::mem::replace(end, sum);
        }
        by_end.clear();
        by_end.resize(runs.len(), 0);
        for (run, at) in runs.iter().zip(0..) {
            let next = &mut ended[run.end_in_other() as usize];
            by_end[*next as usize] = at;
            *next += 1;
        }
    }
}
