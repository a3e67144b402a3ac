//! Quantities: numbers with their sign, multiple and unit; dates in digits; codes
//! and ratings. They are compared by value: `1,400,000`, `1 400 000` and
//! `1.4 million` are one.

mod decimal;
mod number;
mod parse;
mod units;

use std::ops::Range;

use decimal::Decimal;
pub(super) use decimal::digit;
pub(super) use parse::parse;

use crate::text::fold;

/// A quantity in its text. The ranges are bytes.
#[derive(Clone, Debug)]
pub(super) struct Quantity {
    /// The number with its sign, and a closing parenthesis that belongs to it.
    pub number: [Range<usize>; 2],
    /// The currency before the number; multiple and unit behind.
    pub unit: [Range<usize>; 2],
    pub meaning: Meaning,
}

/// What a quantity says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    Amount(Amount),
    /// Day, month and year in the order written, and what is between them.
    Date(Vec<u32>, char),
    /// A code of letters and digits, or a rating with its sign, folded.
    Label(String),
}

/// A number and what it counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Amount {
    pub sign: Sign,
    /// The number before its multiple: 1.4 of *1.4 million*.
    mantissa: Decimal,
    /// What it comes to, and its unit, which may be none.
    reading: Reading,
    /// Another way to read it: *5 m* is metres or millions.
    other: Option<Reading>,
    /// Whether it is a day or a year beside the other one.
    pub is_date: bool,
}

/// A value and its unit, empty if there is none.
type Reading = (Decimal, &'static str);

/// What is written beside a number to say whether it is more or less than zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    None,
    Minus,
    Plus,
    PlusMinus,
    /// As bookkeepers write a loss.
    Parentheses,
}

impl Quantity {
    /// The bytes from its first part to its last.
    pub fn bytes(&self) -> Range<usize> {
        let [number, closing] = &self.number;
        let [currency, unit] = &self.unit;
        let starts = [number, currency].map(|part| part.start);
        let ends = [number, closing, currency, unit].map(|part| part.end);
        starts[0].min(starts[1])..ends.into_iter().fold(0, usize::max)
    }
}

impl Meaning {
    /// Whether both say the same, as far as can be told.
    pub fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Amount(one), Self::Amount(other)) => {
                one.sign.is(other.sign)
                    && one.readings().any(|it| other.readings().any(|o| it == o))
            }
            (Self::Date(one, mark), Self::Date(other, other_mark)) => {
                one == other || (mark != other_mark && same_parts(one, other))
            }
            (Self::Label(one), Self::Label(other)) => one == other,
            // *F-16* and *F16*.
            (Self::Label(label), Self::Amount(amount))
            | (Self::Amount(amount), Self::Label(label)) => {
                let digits = label.trim_start_matches(|char: char| !char.is_ascii_digit());
                digits.len() < label.len()
                    && amount.reading.1.is_empty()
                    && digits.parse().is_ok_and(|digits| amount.reading.0 == Decimal::whole(digits))
            }
            _ => false,
        }
    }

    /// Whether the numbers are the same, sign included and multiples and units
    /// apart.
    pub fn is_as_many(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Amount(one), Self::Amount(other)) => {
                one.sign.is(other.sign)
                    && (one.mantissa == other.mantissa
                        || one.readings().any(|it| other.readings().any(|o| it.0 == o.0)))
            }
            _ => false,
        }
    }

    /// Whether multiple and unit are the same.
    pub fn is_of_same_unit(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Amount(one), Self::Amount(other)) => one.reading.1 == other.reading.1,
            _ => false,
        }
    }

    pub fn is_date(&self) -> bool {
        match self {
            Self::Date(..) => true,
            Self::Amount(amount) => amount.is_date,
            Self::Label(_) => false,
        }
    }

    /// The amount, where it is whole, whatever its unit.
    pub fn amount(&self) -> Option<u32> {
        match self {
            Self::Amount(amount) => amount.reading.0.small(),
            _ => None,
        }
    }

    /// The amount, where it is a plain whole number.
    pub fn whole(&self) -> Option<u32> {
        match self {
            Self::Amount(amount) if amount.reading.1.is_empty() => amount.reading.0.small(),
            _ => None,
        }
    }
}

