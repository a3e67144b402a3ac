//! From two articles' prose to a verdict.

use super::chain::{Shared, Sums, Table, best_chain};
use super::prose::{Entry, Prose};
use super::{Evidence, Relation, Verdict};
use crate::corpus::{Document, Vocabulary};
use crate::shingle::{NEAR, ShingleSet, shingles};

/// The measure at which the score is 0.5.
const HALF: f32 = 0.14;

/// Aligned prose below which nothing is flagged, in words; and in templates.
const LEAST_WORDS: f32 = 8.0;
const TEMPLATE_LEAST_WORDS: f32 = 20.0;

/// Articles with a larger share of their words in common runs are templates.
const TEMPLATE: f32 = 0.25;

/// Share of rare words that two templates must have in common to be copies.
const TEMPLATE_RARE: f32 = 0.64;

/// What a figure weighs there, other words weighing 1.
const TEMPLATE_FIGURE: f32 = 3.0;

/// Documents up to which a word counts as fully rare in a template.
const RARE_IN: u32 = 10;

/// How much the measure of two articles may gain from words that hardly any
/// other article has, and the exclusiveness from which and up to which it
/// does. How rare a word is, a small corpus cannot tell: half of the gain is
/// given at this number of articles.
const EXCLUSIVE_GAIN: f32 = 0.4;
const EXCLUSIVE: (f32, f32) = (0.25, 0.5);
const EXCLUSIVE_HALF: f32 = 500.0;

/// A word counts as fully exclusive if one other article has it, or one in
/// this many.
const EXCLUSIVE_OTHERS: f32 = 8_000.0;

/// Exclusive words at which half of their share counts.
const EXCLUSIVE_WORDS: f32 = 2.0;

/// Memory that verification uses again for one pair after the other.
#[derive(Debug, Default)]
pub struct Scratch {
    common: Vec<Common>,
    sides: [SideTotals; 2],
    table: Table,
    turned: Table,
    sums: Sums,
}

/// A word of both articles: its places in their lists, and its weight.
#[derive(Clone, Copy, Debug)]
struct Common {
    a: u32,
    b: u32,
    weight: f32,
}

/// What the blocks of one article hold.
#[derive(Debug, Default)]
struct SideTotals {
    /// All words of each block.
    all: Vec<Shared>,
    /// Weight of those words of each block that the other article has anywhere.
    met: Vec<f32>,
}

impl SideTotals {
    fn reset(&mut self, prose: &Prose) {
        self.all.clear();
        self.all.extend(&prose.totals);
        self.met.clear();
        self.met.resize(prose.totals.len(), 0.0);
    }

    /// Counts a word that the other article turns out to have.
    fn meet(&mut self, blocks: &[u16], weight: f32, weight_alone: f32) {
        for &block in blocks {
            let all = &mut self.all[block as usize].weight;
            *all = (*all + weight - weight_alone).max(0.0);
            self.met[block as usize] += weight;
        }
    }

    fn weight(&self) -> f32 {
        self.all.iter().map(|all| all.weight).sum::<f32>().max(f32::MIN_POSITIVE)
    }

    /// The most that the chain can reach, as a share.
    fn bound(&self) -> f32 {
        let reach = |(all, &met): (&Shared, &f32)| match all.weight {
            weight if weight > 0.0 => met * (met / weight).min(1.0).sqrt(),
            _ => 0.0,
        };
        self.all.iter().zip(&self.met).map(reach).sum::<f32>() / self.weight()
    }
}

/// Compares two articles. `None` where the score is certain to be below
/// `threshold`.
///
/// Cost: see the [module](super).
pub fn verify(
    [a, b]: [(&Document, &Prose); 2],
    vocabulary: &Vocabulary,
    threshold: f32,
    scratch: &mut Scratch,
) -> Option<Verdict> {
    let measure = Measure::new(a.1, b.1, vocabulary);
    let least = measure_at(threshold);
    measure.meet(scratch);
    let bound = (scratch.sides[0].bound() + scratch.sides[1].bound()) / 2.0;
    let most_gain = 1.0 + measure.most_gain();
    if bound * most_gain < least {
        return None;
    }
    let (prose_a, prose_b) = measure.chains(scratch);
    if (prose_a + prose_b) / 2.0 * most_gain < least {
        return None;
    }
    let words = measure.words(prose_a, prose_b);
    let exclusive = measure.exclusiveness();
    let same = a.0.words == b.0.words;
    let score =
        if same { 1.0 } else { score_at(measure.judge(prose_a, prose_b, words, exclusive)) };
    if score < threshold {
        return None;
    }
    let commonness = measure.commonness;
    let mut evidence =
        Evidence { prose_a, prose_b, words, exclusive, commonness, ..Evidence::default() };
    measure_shingles([a, b], vocabulary, &mut evidence);
    Some(Verdict { relation: relation(a.0, b.0, &evidence), score, evidence })
}

