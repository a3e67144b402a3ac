//! What stands in one place of a table, and what a column holds.

use std::ops::RangeInclusive;

use crate::date::Date;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnKind {
    /// Strings, or bytes that may be strings.
    Text,
    Whole {
        is_signed: bool,
    },
    /// Days since 1970.
    Day,
    /// Since the beginning of 1970, so many units a second.
    Moment {
        units: i64,
        /// In UTC; otherwise it is what a clock somewhere says.
        is_utc: bool,
    },
    /// Identifiers of 16 bytes.
    Uuid,
    /// Nothing but null.
    Null,
    /// What is not read, by what people call it.
    Other(&'static str),
}

/// What stands in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Null,
    /// In whatever encoding it is.
    Text(Vec<u8>),
    /// A number, a day or a moment, as it is written.
    Whole(String),
    /// A text beyond the limit, which is never copied.
    TooLarge,
}

impl ColumnKind {
    /// What it holds, for a message.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Whole { .. } => "a number",
            Self::Day => "a day",
            Self::Moment { .. } => "a moment",
            Self::Uuid => "a UUID",
            Self::Null => "null",
            Self::Other(name) => name,
        }
    }

    pub fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Null)
    }

    pub fn is_id(self) -> bool {
        matches!(self, Self::Text | Self::Null | Self::Whole { .. } | Self::Uuid)
    }

    pub fn is_unsigned(self) -> bool {
        self == Self::Whole { is_signed: false }
    }

    pub fn is_date(self) -> bool {
        matches!(self, Self::Day | Self::Moment { .. })
    }

    /// The cell that these bytes are.
    pub fn of_bytes(self, bytes: &[u8], limit: u64) -> Cell {
        match self {
            Self::Uuid => Cell::Whole(uuid(bytes)),
            _ if bytes.len() as u64 > limit => Cell::TooLarge,
            _ => Cell::Text(bytes.to_vec()),
        }
    }

    /// The cell that this number is.
    pub fn of_number(self, number: i64) -> Cell {
        match self {
            Self::Whole { is_signed: false } => Cell::Whole((number as u64).to_string()),
            Self::Day => date(number, None).map_or(Cell::Null, Cell::Whole),
            Self::Moment { units, is_utc } => {
                let seconds = number.div_euclid(units.max(1));
                let time = seconds.rem_euclid(DAY);
                // Programs that have no days write midnight, by no clock in particular.
                let time =
                    (is_utc || time != 0 || number.rem_euclid(units.max(1)) != 0).then_some(time);
                date(seconds.div_euclid(DAY), time).map_or(Cell::Null, Cell::Whole)
            }
            _ => Cell::Whole(number.to_string()),
        }
    }
}

impl Cell {
    /// How many bytes it has.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Null | Self::TooLarge => 0,
            Self::Text(bytes) => bytes.len(),
            Self::Whole(text) => text.len(),
        }
    }
}

const DAY: i64 = 24 * 3600;

/// 1 March of the year 0, and the last day of the year 9999.
const DAYS: RangeInclusive<i64> = -719_468..=2_932_896;

/// The day, counted since 1970, and the second of it as ISO 8601 has them; `None` outside
/// of the years with four digits.
fn date(day: i64, second: Option<i64>) -> Option<String> {
    let date = || Date::of(day, second.map(|second| (second, 0)));
    DAYS.contains(&day).then(|| date().to_string())
}

/// As it is written, with hyphens.
fn uuid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        if let 4 | 6 | 8 | 10 = at {
            text.push('-');
        }
        text += &format!("{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Cell {
        Cell::Whole(text.to_owned())
    }

    #[test]
    fn days_and_moments() {
        for (days, text) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (19_009, "2022-01-17"),
            (19_782, "2024-02-29"),
            (19_783, "2024-03-01"),
            (-719_162, "0001-01-01"),
            (2_932_896, "9999-12-31"),
        ] {
            assert_eq!(ColumnKind::Day.of_number(days), whole(text));
            assert!(days < -700_000 || text.parse::<crate::Date>().unwrap().day() == days);
        }
        for days in [i64::MIN, i64::MAX, 2_932_897, -800_000] {
            assert_eq!(ColumnKind::Day.of_number(days), Cell::Null);
        }
        let clock = ColumnKind::Moment { units: 1_000, is_utc: false };
        assert_eq!(clock.of_number(19_009 * DAY * 1_000), whole("2022-01-17"));
        assert_eq!(clock.of_number(19_009 * DAY * 1_000 + 1), whole("2022-01-17T00:00:00Z"));
        let utc = ColumnKind::Moment { units: 1_000_000_000, is_utc: true };
        assert_eq!(utc.of_number(0), whole("1970-01-01T00:00:00Z"));
        assert_eq!(utc.of_number(-1), whole("1969-12-31T23:59:59Z"));
        assert_eq!(utc.of_number(i64::MIN), whole("1677-09-21T00:12:43Z"));
    }

    #[test]
    fn numbers_and_identifiers() {
        let signed = ColumnKind::Whole { is_signed: true };
        let unsigned = ColumnKind::Whole { is_signed: false };
        assert_eq!(signed.of_number(-1), whole("-1"));
        assert_eq!(unsigned.of_number(-1), whole("18446744073709551615"));
        let id = ColumnKind::Uuid.of_bytes(b"0123456789abcdef", 1);
        assert_eq!(id, whole("30313233-3435-3637-3839-616263646566"));
        assert_eq!(ColumnKind::Text.of_bytes(b"long", 3), Cell::TooLarge);
    }
}