impl Amount {
    /// The amount without its sign.
    pub fn unsigned(&self) -> Meaning {
        Meaning::Amount(Self { sign: Sign::None, ..*self })
    }

    fn readings(&self) -> impl Iterator<Item = Reading> {
        [Some(self.reading), self.other].into_iter().flatten()
    }
}

impl Sign {
    /// Whether both say the same. Whether parentheses say less than zero depends
    /// on what stands around them; see [`Sign::Parentheses`].
    fn is(self, other: Self) -> bool {
        let negative = |sign| matches!(sign, Self::Minus | Self::Parentheses);
        self == other || (negative(self) && negative(other))
    }
}

fn same_parts(one: &[u32], other: &[u32]) -> bool {
    let sorted = |parts: &[u32]| {
        let mut parts = parts.to_vec();
        parts.sort_unstable();
        parts
    };
    sorted(one) == sorted(other)
}

/// Whether the words say the number: only asked where the other text has it in
/// digits, so that a word of another language does no harm.
pub(super) fn say_number<'a>(words: impl Iterator<Item = &'a str> + Clone, value: u32) -> bool {
    let say = |value: u32| words.clone().any(|word| is_in_words(word, value));
    match value {
        // *Twenty-four*; Arabic *four and twenty*, *two ten*.
        21..=99 if value % 10 > 0 => say(value % 10) && say(value / 10 * 10),
        11..=19 => say(value) || (say(value - 10) && say(10)),
        _ => say(value),
    }
}

