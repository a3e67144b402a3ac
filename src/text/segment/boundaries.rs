use super::class::Class;
use super::classifier::Ascii;

/// The word boundaries among up to 64 bytes: bit *i* tells of byte *i*.
///
/// A block begins and ends between two characters. It ends before a character
/// on whose successor a boundary depends, so that none has to look ahead.
pub(super) struct Boundaries {
    /// Where a word begins.
    pub starts: u64,
    /// Where a word has ended: the byte after its last one.
    pub ends: u64,
    /// Parts of words that alone make no word, as underscores.
    pub symbols: u64,
    /// Characters that these rules do not cover.
    pub odd: u64,
    /// How many bytes it has.
    pub length: u32,
    pub last: Last,
}

/// What the last character of a block is part of: a bit each.
#[derive(Clone, Copy, Default)]
pub(super) struct Last {
    pub word: u64,
    letter: u64,
    hebrew: u64,
    numeric: u64,
    katakana: u64,
    extend_num_let: u64,
    single: u64,
}

impl Last {
    /// Whether ASCII after it needs no other rules than ASCII after ASCII.
    pub(super) fn is_simple(self) -> bool {
        self.hebrew | self.katakana | self.single == 0
    }
}

impl Boundaries {
    /// The boundaries of 64 ASCII bytes after a block whose end
    /// [is simple](Last::is_simple).
    #[inline(always)]
    pub(super) fn ascii(ascii: Ascii, before: Last) -> Self {
        let Ascii { letters, numerics, extend_num_lets, mid_letters, mid_nums, .. } = ascii;
        let length = 64 - ((mid_letters | mid_nums) >> 63) as u32;
        let joined_letters = mid_letters & after(letters, before.letter) & (letters >> 1);
        let joined_nums = mid_nums & after(numerics, before.numeric) & (numerics >> 1);
        let word = letters | numerics | extend_num_lets | joined_letters | joined_nums;
        let after_word = after(word, before.word);
        Self {
            starts: word & !after_word & first(length),
            ends: after_word & !word & first(length),
            symbols: extend_num_lets,
            odd: 0,
            length,
            last: Last {
                word: bit(word, length - 1),
                letter: bit(letters, length - 1),
                numeric: bit(numerics, length - 1),
                extend_num_let: bit(extend_num_lets, length - 1),
                ..Last::default()
            },
        }
    }

    /// The boundaries of 64 bytes of any characters, where `text` begins with
    /// them or is shorter.
    #[inline(always)]
    pub(super) fn mixed(text: &str, ascii: Ascii, before: Last) -> Self {
        let characters = Characters::new(text, ascii);
        let words = WordMasks::new(&characters, before);
        let length = characters.settled();
        let after_word = after(words.all, before.word);
        let bit = |mask| bit(mask, length - 1);
        Self {
            starts: words.all & (!after_word | words.breaks) & first(length),
            ends: after_word & (!words.all | words.breaks) & first(length),
            symbols: characters.symbols() & first(length),
            odd: words.odd & first(length),
            length,
            last: Last {
                word: bit(words.all),
                letter: bit(words.letters),
                hebrew: bit(words.hebrew),
                numeric: bit(words.numerics),
                katakana: bit(words.katakana),
                extend_num_let: bit(words.extend_num_lets),
                single: bit(words.singles),
            },
        }
    }
}

/// The characters of a block, each by its first byte.
struct Characters {
    by_class: [u64; Class::ALL.len()],
    /// The bytes after the first of each character.
    continuations: u64,
    /// Quotation marks of Hebrew words; they count in other classes as well.
    single_quotes: u64,
    double_quotes: u64,
    /// How many bytes the whole characters have.
    length: u32,
}

impl Characters {
    #[inline(always)]
    fn new(text: &str, ascii: Ascii) -> Self {
        let mut by_class = [0; Class::ALL.len()];
        let mut length = 64;
        let mut leads = ascii.leads;
        while leads != 0 {
            let at = leads.trailing_zeros();
            let char = text[at as usize..].chars().next().expect("a lead byte begins one");
            if at as usize + char.len_utf8() > 64 {
                length = at;
                break;
            }
            by_class[Class::of(char) as usize] |= 1 << at;
            leads &= leads - 1;
        }
        let mut add = |class, mask| by_class[class as usize] |= mask;
        add(Class::Letter, ascii.letters);
        add(Class::Numeric, ascii.numerics);
        add(Class::ExtendNumLet, ascii.extend_num_lets);
        add(Class::MidLetter, ascii.mid_letters);
        add(Class::MidNum, ascii.mid_nums);
        Self {
            by_class,
            continuations: ascii.continuations & first(length),
            single_quotes: ascii.quotes & ascii.mid_letters,
            double_quotes: ascii.quotes & !ascii.mid_letters,
            length,
        }
    }

    fn of(&self, class: Class) -> u64 {
        self.by_class[class as usize]
    }

    fn mid_letters(&self) -> u64 {
        self.of(Class::MidLetter) | self.of(Class::MidNumLet)
    }

