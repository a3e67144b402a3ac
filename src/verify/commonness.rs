//! How many documents of a corpus have a run of words.

use ahash::AHashMap;
use rayon::prelude::*;

use super::decision::{common_limit, few_documents, worth};
use super::prose::Worth;
use crate::corpus::{Corpus, Vocabulary};
use crate::shingle::ShingleCounts;
use crate::statistics::{CorpusStatistics, RUN, runs};
use crate::support::hash::{Seed, run_hash};
use crate::support::pool::Pool;

/// The runs of [`RUN`] words that more than a few documents of a corpus have.
///
/// A run is known here if more than three documents have it, and more than one in
/// ten thousand; it is common if more than ten have it, and more than one in two
/// thousand. Documents with the same words count once.
#[derive(Clone, Debug, Default)]
pub struct Commonness {
    runs: KnownRuns,
    /// The low bits of the hashes of known runs, a bit for each: most runs are
    /// not known, and are told so without a look at the table.
    marks: Vec<u64>,
    /// No more documents have a run that is not known, or not common.
    few: usize,
    limit: u32,
    hashes: Hashes,
}

/// What runs are told apart by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Hashes {
    /// The words' numbers: the least work, where the corpus is all there is.
    #[default]
    Numbers,
    /// The words' stable hashes, as in [`CorpusStatistics`].
    Stable,
}

impl Hashes {
    /// Visits the hash of each run of these words.
    #[inline(always)]
    fn for_each(self, words: &[u32], vocabulary: &Vocabulary, mut visit: impl FnMut(u64)) {
        match self {
            Self::Numbers => {
                words.windows(RUN).for_each(|run| visit(run_hash([run[0], run[1], run[2], run[3]])))
            }
            Self::Stable => {
                let hash = |&word: &u32| vocabulary.hash(word);
                runs(&words.iter().map(hash).collect::<Vec<u64>>()).for_each(visit);
            }
        }
    }

    /// The runs of these words that `may_be`, each with the place where it begins.
    ///
    /// All are asked about before any is kept, so that the processor need not know where one
    /// goes to ask a large table for the next.
    fn select<'s>(
        self,
        words: &[u32],
        vocabulary: &Vocabulary,
        selected: &'s mut Selected,
        may_be: impl Fn(u64) -> bool,
    ) -> &'s [(u32, u64)] {
        let Selected { all, may, kept } = selected;
        all.clear();
        self.for_each(words, vocabulary, |run| all.push(run));
        may.clear();
        may.extend(all.iter().map(|&run| may_be(run)));
        // Branchless, since which ones may be follows no pattern.
        kept.resize(all.len().max(kept.len()), (0, 0));
        let mut found = 0;
        for ((&run, &may), at) in all.iter().zip(&*may).zip(0..) {
            kept[found] = (at, run);
            found += usize::from(may);
        }
        &kept[..found]
    }
}

/// What [`Hashes::select`] works with, used again for one document after the other.
#[derive(Debug, Default)]
struct Selected {
    all: Vec<u64>,
    may: Vec<bool>,
    kept: Vec<(u32, u64)>,
}

/// Fewest words of [`Commonness::marks`], and how many known runs there are for one at
/// most: then few other runs have a mark.
const LEAST_MARKS: usize = 1 << 8;
const RUNS_IN_WORD: usize = 4;

/// Slots of the table that tells which few runs are worth counting exactly, per
/// word and divided by the least frequency of a known run: a slot then counts on
/// average a fifth of that frequency, so few rare runs pass.
const FULL: usize = 5;

/// The highest count of that table.
const SATURATED: usize = u8::MAX as usize;

/// Fewest documents in one piece of work.
const PIECE: usize = 64;

impl Commonness {
    /// Counts the runs of all documents, in parallel.
    ///
    /// Cost: two passes over the words; up to two and a half bytes a word and thread while
    /// it lasts, in a table of at most a gigabyte; and some 30 bytes for each known run.
    pub fn new(corpus: &Corpus) -> Self {
        Self::with_background(corpus, None)
    }