/// Whether the word is the number: up to twenty, or a ten.
fn is_in_words(word: &str, value: u32) -> bool {
    let words: &[&str] = match value {
        1 => &[
            "واحد",
            "الحادي",
            "حادي",
            "احد",
            "one",
            "un",
            "une",
            "uno",
            "una",
            "ein",
            "eine",
            "einen",
            "einem",
            "einer",
            "eins",
            "um",
            "uma",
            "een",
            "en",
            "et",
            "ett",
            "один",
            "одна",
            "одного",
            "一",
        ],
        2 => &[
            "اثني",
            "اثنتي",
            "ثاني",
            "ثانية",
            "second",
            "اثنين",
            "اثنان",
            "two",
            "deux",
            "dos",
            "due",
            "zwei",
            "dois",
            "duas",
            "twee",
            "to",
            "tva",
            "два",
            "две",
            "двух",
            "dwa",
            "dwie",
            "dy",
            "iki",
            "二",
            "两",
            "兩",
        ],
        3 => &[
            "ثالث",
            "third",
            "ثلاث",
            "ثلاثة",
            "الثالث",
            "الثالثة",
            "three",
            "trois",
            "tres",
            "tre",
            "drei",
            "drie",
            "три",
            "трех",
            "trzy",
            "uc",
            "三",
        ],
        4 => &[
            "رابع",
            "اربع",
            "اربعة",
            "الرابع",
            "الرابعة",
            "four",
            "quatre",
            "cuatro",
            "quattro",
            "vier",
            "quatro",
            "fire",
            "fyra",
            "четыре",
            "четырех",
            "cztery",
            "kater",
            "dort",
            "四",
        ],
        5 => &[
            "خامس",
            "خمس",
            "خمسة",
            "الخامس",
            "الخامسة",
            "five",
            "cinq",
            "cinco",
            "cinque",
            "funf",
            "vijf",
            "fem",
            "пять",
            "пяти",
            "piec",
            "pese",
            "bes",
            "五",
        ],
        6 => &[
            "سادس",
            "ست",
            "ستة",
            "السادس",
            "السادسة",
            "six",
            "seis",
            "sei",
            "sechs",
            "zes",
            "seks",
            "sex",
            "шесть",
            "шести",
            "szesc",
            "gjashte",
            "alti",
            "六",
        ],
        7 => &[
            "سابع",
            "سبع",
            "سبعة",
            "السابع",
            "السابعة",
            "seven",
            "sept",
            "siete",
            "sette",
            "sieben",
            "sete",
            "zeven",
            "syv",
            "sju",
            "семь",
            "семи",
            "siedem",
            "shtate",
            "yedi",
            "七",
        ],
        8 => &[
            "ثامن",
            "ثماني",
            "ثمانية",
            "ثمان",
            "الثامن",
            "الثامنة",
            "eight",
            "huit",
            "ocho",
            "otto",
            "acht",
            "oito",
            "otte",
            "atte",
            "atta",
            "восемь",
            "восьми",
            "osiem",
            "tete",
            "sekiz",
            "八",
        ],
        9 => &[
            "تاسع",
            "تسع",
            "تسعة",
            "التاسع",
            "التاسعة",
            "nine",
            "neuf",
            "nueve",
            "nove",
            "neun",
            "negen",
            "ni",
            "nio",
            "девять",
            "девяти",
            "dziewiec",
            "nente",
            "dokuz",
            "九",
        ],
        10 => &[
            "عشر",
            "عشرة",
            "العاشر",
            "العاشرة",
            "ten",
            "dix",
            "diez",
            "dieci",
            "zehn",
            "dez",
            "tien",
            "ti",
            "tio",
            "десять",
            "десяти",
            "dziesiec",
            "dhjete",
            "on",
            "十",
        ],
        11 => &["eleven", "onze", "once", "undici", "elf", "elva", "elleve"],
        12 => &["twelve", "douze", "doce", "dodici", "zwolf", "doze", "twaalf", "tolv"],
        13 => &["thirteen", "treize", "trece", "tredici", "dreizehn", "treze", "dertien"],
        14 => &["fourteen", "quatorze", "catorce", "quattordici", "vierzehn", "veertien"],
        15 => &["fifteen", "quinze", "quince", "quindici", "funfzehn", "vijftien"],
        16 => &["sixteen", "seize", "dieciseis", "sedici", "sechzehn", "zestien"],
        17 => &["seventeen", "diecisiete", "diciassette", "siebzehn", "zeventien"],
        18 => &["eighteen", "dieciocho", "diciotto", "achtzehn", "achttien"],
        19 => &["nineteen", "diecinueve", "diciannove", "neunzehn", "negentien"],
        20 => &[
            "عشرون",
            "عشرين",
            "twenty",
            "vingt",
            "veinte",
            "venti",
            "zwanzig",
            "vinte",
            "twintig",
            "tjugo",
        ],
        30 => &[
            "ثلاثون",
            "ثلاثين",
            "thirty",
            "trente",
            "treinta",
            "trenta",
            "dreissig",
            "trinta",
            "dertig",
        ],
        40 => &[
            "اربعون",
            "اربعين",
            "forty",
            "quarante",
            "cuarenta",
            "quaranta",
            "vierzig",
            "quarenta",
            "veertig",
        ],
        50 => &[
            "خمسون",
            "خمسين",
            "fifty",
            "cinquante",
            "cincuenta",
            "cinquanta",
            "funfzig",
            "cinquenta",
            "vijftig",
        ],
        60 => &[
            "ستون", "ستين", "sixty", "soixante", "sesenta", "sessanta", "sechzig", "sessenta",
            "zestig",
        ],
        70 => &["سبعون", "سبعين", "seventy", "setenta", "settanta", "siebzig", "zeventig"],
        80 => {
            &["ثمانون", "ثمانين", "eighty", "ochenta", "ottanta", "achtzig", "oitenta", "tachtig"]
        }
        90 => &["تسعون", "تسعين", "ninety", "noventa", "novanta", "neunzig", "negentig"],
        100 => &["hundred", "cent", "cien", "ciento", "cento", "hundert", "cem", "honderd"],
        1000 => &["thousand", "mille", "mil", "tausend", "duizend"],
        _ => return false,
    };
    let word = fold(word);
    // Arabic joins *and*, *with* and *the* to the word.
    let bare = word.trim_start_matches('و').trim_start_matches('ب').trim_start_matches("ال");
    words.contains(&&*word) || words.contains(&bare)
}

#[cfg(test)]
mod tests;
