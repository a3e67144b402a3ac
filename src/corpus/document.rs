use super::Vocabulary;
use crate::support::spill::{SpillRecord, SpillStorage, Spilled};
use crate::text::Outline;

/// One article as numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Its words, each as its number in the [`Vocabulary`].
    pub words: Vec<u32>,
    /// Where its sentences begin and which words are quoted.
    pub outline: Outline,
    /// The first document with the same words in the same order: most often
    /// this one itself. Told by a 128-bit hash of the words.
    pub same_as: u32,
    /// How many bytes its text has.
    pub bytes: u32,
    /// Tells whether a text that is read again is the one that was read first.
    pub checksum: u32,
}

impl Document {
    /// The positions of its words, ordered by word and then by position.
    pub fn by_word(&self) -> Vec<u32> {
        let mut positions: Vec<u32> = (0..self.words.len() as u32).collect();
        positions.sort_unstable_by_key(|&at| (self.words[at as usize], at));
        positions
    }

    /// The stable hashes of its words, in order.
    pub fn hashes(&self, vocabulary: &Vocabulary) -> Vec<u64> {
        self.words.iter().map(|&word| vocabulary.hash(word)).collect()
    }
}

/// A document in memory or in a temporary file, most of its numbers in two bytes.
#[derive(Debug, Default)]
pub(super) struct StoredDocument {
    units: Spilled<PackedNumbers>,
    /// How many words there are, sentences, and quoted ranges.
    pub words: u32,
    sentences: u32,
    quoted: u32,
    /// As of a [`Document`].
    pub same_as: u32,
    pub bytes: u32,
    pub checksum: u32,
}

impl StoredDocument {
    pub fn new(document: &Document, storage: &SpillStorage) -> Self {
        Self {
            units: Spilled::new(PackedNumbers::of(document), storage),
            words: document.words.len() as u32,
            sentences: document.outline.sentences.len() as u32,
            quoted: document.outline.quoted.len() as u32,
            same_as: document.same_as,
            bytes: document.bytes,
            checksum: document.checksum,
        }
    }

    /// The document, in place of what `document` holds.
    pub fn read(&self, storage: &SpillStorage, document: &mut Document) {
        let Document { words, outline: Outline { sentences, quoted }, same_as, bytes, checksum } =
            document;
        let units = self.units.get(storage);
        let mut numbers = Unpacked(&units.0);
        numbers.take(self.words as usize, words);
        numbers.take(self.sentences as usize, sentences);
        quoted.clear();
        quoted.extend((0..self.quoted).map(|_| (numbers.next(), numbers.next())));
        (*same_as, *bytes, *checksum) = (self.same_as, self.bytes, self.checksum);
    }

    /// Its words alone.
    pub fn read_words(&self, storage: &SpillStorage, words: &mut Vec<u32>) {
        Unpacked(&self.units.get(storage).0).take(self.words as usize, words);
    }

    /// Gives every word the number that `numbers` has in its place.
    pub fn renumber(&mut self, numbers: &[u32], storage: &SpillStorage, workspace: &mut Document) {
        self.read(storage, workspace);
        workspace.words.iter_mut().for_each(|word| *word = numbers[*word as usize]);
        self.units.replace(PackedNumbers::of(workspace), storage);
    }
}

/// Unpacked as 16 bits each, or three times that.
#[derive(Clone, Debug, Default)]
struct PackedNumbers(Box<[u16]>);

/// Stands before the two halves of a number that is not smaller than it.
const ESCAPE: u16 = u16::MAX;

/// As many numbers are packed or unpacked at once where none of them is large.
const AT_ONCE: usize = 16;

/// Adds the units of a number.
fn pack(number: u32, units: &mut Vec<u16>) {
    match u16::try_from(number) {
        Ok(unit) if unit != ESCAPE => units.push(unit),
        _ => units.extend([ESCAPE, (number >> 16) as u16, number as u16]),
    }
}