    /// [`new`](Self::new), with the runs of other documents counted as well. The
    /// corpus must have been made with the same background.
    pub(crate) fn with_background(corpus: &Corpus, background: Option<&CorpusStatistics>) -> Self {
        Self::beyond(few_documents(corpus.vocabulary.documents()), corpus, background)
    }

    /// The runs that more than `few` documents have.
    fn beyond(few: usize, corpus: &Corpus, background: Option<&CorpusStatistics>) -> Self {
        let distinct = corpus.distinct();
        let hashes = if background.is_some() { Hashes::Stable } else { Hashes::Numbers };
        // If a run is in at most few − few / 2 documents of the background and in at most
        // few / 2 of the corpus, it is in at most `few`, so not known.
        let (least_outside, least) = match background {
            None => (0, few + 1),
            Some(_) => (few + 1 - few / 2, few / 2 + 1),
        };
        let known = background.map(|background| {
            let runs = background.runs_in_at_least(least_outside as u32).collect();
            Self::of_runs(runs, (few, 0), hashes)
        });
        // The table counts no further, and the exact count is the judge.
        let seen = least.min(SATURATED);
        let words: usize = distinct.iter().map(|&at| corpus.length(at) as usize).sum();
        let counts = ShingleCounts::count(&distinct, words * FULL / seen, |&at, counts| {
            hashes.for_each(&corpus.words(at), &corpus.vocabulary, |run| counts.add(run));
        });
        let frequent = counts.at_least(seen as u8);
        drop(counts);
        let is_frequent = |run| frequent.has(run);
        let mut runs = match &known {
            None => documents_with(corpus, &distinct, hashes, is_frequent),
            Some(known) => documents_with(corpus, &distinct, hashes, |run| {
                is_frequent(run) || known.documents(run).is_some()
            }),
        };
        if let Some(background) = background {
            for (run, documents) in &mut runs {
                *documents = documents.saturating_add(background.run_frequency(*run));
            }
        }
        runs.retain(|&(_, documents)| documents as usize > few);
        Self::of_runs(runs, (few, common_limit(corpus.vocabulary.documents())), hashes)
    }

    /// Whether a run is known that so many of so many documents have.
    #[cfg(feature = "index")]
    pub(crate) fn is_known(have_it: u32, documents: usize) -> bool {
        have_it as usize > few_documents(documents)
    }

    /// The least number of documents that have a run that is known, among so many.
    pub(crate) fn least_known(documents: usize) -> u32 {
        few_documents(documents) as u32 + 1
    }

    /// The known ones among runs, by their stable hashes, each with how many of so many
    /// documents have it.
    pub(crate) fn of_counts(counts: impl Iterator<Item = (u64, u32)>, documents: usize) -> Self {
        let few = few_documents(documents);
        let runs = counts.filter(|&(_, documents)| documents as usize > few).collect();
        Self::of_runs(runs, (few, common_limit(documents)), Hashes::Stable)
    }

    /// The runs, each with how many documents have it; one may be there twice.
    fn of_runs(runs: Vec<(u64, u32)>, (few, limit): (usize, usize), hashes: Hashes) -> Self {
        let length = (runs.len() / RUNS_IN_WORD).next_power_of_two().max(LEAST_MARKS);
        let mut marks = vec![0; length];
        for &(run, _) in &runs {
            marks[place(run, length)] |= 1 << (run % 64);
        }
        Self { runs: KnownRuns::new(runs), marks, few, limit: limit as u32, hashes }
    }

    /// The number of the words that stand in common runs; also lowers what each word
    /// is [worth] to that of the commonest run that it stands in.
    pub(super) fn mark(
        &self,
        words: &[u32],
        vocabulary: &Vocabulary,
        worths: &mut [Worth],
    ) -> usize {
        let (mut covered, mut end, mut selected) = (0, 0, Selected::default());
        let has_mark = |run| self.has_mark(run);
        let marked = self.hashes.select(words, vocabulary, &mut selected, has_mark);
        // The table is asked for all of them before an answer is waited for.
        let firsts: Vec<KnownRun> = marked.iter().map(|&(_, run)| self.runs.first(run)).collect();
        for (&(at, run), first) in marked.iter().zip(firsts) {
            let (Some(documents), at) = (self.runs.find(run, first), at as usize) else { continue };
            let worth = Worth::new(worth(documents, self.few));
            worths[at..at + RUN].iter_mut().for_each(|one| *one = worth.min(*one));
            if documents > self.limit {
                covered += at + RUN - end.max(at);
                end = at + RUN;
            }
        }
        covered
    }

