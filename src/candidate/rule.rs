//! The rule R: which pairs are compared, given two documents and the counts of a
//! corpus.

/// A phrase that more documents than this have counts for nothing.
pub const MOST_WITH_PHRASE: u32 = 12;

/// A word that more documents than this have counts for nothing.
pub const MOST_WITH_WORD: u32 = 127;

/// What a shared phrase weighs: a little more than the rarest word, although its own
/// words may be common. That they stand together is what few documents have.
pub const PHRASE_WEIGHT: u32 = 10;

/// What any two documents must share, however short they are: one phrase or one
/// word is never enough.
const LEAST_WEIGHT: u32 = 12;

/// Content words of the shorter document for which one more is needed. In two long
/// documents more is the same by chance.
const WORDS_FOR_ONE_MORE: u32 = 4;

/// Content words that are counted: a passage in a long document must not be asked
/// for more than a whole document is.
const MOST_WORDS: u32 = 400;

/// What a shared rare word weighs that so many documents have: 10 − ⌊log₂ n⌋, from 9
/// for a word of two or three documents to 4 for one of 64 to
/// [`MOST_WITH_WORD`]; 0 for a word of more, and for a word of one document or none,
/// which is not shared.
///
/// ```
/// use nearcopy::candidate::word_weight;
///
/// assert_eq!([1, 2, 3, 4, 127, 128].map(word_weight), [0, 9, 9, 8, 4, 0]);
/// ```
pub const fn word_weight(documents: u32) -> u32 {
    match documents {
        2..=MOST_WITH_WORD => 10 - documents.ilog2(),
        _ => 0,
    }
}

/// What two documents must share, in the units of [`PHRASE_WEIGHT`] and
/// [`word_weight`], to be compared, the shorter of which has so many content words: 12,
/// and 1 more for every four of them, up to 400.
///
/// ```
/// use nearcopy::candidate::needed_weight;
///
/// assert_eq!([3, 80, 5_000].map(needed_weight), [12, 32, 112]);
/// ```
pub const fn needed_weight(content_words: u32) -> u32 {
    let counted = if content_words < MOST_WORDS { content_words } else { MOST_WORDS };
    LEAST_WEIGHT + counted / WORDS_FOR_ONE_MORE
}
