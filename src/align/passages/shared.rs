//! The words that two texts share, numbered, and the texts in units.

use std::ops::Range;

use super::seed::MOST_OCCURRENCES;
use crate::align::Side;

/// Number of a word that does not occur in the other text.
pub(in crate::align) const NOT_SHARED: u32 = u32::MAX;

/// One of the two texts in units, each of about a sentence.
#[derive(Debug, Default)]
pub(in crate::align) struct TextUnits {
    /// For each word: its number among the shared words, or [`NOT_SHARED`].
    pub shared: Vec<u32>,
    /// The first word of each unit, and at last the number of words.
    pub starts: Vec<u32>,
    /// Weight of all words before each unit, and at last of all.
    /// In double precision, so that the differences hold in a text of any length.
    weight: Vec<f64>,
    /// Weight of the shared words before each unit, and at last of all.
    shared_weight: Vec<f64>,
    /// For each shared word: how often it occurs in the current rectangle.
    pub count: Vec<u32>,
    /// For each unit: whether it belongs to a passage already.
    pub taken: Vec<bool>,
    /// The weight of each word.
    own: Vec<f32>,
    /// Each word and its place, sorted.
    keys: Vec<u64>,
}

impl TextUnits {
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The shared words' numbers of the units in the range.
    pub fn words(&self, units: Range<usize>) -> &[u32] {
        &self.shared[self.starts[units.start] as usize..self.starts[units.end] as usize]
    }

    /// Weight of all words of the units.
    pub fn weight(&self, units: Range<usize>) -> f32 {
        (self.weight[units.end] - self.weight[units.start]) as f32
    }

    /// Weight of the words of the units that occur anywhere in the other text.
    pub fn shared_weight(&self, units: Range<usize>) -> f32 {
        (self.shared_weight[units.end] - self.shared_weight[units.start]) as f32
    }

    fn load(&mut self, side: Side<'_>) {
        let words = side.words;
        self.own.clear();
        self.own.resize(words.len(), 0.0);
        self.load_units(side);
        self.load_keys(side);
    }

    fn load_units(&mut self, Side { words, sentences, .. }: Side<'_>) {
        self.shared.clear();
        self.shared.resize(words.len(), NOT_SHARED);
        self.starts.clear();
        self.starts.extend(sentences);
        self.starts.push(words.len() as u32);
    }

    fn load_keys(&mut self, Side { words, by_word, .. }: Side<'_>) {
        self.keys.clear();
        let key = |at: u32| u64::from(words[at as usize]) << 32 | u64::from(at);
        if let Some(by_word) = by_word {
            self.keys.extend(by_word.iter().copied().map(key));
        } else {
            self.keys.extend((0..words.len() as u32).map(key));
            self.keys.sort_unstable();
        }
    }

    /// Adds up the weights, once all words have theirs.
    fn add_up(&mut self, shared: usize) {
        let own = std::mem::take(&mut self.own);
        self.add_up_of(shared, |at| own[at]);
        self.own = own;
    }

    /// Adds up the weights `own` of all words.
    fn add_up_of(&mut self, shared: usize, own: impl Fn(usize) -> f32) {
        self.weight.clear();
        self.shared_weight.clear();
        let (mut weight, mut shared_weight) = (0.0, 0.0);
        for unit in self.starts.windows(2) {
            self.weight.push(weight);
            self.shared_weight.push(shared_weight);
            for at in unit[0] as usize..unit[1] as usize {
                let own = f64::from(own(at));
                weight += own;
                shared_weight += if self.shared[at] == NOT_SHARED { 0.0 } else { own };
            }
        }
        self.weight.push(weight);
        self.shared_weight.push(shared_weight);
        self.count.clear();
        self.count.resize(shared, 0);
        self.taken.clear();
        self.taken.resize(self.len(), false);
    }
}

/// The words that occur in both texts.
#[derive(Debug, Default)]
pub(in crate::align) struct SharedWords {
    /// The weight of each.
    pub weight: Vec<f32>,
    /// How often each occurs in A.
    pub in_a: Vec<u32>,
    /// Places in B, grouped by word, in order within a word.
    places_b: Vec<u32>,
    /// Where each word's places begin in `places_b`.
    first: Vec<u32>,
    /// If A is long: where each word's places begin among A's positions by word.
    first_a: Vec<u32>,
    /// If A is long: the places in A of the words that make seeds, in order. A
    /// sentence or two of a book have some, and are found without reading it.
    pub seeding_a: Option<Vec<u32>>,
}

impl SharedWords {
    pub fn len(&self) -> usize {
        self.weight.len()
    }

    /// The places of a word in B, in order.
    pub fn in_b(&self, word: u32) -> &[u32] {
        let word = word as usize;
        &self.places_b[self.first[word] as usize..self.first[word + 1] as usize]
    }