    fn documents(&self, run: u64) -> Option<u32> {
        if self.has_mark(run) { self.runs.find(run, self.runs.first(run)) } else { None }
    }

    #[inline(always)]
    fn has_mark(&self, run: u64) -> bool {
        let marks = self.marks.get(place(run, self.marks.len()));
        marks.is_some_and(|marks| marks >> (run % 64) & 1 == 1)
    }
}

/// The index of the word with a run's mark in a set of `marks` words, a power of two.
#[inline(always)]
fn place(run: u64, marks: usize) -> usize {
    (run / 64) as usize & marks.wrapping_sub(1)
}

/// How many documents have each run that is known: open addressing, with all that is known of
/// a run in one place, so that a look waits for memory once.
#[derive(Clone, Debug, Default)]
struct KnownRuns {
    slots: Vec<KnownRun>,
    shift: u32,
    seed: Seed,
}

/// A run, and how many documents have it; none in a free slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct KnownRun {
    run: u64,
    documents: u32,
}

impl KnownRuns {
    fn new(runs: Vec<(u64, u32)>) -> Self {
        let bits = (runs.len() * 4 / 3).next_power_of_two().trailing_zeros().max(4);
        let slots = vec![KnownRun::default(); 1 << bits];
        let mut known = Self { slots, shift: 64 - bits, seed: Seed::default() };
        for (run, documents) in runs {
            let mut slot = known.slot(run);
            while known.slots[slot].documents > 0 {
                slot = known.next(slot);
            }
            known.slots[slot] = KnownRun { run, documents };
        }
        known
    }

    /// What is in the slot where the run is looked for first.
    #[inline(always)]
    fn first(&self, run: u64) -> KnownRun {
        // There is none in a table without runs.
        self.slots.get(self.slot(run)).copied().unwrap_or_default()
    }

    /// How many documents have the run, if it is known, given what [`first`](Self::first) says.
    #[inline(always)]
    fn find(&self, run: u64, first: KnownRun) -> Option<u32> {
        let (mut known, mut slot) = (first, None);
        while known.documents > 0 {
            if known.run == run {
                return Some(known.documents);
            }
            let next = self.next(slot.unwrap_or_else(|| self.slot(run)));
            (known, slot) = (self.slots[next], Some(next));
        }
        None
    }

    #[inline(always)]
    fn slot(&self, run: u64) -> usize {
        (self.seed.place(run) >> self.shift) as usize
    }

    fn next(&self, slot: usize) -> usize {
        (slot + 1) & (self.slots.len() - 1)
    }

    #[cfg(test)]
    fn iter(&self) -> impl Iterator<Item = (u64, u32)> {
        let known = self.slots.iter().filter(|known| known.documents > 0);
        known.map(|known| (known.run, known.documents))
    }
}

/// For each of the likely runs: how many of the documents at `places` have it.
fn documents_with(
    corpus: &Corpus,
    places: &[u32],
    hashes: Hashes,
    is_likely: impl Fn(u64) -> bool + Sync,
) -> Vec<(u64, u32)> {
    let counts = Pool::new(|_| (RunCounts::default(), Selected::default()));
    places.par_iter().with_min_len(PIECE).for_each(|&at| {
        counts.with(|(counts, selected)| {
            let words = corpus.words(at);
            for &(_, run) in hashes.select(&words, &corpus.vocabulary, selected, &is_likely) {
                let part = &mut counts[(run >> (u64::BITS - PARTS.ilog2())) as usize];
                let (last, count) = part.entry(run).or_insert((u32::MAX, 0));
                *count += u32::from(*last != at);
                *last = at;
            }
        });
    });
    let mut parts: [Vec<_>; PARTS] = Default::default();
    for (counts, _) in counts.into_all() {
        parts.iter_mut().zip(counts).for_each(|(part, counts)| part.push(counts));
    }
    let sums = |part: Vec<AHashMap<u64, (u32, u32)>>| {
        let mut of_threads = part.into_iter();
        let mut sums = of_threads.next().unwrap_or_default();
        for (run, (_, count)) in of_threads.flatten() {
            sums.entry(run).or_default().1 += count;
        }
        sums.into_iter().map(|(run, (_, count))| (run, count))
    };
    parts.into_par_iter().flat_map_iter(sums).collect()
}

