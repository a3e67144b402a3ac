//! Decimal numbers of any size, compared by value.

use crate::text::digit_value;

/// A number: `digits` · 10^`exponent`, without zeros at the end of the digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    digits: u128,
    exponent: i32,
}

/// Most digits that surely fit.
pub(super) const MOST_DIGITS: usize = 36;

impl Decimal {
    pub const ZERO: Self = Self { digits: 0, exponent: 0 };

    /// A whole number.
    pub fn whole(value: u32) -> Self {
        Self { digits: value.into(), exponent: 0 }.shortest()
    }

    /// The digits, of which so many are behind the decimal point; none if there
    /// are too many.
    pub fn parse(digits: &[u8], behind_point: usize) -> Option<Self> {
        if digits.len() > MOST_DIGITS {
            return None;
        }
        let digits = digits.iter().fold(0, |all: u128, &digit| all * 10 + u128::from(digit));
        Some(Self { digits, exponent: -(behind_point as i32) }.shortest())
    }

    /// The number times 10^`power`.
    pub fn times(self, power: i32) -> Self {
        Self { digits: self.digits, exponent: self.exponent + power }.shortest()
    }

    /// The sum; none if it has too many digits.
    pub fn plus(self, other: Self) -> Option<Self> {
        let exponent = self.exponent.min(other.exponent);
        let scaled = |number: Self| {
            let power = u32::try_from(number.exponent - exponent).ok()?;
            number.digits.checked_mul(10_u128.checked_pow(power)?)
        };
        let digits = scaled(self)?.checked_add(scaled(other)?)?;
        Some(Self { digits, exponent }.shortest())
    }

    /// The number, where it is whole and small.
    pub fn small(self) -> Option<u32> {
        let power = 10_u128.checked_pow(u32::try_from(self.exponent).ok()?)?;
        u32::try_from(self.digits.checked_mul(power)?).ok()
    }

    fn shortest(mut self) -> Self {
        if self.digits == 0 {
            return Self::ZERO;
        }
        while self.digits.is_multiple_of(10) {
            self.digits /= 10;
            self.exponent += 1;
        }
        self
    }
}

/// The value of a decimal digit of any script, or of one set low, as in `CO₂`. One set
/// high is no digit of the number before it.
#[inline]
pub(in crate::align::substance) fn digit(char: char) -> Option<u8> {
    match char {
        '0'..='9' => Some(char as u8 - b'0'),
        '₀'..='₉' => Some((u32::from(char) - u32::from('₀')) as u8),
        // Latin, Greek, Cyrillic, Hebrew; punctuation, and most ideographs.
        ..'\u{660}' | '\u{2000}'..'\u{A620}' => None,
        _ => digit_value(char).map(|value| value as u8),
    }
}

/// The value of a vulgar fraction: digits, and how many are behind the point.
pub(super) fn fraction(char: char) -> Option<Decimal> {
    let (digits, exponent) = match char {
        '¼' => (25, -2),
        '½' => (5, -1),
        '¾' => (75, -2),
        '⅕' => (2, -1),
        '⅖' => (4, -1),
        '⅗' => (6, -1),
        '⅘' => (8, -1),
        '⅛' => (125, -3),
        '⅜' => (375, -3),
        '⅝' => (625, -3),
        '⅞' => (875, -3),
        _ => return None,
    };
    Some(Decimal { digits, exponent })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_several_scripts() {
        for (char, value) in [
            ('7', Some(7)),
            ('٥', Some(5)),
            ('۵', Some(5)),
            ('५', Some(5)),
            ('৩', Some(3)),
            ('๙', Some(9)),
            ('９', Some(9)),
            ('\u{1D7D9}', Some(1)),
            ('\u{11F52}', Some(2)),
            ('\u{1FBF7}', Some(7)),
            ('½', None),
            ('²', None),
            ('₂', Some(2)),
            ('Ⅳ', None),
            ('五', None),
            ('a', None),
        ] {
            assert_eq!(digit(char), value, "{char}");
        }
    }

    #[test]
    fn equal_values() {
        let parse = |digits: &str, behind| {
            let digits: Vec<u8> = digits.bytes().map(|digit| digit - b'0').collect();
            Decimal::parse(&digits, behind).unwrap()
        };
        assert_eq!(parse("14", 1).times(6), parse("1400000", 0));
        assert_eq!(parse("150", 2), parse("15", 1));
        assert_eq!(parse("000", 1), Decimal::ZERO);
        assert_ne!(parse("15", 0), parse("15", 1));
        let sum = parse("3", 0).times(8).plus(parse("5000", 0).times(4));
        assert_eq!(sum, Some(parse("35", 0).times(7)));
        assert_eq!(parse("25", 1).plus(fraction('½').unwrap()), Some(parse("3", 0)));
        assert_eq!((parse("40", 0).small(), parse("4", 1).small()), (Some(40), None));
        assert_eq!(Decimal::parse(&[9; 37], 0), None);
    }
}
