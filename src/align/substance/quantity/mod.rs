//! Quantities: numbers with their sign, multiple and unit; dates in digits; codes
//! and ratings. They are compared by value: `1,400,000`, `1 400 000` and
//! `1.4 million` are one.

mod before;
mod behind;
mod dates;
mod decimal;
mod number;
mod parse;
mod units;
mod words;

use std::ops::Range;

use decimal::Decimal;
pub(super) use decimal::digit;
pub(super) use parse::parse;
pub(super) use words::say_number;

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

#[cfg(test)]
mod tests;