/// Parts that the runs are counted in by the upper bits of their hashes, so that what threads
/// counted can be added up by all of them.
const PARTS: usize = 16;

/// For each run: the last document containing it, and how many do.
type RunCounts = [AHashMap<u64, (u32, u32)>; PARTS];

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::corpus::CorpusBuilder;

    fn texts(of: usize) -> impl Strategy<Value = Vec<String>> {
        let text = |words: Vec<u32>| words.iter().map(|word| format!("word{word} ")).collect();
        prop::collection::vec(prop::collection::vec(0u32..4, 0..40).prop_map(text), 0..of)
    }

    fn corpus(texts: &[String], background: Option<&CorpusStatistics>) -> Corpus {
        let builder = CorpusBuilder::default();
        let order: Vec<_> = builder.add(texts).consecutive(texts.len()).collect();
        builder.build(&order, background)
    }

    /// The number of documents with each run that more than `limit` of them have.
    fn expected(corpus: &Corpus, limit: u32, hashes: Hashes) -> BTreeMap<u64, u32> {
        let mut expected: BTreeMap<u64, u32> = BTreeMap::new();
        for at in corpus.distinct() {
            let mut distinct: BTreeSet<u64> = BTreeSet::new();
            hashes.for_each(&corpus.words(at), &corpus.vocabulary, |run| {
                distinct.insert(run);
            });
            distinct.into_iter().for_each(|run| *expected.entry(run).or_default() += 1);
        }
        expected.retain(|_, documents| *documents > limit);
        expected
    }

    proptest! {
        /// The table and the maps find what counting every run finds.
        #[test]
        fn counts_documents(texts in texts(40), limit in 1usize..12) {
            let corpus = corpus(&texts, None);
            let found = Commonness::beyond(limit, &corpus, None).runs;
            let found: BTreeMap<_, _> = found.iter().collect();
            prop_assert_eq!(found, expected(&corpus, limit as u32, Hashes::Numbers));
        }

        /// With a background, runs of the corpus are counted as in both together.
        #[test]
        fn counts_the_background_too(texts in texts(40), others in texts(40), limit in 1usize..12) {
            // No document is in both.
            let others: Vec<String> = others.into_iter().map(|text| text + "end").collect();
            let background = CorpusStatistics::count(&others).unwrap();
            let own = corpus(&texts, Some(&background));
            let found = Commonness::beyond(limit, &own, Some(&background)).runs;
            let found: BTreeMap<_, _> = found.iter().collect();
            let of_own = expected(&own, 0, Hashes::Stable);
            let mut expected = expected(&corpus(&[texts, others].concat(), None), limit as u32, Hashes::Stable);
            expected.retain(|run, _| of_own.contains_key(run));
            prop_assert_eq!(found, expected);
        }
    }

    /// In a corpus so large that more documents have a common run than the table
    /// counts to.
    #[test]
    fn limits_beyond_the_first_count_work() {
        let often = |n: usize| if n < 400 { "it was raining again" } else { "" };
        let seldom = |n: usize| if n < 300 { "and it rained before" } else { "" };
        let texts: Vec<String> =
            (0..450).map(|n| format!("{} number{n} {}", often(n), seldom(n))).collect();
        let corpus = corpus(&texts, None);
        for limit in [253, 254, 255, 299, 300, 350, 399, 400] {
            let found = Commonness::beyond(limit, &corpus, None).runs;
            let found: BTreeMap<_, _> = found.iter().collect();
            assert_eq!(found, expected(&corpus, limit as u32, Hashes::Numbers), "{limit}");
            let common = [400, 300].into_iter().filter(|&documents| documents > limit).count();
            assert_eq!(found.len(), common, "{limit}");
        }
    }
}