/// The score of a measure `m`: a power that keeps 0 and 1 and takes
/// [`HALF`] to one half.
fn score_at(measure: f32) -> f32 {
    measure.clamp(0.0, 1.0).powf(0.5f32.ln() / HALF.ln())
}

/// The least measure that reaches the score, with a little room for rounding.
fn measure_at(score: f32) -> f32 {
    score.powf(HALF.ln() / 0.5f32.ln()) * 0.999
}

/// Two articles' prose being compared.
struct Measure<'a> {
    a: &'a Prose,
    b: &'a Prose,
    vocabulary: &'a Vocabulary,
    commonness: f32,
    template: bool,
}

impl<'a> Measure<'a> {
    fn new(a: &'a Prose, b: &'a Prose, vocabulary: &'a Vocabulary) -> Self {
        let commonness = (a.common + b.common) / 2.0;
        Self { a, b, vocabulary, commonness, template: commonness > TEMPLATE }
    }

    /// First pass: the words that both have, what each block holds, and what
    /// of it the other article has anywhere.
    fn meet(&self, scratch: &mut Scratch) {
        let Scratch { common, sides: [of_a, of_b], .. } = scratch;
        of_a.reset(self.a);
        of_b.reset(self.b);
        common.clear();
        let (words_a, words_b) = (&self.a.words[..], &self.b.words[..]);
        let (mut at_a, mut at_b) = (0, 0);
        while at_a < words_a.len() && at_b < words_b.len() {
            let (one, other) = (words_a[at_a], words_b[at_b]);
            if one.word == other.word {
                let weight = one.weight(other.count);
                of_a.meet(self.a.blocks_of(at_a), weight, one.weight(1));
                of_b.meet(self.b.blocks_of(at_b), weight, other.weight(1));
                common.push(Common { a: at_a as u32, b: at_b as u32, weight });
            }
            at_a += usize::from(one.word <= other.word);
            at_b += usize::from(other.word <= one.word);
        }
    }

    /// Second pass: block by block, then the best chain from either side.
    fn chains(&self, scratch: &mut Scratch) -> (f32, f32) {
        let Scratch { common, sides: [of_a, of_b], table, turned, sums } = scratch;
        table.reset(self.a.totals.len(), self.b.totals.len());
        for word in common.iter().filter(|word| word.weight > 0.0) {
            let (at_a, at_b) = (word.a as usize, word.b as usize);
            let figure = self.a.words[at_a].figure;
            table.add(self.a.blocks_of(at_a), self.b.blocks_of(at_b), word.weight, figure);
        }
        turned.turn(table);
        (
            best_chain(table, &of_a.all, sums) / of_a.weight(),
            best_chain(turned, &of_b.all, sums) / of_b.weight(),
        )
    }

    /// The prose that corresponds, in words.
    fn words(&self, prose_a: f32, prose_b: f32) -> f32 {
        (prose_a * self.a.unquoted as f32 + prose_b * self.b.unquoted as f32) / 2.0
    }

    /// The most that exclusive words can add, as a part of the measure.
    fn most_gain(&self) -> f32 {
        let documents = self.vocabulary.documents() as f32;
        EXCLUSIVE_GAIN * documents / (documents + EXCLUSIVE_HALF)
    }

    /// How far the words that only few articles have are the same in both: of
    /// each article's words, weighted by 1 / (df - 1), the share that the
    /// other has, the greater of the two; less where there are few. In a
    /// larger corpus some more articles still are few.
    fn exclusiveness(&self) -> f32 {
        let few = (self.vocabulary.documents() as f32 / EXCLUSIVE_OTHERS).max(1.0);
        let (mut all, mut shared) = ([0.0f32; 2], 0.0f32);
        merge(&self.a.words, &self.b.words, |entry, in_a, in_b| {
            let others = self.vocabulary.document_frequency(entry.word).saturating_sub(1);
            if others == 0 {
                return;
            }
            let weight = (few / others as f32).min(1.0);
            all[0] += if in_a { weight } else { 0.0 };
            all[1] += if in_b { weight } else { 0.0 };
            shared += if in_a && in_b { weight } else { 0.0 };
        });
        let share = shared / all[0].min(all[1]).max(f32::MIN_POSITIVE);
        share * shared / (shared + EXCLUSIVE_WORDS)
    }

