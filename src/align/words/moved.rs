//! Moved blocks: the same words left over on both sides, a clause or sentence
//! that stands elsewhere in the order.
//!
//! Only verbatim blocks count, of some length and with words that carry
//! meaning: short ones recur by chance.

use super::pair::{MatchedRun, NumberedText, TextPair};
use super::pause::Pause;
use super::worth::MEANINGFUL;
use crate::align::passages::{NOT_SHARED, WordPassage};
use crate::support::hash::number_hash;

/// Least words of a block inside a passage, and outside all passages. This and
/// what follows: docs/TUNING.md.
const INSIDE: usize = 4;
const OUTSIDE: usize = 6;

/// Least words of a block that is a whole clause or phrase on both sides.
const CLAUSE: usize = 3;

/// Least words of a block that carry meaning.
const CARRYING: usize = 2;

/// Runs of [`CLAUSE`] words that are left over in A more often than this are
/// no evidence; more blocks than this are not looked at, which bounds the cost.
const MOST_OFTEN: usize = 6;
const MOST_BLOCKS: usize = 4096;

/// A text that is so many times as long as the other is not read for what is left over.
const MUCH_LONGER: usize = 8;

/// A block that may have been moved.
#[derive(Clone, Copy, Debug)]
struct MovedBlock {
    run: MatchedRun,
    worth: f32,
}

/// Finds moved blocks; its memory is used again.
#[derive(Debug, Default)]
pub(super) struct MovedBlocks {
    grams: Vec<(u64, u32)>,
    grams_b: Vec<(u64, u32)>,
    blocks: Vec<MovedBlock>,
}

/// For each word of a text: whether it belongs to a run.
pub(super) type MatchedWords = Vec<bool>;

impl MovedBlocks {
    /// Adds the blocks found to `runs`, and takes their words.
    ///
    /// Cost: a sort of the runs of three words that are left over in A, and
    /// for each of B a look among them. Of a text that is much longer than the other,
    /// only those are looked at that the other has, too.
    pub fn find(
        &mut self,
        pair: &TextPair<'_>,
        passages: &[WordPassage],
        taken: (&mut MatchedWords, &mut MatchedWords),
        runs: &mut Vec<MatchedRun>,
    ) {
        let (taken_a, taken_b) = taken;
        self.load_grams(pair, taken_a, taken_b);
        if self.grams.is_empty() || self.grams_b.is_empty() {
            return;
        }
        self.grams.sort_unstable();
        self.blocks.clear();
        let mut looked_at = 0;
        for &(gram, at_b) in &self.grams_b {
            let from = self.grams.partition_point(|other| other.0 < gram);
            let alike = self.grams[from..].iter().take_while(|other| other.0 == gram);
            if alike.clone().nth(MOST_OFTEN).is_some() || looked_at >= MOST_BLOCKS {
                continue;
            }
            for &(_, at_a) in alike {
                looked_at += 1;
                let free = |a: usize, b: usize| !taken_a[a] && !taken_b[b] && pair.same(a, b);
                let run = block(&free, pair, at_a as usize, at_b as usize);
                self.blocks.extend(run.and_then(|run| weighed(pair, passages, run)));
            }
        }
        self.blocks.sort_unstable_by(|one, other| {
            other
                .worth
                .total_cmp(&one.worth)
                .then((one.run.a, one.run.b).cmp(&(other.run.a, other.run.b)))
        });
        runs.sort_unstable_by_key(|run| run.b);
        let mut in_order: Vec<MatchedRun> = runs.iter().filter(|run| !run.moved).copied().collect();
        for MovedBlock { mut run, .. } in self.blocks.drain(..) {
            if taken_a[run.in_a()].contains(&true) || taken_b[run.in_b()].contains(&true) {
                continue;
            }
            taken_a[run.in_a()].fill(true);
            taken_b[run.in_b()].fill(true);
            let at = in_order.partition_point(|other| other.b < run.b);
            let fits = at.checked_sub(1).is_none_or(|before| in_order[before].a < run.a)
                && in_order.get(at).is_none_or(|next| run.a < next.a);
            run.moved = !fits;
            if fits {
                in_order.insert(at, run);
            }
            runs.push(run);
        }
    }