impl PackedNumbers {
    /// The words of a document, its sentences and its quoted ranges.
    fn of(document: &Document) -> Self {
        let Outline { sentences, quoted } = &document.outline;
        let all = document.words.len() + sentences.len() + 2 * quoted.len();
        let mut units = Vec::with_capacity(all);
        let quoted = quoted.iter().flat_map(|&(start, end)| [start, end]);
        for words in document.words.chunks(AT_ONCE) {
            if words.iter().fold(false, |any, &word| any | (word >= u32::from(ESCAPE))) {
                words.iter().for_each(|&word| pack(word, &mut units));
            } else {
                units.extend(words.iter().map(|&word| word as u16));
            }
        }
        sentences.iter().copied().chain(quoted).for_each(|number| pack(number, &mut units));
        Self(units.into_boxed_slice())
    }
}

impl SpillRecord for PackedNumbers {
    fn length(&self) -> usize {
        self.0.len().div_ceil(2)
    }

    fn to_numbers(&self) -> Vec<u32> {
        let two =
            |two: &[u16]| u32::from(two[0]) | two.get(1).map_or(0, |&high| u32::from(high) << 16);
        self.0.chunks(2).map(two).collect()
    }

    /// An odd number of units gets a zero at the end.
    fn from_numbers(numbers: impl Iterator<Item = u32>) -> Self {
        Self(numbers.flat_map(|two| [two as u16, (two >> 16) as u16]).collect())
    }
}

/// What is left of the numbers that units stand for; without end, zeros.
struct Unpacked<'a>(&'a [u16]);

impl Unpacked<'_> {
    /// The next `count` numbers, in place of what `out` holds.
    fn take(&mut self, count: usize, out: &mut Vec<u32>) {
        out.clear();
        out.reserve(count);
        while out.len() < count {
            let least = AT_ONCE.min(count - out.len());
            match self.0.first_chunk::<AT_ONCE>() {
                Some(units)
                    if least == AT_ONCE
                        && !units.iter().fold(false, |any, &unit| any | (unit == ESCAPE)) =>
                {
                    out.extend(units.map(u32::from));
                    self.0 = &self.0[AT_ONCE..];
                }
                _ => out.extend((0..least).map(|_| self.next())),
            }
        }
    }

    fn next(&mut self) -> u32 {
        match *self.0 {
            [ESCAPE, high, low, ref rest @ ..] => {
                self.0 = rest;
                u32::from(high) << 16 | u32::from(low)
            }
            [unit, ref rest @ ..] => {
                self.0 = rest;
                u32::from(unit)
            }
            [] => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number() -> impl Strategy<Value = u32> {
        prop_oneof![8 => 0u32..1000, 1 => 65_530u32..65_540, 1 => any::<u32>()]
    }

    proptest! {
        #[test]
        fn comes_back_as_it_was_stored(
            words in prop::collection::vec(number(), 0..100),
            sentences in prop::collection::vec(number(), 0..9),
            quoted in prop::collection::vec((number(), number()), 0..5),
            numbers in prop::collection::vec(number(), 1000),
        ) {
            let outline = Outline { sentences, quoted };
            let document = Document { words, outline, same_as: 7, bytes: 9, checksum: 5 };
            for limit in [None, Some(0)] {
                let storage = SpillStorage::new(limit).unwrap();
                let mut read = Document::default();
                let stored = StoredDocument::new(&document, &storage);
                stored.read(&storage, &mut read);
                prop_assert_eq!(&read, &document);
                stored.read_words(&storage, &mut read.words);
                prop_assert_eq!(&read, &document);
                // Fewer units than before, as many, or more.
                let mut small = document.clone();
                small.words.iter_mut().for_each(|word| *word %= 1000);
                let mut stored = StoredDocument::new(&small, &storage);
                stored.renumber(&numbers, &storage, &mut read);
                stored.read(&storage, &mut read);
                small.words.iter_mut().for_each(|word| *word = numbers[*word as usize]);
                prop_assert_eq!(&read, &small);
            }
            let units = PackedNumbers::of(&document);
            prop_assert_eq!(units.length(), units.to_numbers().len());
        }
    }
}