    fn mid_nums(&self) -> u64 {
        self.of(Class::MidNum) | self.of(Class::MidNumLet)
    }

    /// Characters that may join what is on both sides of them.
    fn mids(&self) -> u64 {
        self.mid_letters() | self.mid_nums() | self.double_quotes
    }

    /// Characters that belong to the one before.
    fn marks(&self) -> u64 {
        self.of(Class::Extend) | self.of(Class::ExtendVowel) | self.of(Class::Joiner)
    }

    fn symbols(&self) -> u64 {
        self.of(Class::ExtendNumLet)
            | self.of(Class::SymbolLetter)
            | self.of(Class::SymbolNumeric)
            | self.of(Class::SymbolKatakana)
    }

    /// How many bytes do not depend on those after them: all but a last
    /// character that may join or tie what follows, or two such characters,
    /// as a joiner is a mark to the apostrophe before it.
    fn settled(&self) -> u32 {
        let before = |length, open: u64| {
            let last = (!self.continuations & first(length)).ilog2();
            if bit(open, last) == 1 { last } else { length }
        };
        before(before(self.length, self.of(Class::Joiner)), self.mids())
    }

    /// All bytes of the characters at `firsts`, marks included. `before` is
    /// one if the character before the block is one of them.
    fn whole(&self, firsts: u64, before: u64) -> u64 {
        // Where a character ends, a carry runs through its further bytes to
        // the first byte of the next. The bits from each first byte to its
        // end are the difference of the two.
        let further = self.continuations | self.marks();
        let ends = further.wrapping_add(after(firsts, before)) & !further;
        ends.wrapping_sub(firsts).wrapping_sub(before)
    }

    /// All bytes of those of the characters `mids` that stand between two of
    /// `joinable`.
    fn joined(&self, mids: u64, joinable: u64, before: u64) -> u64 {
        let mids = mids & after(joinable, before);
        let [two, three] = [self.continuations >> 1, self.continuations >> 2];
        let of_one = mids & !two & (joinable >> 1);
        let of_two = mids & two & !three & (joinable >> 2);
        let of_three = mids & two & three & (joinable >> 3);
        let from_two = of_two | of_three;
        of_one | from_two | from_two << 1 | of_three << 2
    }
}

/// The words of a block, all their bytes.
struct WordMasks {
    all: u64,
    letters: u64,
    hebrew: u64,
    numerics: u64,
    katakana: u64,
    extend_num_lets: u64,
    singles: u64,
    /// Boundaries between two words without anything between them.
    breaks: u64,
    odd: u64,
}

impl WordMasks {
    #[inline(always)]
    fn new(characters: &Characters, before: Last) -> Self {
        let of = |class| characters.of(class);
        let whole = |firsts, before| characters.whole(firsts, before);

        let other_letters =
            whole(of(Class::Letter) | of(Class::SymbolLetter), before.letter & !before.hebrew);
        let hebrew = whole(of(Class::HebrewLetter), before.hebrew);
        let letters = other_letters | hebrew;
        let numerics = whole(of(Class::Numeric) | of(Class::SymbolNumeric), before.numeric);
        let katakana = whole(of(Class::Katakana) | of(Class::SymbolKatakana), before.katakana);
        let extend_num_lets = whole(of(Class::ExtendNumLet), before.extend_num_let);
        let singles = whole(of(Class::Single), before.single);

        let geresh = characters.single_quotes & after(hebrew, before.hebrew);
        let joined = geresh
            | characters.joined(characters.mid_letters(), letters, before.letter)
            | characters.joined(characters.mid_nums(), numerics, before.numeric)
            | characters.joined(characters.double_quotes, hebrew, before.hebrew);

        let joinable = letters | numerics | joined;
        let all = joinable | katakana | extend_num_lets | singles;
        let breaks = of(Class::Single)
            | (all & !singles & after(singles, before.single))
            | (katakana & after(joinable, before.letter | before.numeric))
            | (joinable & after(katakana, before.katakana))
            | ((numerics | extend_num_lets) & (geresh << 1));
        let odd = odd(characters, all);
        Self { all, letters, hebrew, numerics, katakana, extend_num_lets, singles, breaks, odd }
    }
}

/// What the rules above do not cover: marks after a character that may join
/// others, vowel signs that make a word of something else, pictographs that
/// may be tied to a word.
#[inline(always)]
fn odd(characters: &Characters, words: u64) -> u64 {
    let marks = characters.marks();
    (marks & characters.whole(characters.mids(), 0))
        | (characters.of(Class::ExtendVowel) & !words)
        | ((characters.of(Class::Joiner) & words) << 3 & characters.of(Class::Other))
        | characters.of(Class::PictographicLetter)
}

/// The bytes after those of `mask`; `before` tells of the byte before the block.
#[inline(always)]
const fn after(mask: u64, before: u64) -> u64 {
    mask << 1 | before
}

/// The first `length` bits, one or more.
#[inline(always)]
const fn first(length: u32) -> u64 {
    u64::MAX >> (64 - length)
}

#[inline(always)]
const fn bit(mask: u64, at: u32) -> u64 {
    mask >> at & 1
}