    /// The runs of words left over in either text, in their order; of a much longer text
    /// those that the other one has.
    fn load_grams(&mut self, pair: &TextPair<'_>, taken_a: &[bool], taken_b: &[bool]) {
        let Self { grams: of_a, grams_b: of_b, .. } = self;
        of_a.clear();
        of_b.clear();
        let (a, b) = (&pair.a, &pair.b);
        if a.shared.len() >= MUCH_LONGER * b.shared.len() {
            of_b.extend(left_over(b, taken_b));
            if !look_up(pair, (of_b, b), (true, a, taken_a), of_a) {
                of_a.extend(left_over(a, taken_a));
            }
        } else {
            of_a.extend(left_over(a, taken_a));
            let is_long = b.shared.len() >= MUCH_LONGER * a.shared.len();
            if !is_long || !look_up(pair, (of_a, a), (false, b, taken_b), of_b) {
                of_b.extend(left_over(b, taken_b));
            }
        }
    }
}

/// Appends to `found` those runs of a long text that a short one has as well, in their
/// order; `grams` are the short one's. Each is looked up by its rarest word. `false`, and
/// nothing is found, where the places of the words are not known or too many.
fn look_up(
    pair: &TextPair<'_>,
    (grams, short): (&[(u64, u32)], &NumberedText<'_>),
    (long_is_a, long, taken): (bool, &NumberedText<'_>, &[bool]),
    found: &mut Vec<(u64, u32)>,
) -> bool {
    let mut distinct = grams.to_vec();
    distinct.sort_unstable();
    distinct.dedup_by_key(|gram| gram.0);
    let mut looked_at = 0;
    for (hash, start) in distinct {
        let words = &short.shared[start as usize..start as usize + CLAUSE];
        let places = (0..CLAUSE).map(|at| (at, pair.places(long_is_a, words[at])));
        let rarest = places.min_by_key(|(_, places)| places.map_or(0, <[u32]>::len));
        let Some((offset, Some(places))) = rarest else {
            found.clear();
            return false;
        };
        looked_at += places.len();
        if looked_at > long.shared.len() {
            found.clear();
            return false;
        }
        for &place in places {
            let Some(first) = (place as usize).checked_sub(offset) else { continue };
            let run = first..first + CLAUSE;
            if long.shared.get(run.clone()) == Some(words) && !taken[run].contains(&true) {
                found.push((hash, first as u32));
            }
        }
    }
    found.sort_unstable_by_key(|&(_, first)| first);
    true
}

/// The runs of [`CLAUSE`] shared words none of which belongs to a run: a hash,
/// and the place.
fn left_over(text: &NumberedText<'_>, taken: &[bool]) -> impl Iterator<Item = (u64, u32)> {
    let mut free = 0;
    (0..text.shared.len()).filter_map(move |at| {
        free = if taken[at] || text.shared[at] == NOT_SHARED { 0 } else { free + 1 };
        let start = (at + 1).checked_sub(CLAUSE)?;
        (free >= CLAUSE).then(|| (number_hash(&text.shared[start..=at]), start as u32))
    })
}

/// The longest block that begins at the two words, none if it begins earlier.
fn block(
    free: &impl Fn(usize, usize) -> bool,
    pair: &TextPair<'_>,
    a: usize,
    b: usize,
) -> Option<MatchedRun> {
    if a > 0 && b > 0 && free(a - 1, b - 1) {
        return None;
    }
    let places = (a..pair.a.shared.len()).zip(b..pair.b.shared.len());
    let len = places.take_while(|&(a, b)| free(a, b)).count();
    (len >= CLAUSE).then_some(MatchedRun { a, b, len, moved: true })
}

/// The block with its worth, if it is long enough and carries meaning.
fn weighed(pair: &TextPair<'_>, passages: &[WordPassage], run: MatchedRun) -> Option<MovedBlock> {
    let is_inside = passages.iter().any(|passage| {
        passage.a.contains(&run.a)
            && passage.b.contains(&run.b)
            && run.in_a().end <= passage.a.end
            && run.in_b().end <= passage.b.end
    });
    let least = if is_inside { INSIDE } else { OUTSIDE };
    if run.len < least && !(is_inside && is_clause(pair, run)) {
        return None;
    }
    let worth = run.in_a().map(|at| pair.worth(at));
    let carrying = worth.clone().filter(|&worth| worth >= MEANINGFUL).count();
    (carrying >= CARRYING).then(|| MovedBlock { run, worth: worth.sum() })
}

/// Whether the run fills a clause or phrase in both texts.
fn is_clause(pair: &TextPair<'_>, run: MatchedRun) -> bool {
    let ends = |text: &NumberedText<'_>, at: usize| text.pause_before(at) >= Pause::Phrase;
    let fills = |text, from: usize, to: usize| ends(text, from) && ends(text, to);
    fills(&pair.a, run.a, run.in_a().end) && fills(&pair.b, run.b, run.in_b().end)
}