    /// The places of a word in A, in order, if A is long: those of another A are not
    /// kept. `by_word` is A's.
    pub fn in_long_a<'s>(&self, by_word: Option<&'s [u32]>, word: u32) -> Option<&'s [u32]> {
        let first = *self.first_a.get(word as usize)? as usize;
        Some(&by_word?[first..first + self.in_a[word as usize] as usize])
    }

    /// Numbers the words that occur in both texts, and fills both texts' units.
    ///
    /// `rarity` is the weight of every word of the corpus. Without it the
    /// weight of a word is √ln(n / k), for k of the n words of the two texts.
    pub fn load(
        &mut self,
        a: &mut TextUnits,
        b: &mut TextUnits,
        [side_a, side_b]: [Side<'_>; 2],
        rarity: Option<&[f32]>,
    ) {
        for list in [&mut self.in_a, &mut self.places_b, &mut self.first, &mut self.first_a] {
            list.clear();
        }
        self.weight.clear();
        self.seeding_a = None;
        let Some(rarity) = rarity.filter(|_| side_a.by_word.or(side_b.by_word).is_some()) else {
            a.load(side_a);
            b.load(side_b);
            return self.merge(a, b, rarity);
        };
        a.load_units(side_a);
        b.load_units(side_b);
        match (side_a.by_word, side_b.by_word) {
            (Some(by_word), other) if other.is_none() || a.shared.len() >= b.shared.len() => {
                b.load_keys(side_b);
                self.look_up(b, (a, side_a.words, by_word), true, rarity);
            }
            (_, by_word) => {
                a.load_keys(side_a);
                let by_word = by_word.expect("one of the two has it");
                self.look_up(a, (b, side_b.words, by_word), false, rarity);
            }
        }
        a.add_up_of(self.len(), |at| rarity[side_a.words[at] as usize]);
        b.add_up_of(self.len(), |at| rarity[side_b.words[at] as usize]);
    }

    /// Numbers the words of a short text that occur in a long one, which is not
    /// read: each is looked up among the long text's words.
    fn look_up(
        &mut self,
        short: &mut TextUnits,
        (long, words, by_word): (&mut TextUnits, &[u32], &[u32]),
        long_is_a: bool,
        rarity: &[f32],
    ) {
        let mut seeding = Vec::new();
        let mut rest = by_word;
        for run in short.keys.chunk_by(|one, other| one >> 32 == other >> 32) {
            let word = (run[0] >> 32) as u32;
            rest = &rest[leading(rest, |at| words[at as usize] < word)..];
            let in_long;
            (in_long, rest) = rest.split_at(leading(rest, |at| words[at as usize] == word));
            if in_long.is_empty() {
                continue;
            }
            let number = self.len() as u32;
            run.iter().for_each(|&key| short.shared[key as u32 as usize] = number);
            in_long.iter().for_each(|&at| long.shared[at as usize] = number);
            self.weight.push(rarity[word as usize]);
            self.first.push(self.places_b.len() as u32);
            if long_is_a {
                self.in_a.push(in_long.len() as u32);
                self.first_a.push((by_word.len() - rest.len() - in_long.len()) as u32);
                self.places_b.extend(run.iter().map(|&key| key as u32));
                if in_long.len() * run.len() <= MOST_OCCURRENCES {
                    seeding.extend(in_long);
                }
            } else {
                self.in_a.push(run.len() as u32);
                self.places_b.extend(in_long);
            }
        }
        self.first.push(self.places_b.len() as u32);
        if long_is_a {
            seeding.sort_unstable();
            self.seeding_a = Some(seeding);
        }
    }

    /// Numbers the words that occur in both texts, reading both.
    fn merge(&mut self, a: &mut TextUnits, b: &mut TextUnits, rarity: Option<&[f32]>) {
        let words = (a.shared.len() + b.shared.len()) as f32;
        let (mut rest_a, mut rest_b) = (&a.keys[..], &b.keys[..]);
        while let Some(word) = rest_a.first().into_iter().chain(rest_b.first()).min() {
            let word = word >> 32;
            let run = |keys: &[u64]| keys.iter().take_while(|&&key| key >> 32 == word).count();
            let (in_a, after_a) = rest_a.split_at(run(rest_a));
            let (in_b, after_b) = rest_b.split_at(run(rest_b));
            (rest_a, rest_b) = (after_a, after_b);
            let weight = match rarity {
                Some(rarity) => rarity[word as usize],
                None => (words / (in_a.len() + in_b.len()) as f32).ln().sqrt(),
            };
            let number =
                if in_a.is_empty() || in_b.is_empty() { NOT_SHARED } else { self.len() as u32 };
            if number != NOT_SHARED {
                self.weight.push(weight);
                self.in_a.push(in_a.len() as u32);
                self.first.push(self.places_b.len() as u32);
                self.places_b.extend(in_b.iter().map(|&key| key as u32));
            }
            for (keys, shared, own) in
                [(in_a, &mut a.shared, &mut a.own), (in_b, &mut b.shared, &mut b.own)]
            {
                for &key in keys {
                    shared[key as u32 as usize] = number;
                    own[key as u32 as usize] = weight;
                }
            }
        }
        self.first.push(self.places_b.len() as u32);
        a.add_up(self.len());
        b.add_up(self.len());
    }
}

/// How many elements at the start of `list` fit, all that do being at the start:
/// some steps for each doubling of that number.
fn leading(list: &[u32], fits: impl Fn(u32) -> bool) -> usize {
    let mut end = 1;
    while end <= list.len() && fits(list[end - 1]) {
        end *= 2;
    }
    let start = end / 2;
    start + list[start..end.min(list.len())].partition_point(|&element| fits(element))
}