    /// The measure, after the rules for exclusive words, for templates and
    /// for little evidence.
    fn judge(&self, prose_a: f32, prose_b: f32, words: f32, exclusive: f32) -> f32 {
        let (from, to) = EXCLUSIVE;
        let gain = self.most_gain() * ((exclusive - from) / (to - from)).clamp(0.0, 1.0);
        let mut measure = (prose_a + prose_b) / 2.0 * (1.0 + gain);
        if self.template && self.rare_words() < TEMPLATE_RARE {
            measure = measure.min(HALF / 2.0);
        }
        if words < if self.template { TEMPLATE_LEAST_WORDS } else { LEAST_WORDS } {
            measure = measure.min(HALF * 0.99);
        }
        measure
    }

    /// Of all words, each by how rare it is, the share that the other article
    /// has too: mean of both sides.
    ///
    /// A word no commoner than the template's own runs counts as fully rare:
    /// that tells sixty reprints of one story, whose very names are as common
    /// as its sentences, from sixty instalments of a table, whose figures and
    /// names differ each time.
    fn rare_words(&self) -> f32 {
        let floor = self.a.holders.min(self.b.holders).max(RARE_IN);
        let (mut all, mut shared) = ([0.0f32; 2], [0.0f32; 2]);
        merge(&self.a.words, &self.b.words, |entry, in_a, in_b| {
            let weight = if entry.figure { TEMPLATE_FIGURE } else { 1.0 }
                / self.vocabulary.document_frequency(entry.word).max(floor) as f32;
            for (side, own) in [in_a, in_b].into_iter().enumerate() {
                if own {
                    all[side] += weight;
                    shared[side] += if in_a && in_b { weight } else { 0.0 };
                }
            }
        });
        let share = |side: usize| shared[side] / all[side].max(f32::MIN_POSITIVE);
        (share(0) + share(1)) / 2.0
    }
}

/// Goes through the words of two articles at once: each word that is in
/// either, and whether it is in A and in B.
fn merge(a: &[Entry], b: &[Entry], mut visit: impl FnMut(Entry, bool, bool)) {
    let (mut at_a, mut at_b) = (0, 0);
    loop {
        let (entry, in_a, in_b) = match (a.get(at_a), b.get(at_b)) {
            (None, None) => return,
            (Some(&one), None) => (one, true, false),
            (None, Some(&other)) => (other, false, true),
            (Some(&one), Some(&other)) => {
                let least = if one.word <= other.word { one } else { other };
                (least, one.word == least.word, other.word == least.word)
            }
        };
        visit(entry, in_a, in_b);
        at_a += usize::from(in_a);
        at_b += usize::from(in_b);
    }
}

/// Resemblance, containment and shared quotations.
fn measure_shingles(
    [(a, prose_a), (b, prose_b)]: [(&Document, &Prose); 2],
    vocabulary: &Vocabulary,
    evidence: &mut Evidence,
) {
    let (a, b) = (prose_a.shingles(a, vocabulary), prose_b.shingles(b, vocabulary));
    evidence.resemblance = a.three.resemblance(&b.three) as f32;
    evidence.near = a.near.resemblance(&b.near) as f32;
    evidence.containment =
        a.three.containment_in(&b.three).max(b.three.containment_in(&a.three)) as f32;
    evidence.quotations = if a.quoted.len() <= b.quoted.len() {
        a.quoted.containment_in(&b.three)
    } else {
        b.quoted.containment_in(&a.three)
    } as f32;
}

/// The exact resemblance of the sets of five-word shingles of two articles,
/// given by their words' hashes.
pub(crate) fn near(a: &[u64], b: &[u64]) -> f32 {
    ShingleSet::new(shingles(a, NEAR)).resemblance(&ShingleSet::new(shingles(b, NEAR))) as f32
}

fn relation(a: &Document, b: &Document, evidence: &Evidence) -> Relation {
    let (low, high) =
        (evidence.prose_a.min(evidence.prose_b), evidence.prose_a.max(evidence.prose_b));
    if a.words == b.words {
        Relation::Exact
    } else if evidence.resemblance > 0.5 {
        Relation::Edited
    } else if low < high / 2.0 {
        Relation::Partial
    } else {
        Relation::Reworded
    }
}
