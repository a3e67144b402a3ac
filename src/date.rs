//! When an article was published: a day, or a moment.
//!
//! Dates come as sites and data sets write them. Three forms are read, which nothing can
//! mistake for another: `2022-01-17` (ISO 8601), `2022-01-17T08:30:00+01:00` (RFC 3339,
//! also with a space for the `T`, without seconds or with a part of one), and
//! `Mon, 17 Jan 2022 08:30:00 GMT` (RFC 2822, as in feeds). What is written otherwise, as
//! `17.1.22` or `3/4/22`, could be several days and is no date here.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// A day of the calendar, or a moment of it to the second.
///
/// A moment without a zone counts as one in UTC.
///
/// ```
/// use nearcopy::Date;
///
/// let morning: Date = "2022-01-17T08:30:00+01:00".parse()?;
/// let noon: Date = "Mon, 17 Jan 2022 12:00:00 GMT".parse()?;
/// let day: Date = "2022-01-18".parse()?;
///
/// assert_eq!(morning.to_string(), "2022-01-17T08:30:00+01:00");
/// assert_eq!(morning.seconds_to(noon), 4 * 3600 + 1800);
/// // From and to a day, only days count.
/// assert_eq!(morning.seconds_to(day), 24 * 3600);
/// assert!(morning.is_before(noon) && noon.is_before(day));
/// assert!("17 January".parse::<Date>().is_err());
/// # Ok::<(), nearcopy::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Date {
    /// Since 1970 in UTC: of the moment, or of the beginning of the day.
    seconds: i64,
    /// How many minutes the clock of the place is ahead of UTC; `None` for a day.
    ahead: Option<i16>,
}

const DAY: i64 = 24 * 3600;

impl Date {
    /// The day, as days since 1970-01-01, by the calendar of the place.
    pub fn day(self) -> i64 {
        self.local().div_euclid(DAY)
    }

    /// Whether the time of the day is known.
    pub fn is_moment(self) -> bool {
        self.ahead.is_some()
    }

    /// How many seconds `other` is later, negative if it is earlier; where either is a
    /// day, whole days.
    pub fn seconds_to(self, other: Self) -> i64 {
        match (self.ahead, other.ahead) {
            (Some(_), Some(_)) => other.seconds - self.seconds,
            _ => (other.day() - self.day()) * DAY,
        }
    }

    /// Whether this is earlier for certain: a day and a moment of it are not.
    pub fn is_before(self, other: Self) -> bool {
        self.seconds_to(other) > 0
    }

    /// What orders dates: by the day, and those of one day by the time, a day without
    /// one first. Unlike [`is_before`](Self::is_before) an order of any number of them.
    pub(crate) fn order(self) -> (i64, i64) {
        (self.day(), if self.is_moment() { self.seconds } else { i64::MIN })
    }

    fn local(self) -> i64 {
        self.seconds + i64::from(self.ahead.unwrap_or(0)) * 60
    }

    /// A day since 1970, with the seconds of the day and how many minutes the clock is ahead
    /// of UTC if they are known.
    pub(crate) fn of(day: i64, time: Option<(i64, i16)>) -> Self {
        let (seconds, ahead) = match time {
            Some((seconds, ahead)) => (seconds - i64::from(ahead) * 60, Some(ahead)),
            None => (0, None),
        };
        Self { seconds: day * DAY + seconds, ahead }
    }
}

impl FromStr for Date {
    type Err = Error;

    /// The date that is written here, see the [module page](self).
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if it is none.
    fn from_str(text: &str) -> Result<Self, Error> {
        let text = text.trim_ascii();
        iso(text.as_bytes()).or_else(|| mail(text)).ok_or_else(|| Error::Setting {
            name: "date",
            value: format!("{text:?}"),
            allowed: "a day as 2022-01-17 or a moment as 2022-01-17T08:30:00Z",
        })
    }
}

impl fmt::Display for Date {
    /// As RFC 3339.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = calendar(self.day());
        write!(f, "{year:04}-{month:02}-{day:02}")?;
        let Some(ahead) = self.ahead else { return Ok(()) };
        let second = self.local().rem_euclid(DAY);
        write!(f, "T{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)?;
        match ahead {
            0 => f.write_str("Z"),
            _ => {
                let sign = if ahead < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", ahead.abs() / 60, ahead.abs() % 60)
            }
        }
    }
}

/// ISO 8601: a day, and perhaps a time.
fn iso(text: &[u8]) -> Option<Date> {
    let (date, rest) = text.split_at_checked(10)?;
    if date[4] != b'-' || date[7] != b'-' {
        return None;
    }
    let day = days(number(&date[..4])?, number(&date[5..7])? as usize, number(&date[8..])?)?;
    let Some((&between, rest)) = rest.split_first() else { return Some(Date::of(day, None)) };
    if !matches!(between, b'T' | b't' | b' ') {
        return None;
    }
    Some(Date::of(day, Some(time(rest.trim_ascii_start())?)))
}

/// A time of the day, perhaps with a zone: seconds, and how many minutes it is ahead of
/// UTC.
fn time(text: &[u8]) -> Option<(i64, i16)> {
    let end = text.iter().position(|byte| !matches!(byte, b'0'..=b'9' | b':' | b'.' | b','));
    let (clock, zone) = text.split_at(end.unwrap_or(text.len()));
    let clock = clock.split(|byte| matches!(byte, b'.' | b',')).next()?;
    let mut parts = clock.split(|&byte| byte == b':');
    let mut part = |most| parts.next().map_or(Some(0), two).filter(|&value| value <= most);
    if clock.len() < 5 {
        return None;
    }
    // A leap second is the last one of its minute.
    let (hour, minute, second) = (part(23)?, part(59)?, part(60)?.min(59));
    if parts.next().is_some() {
        return None;
    }
    Some((hour * 3600 + minute * 60 + second, ahead(zone.trim_ascii())?))
}

/// How many minutes a zone is ahead of UTC.
fn ahead(zone: &[u8]) -> Option<i16> {
    let (sign, rest) = match zone {
        b"" | b"Z" | b"z" | b"UTC" | b"GMT" | b"UT" => return Some(0),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match rest.len() {
        2 => (two(rest)?, 0),
        4 => (two(&rest[..2])?, two(&rest[2..])?),
        5 if rest[2] == b':' => (two(&rest[..2])?, two(&rest[3..])?),
        _ => return None,
    };
    (hours <= 18 && minutes <= 59).then_some(sign * (hours * 60 + minutes) as i16)
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// RFC 2822: perhaps a weekday, the day, the month by name, the year, and the time.
fn mail(text: &str) -> Option<Date> {
    let text = text.split_once(", ").map_or(text, |(_, rest)| rest);
    let mut words = text.split_ascii_whitespace();
    let day = number(words.next()?.as_bytes())?;
    let month = words.next()?.to_ascii_lowercase();
    let month = 1 + MONTHS.iter().position(|name| *name == month)?;
    let year = words.next().filter(|year| year.len() == 4)?;
    let day = days(number(year.as_bytes())?, month, day)?;
    let clock = words.collect::<Vec<_>>().join(" ");
    // Without a time it is a day in words, as people write it.
    Some(Date::of(day, if clock.is_empty() { None } else { Some(time(clock.as_bytes())?) }))
}

fn two(digits: &[u8]) -> Option<i64> {
    number(digits).filter(|_| digits.len() == 2)
}

fn number(digits: &[u8]) -> Option<i64> {
    let is_number = matches!(digits.len(), 1..=4) && digits.iter().all(u8::is_ascii_digit);
    is_number.then(|| digits.iter().fold(0, |value, digit| 10 * value + i64::from(digit - b'0')))
}

/// Days from 1970-01-01 to this day of the Gregorian calendar, if it has it.
///
/// Years begin in March here, so that a leap day is the last of its year (H. Hinnant,
/// *chrono-compatible low-level date algorithms*).
fn days(year: i64, month: usize, day: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = [31, 28 + i64::from(is_leap), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    if !(1..=*length.get(month.checked_sub(1)?)?).contains(&day) {
        return None;
    }
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * month as i64 + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

/// The year, month and day that are so many days from 1970-01-01.
fn calendar(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn forms() {
        for (text, wanted) in [
            ("2022-01-17", "2022-01-17"),
            (" 2000-02-29 ", "2000-02-29"),
            ("2022-01-17T08:30:00Z", "2022-01-17T08:30:00Z"),
            ("2022-01-17 08:30", "2022-01-17T08:30:00Z"),
            ("2022-01-17T08:30:00.123+01:00", "2022-01-17T08:30:00+01:00"),
            ("2022-01-17T08:30:00-0330", "2022-01-17T08:30:00-03:30"),
            ("2022-01-17 08:30:00 UTC", "2022-01-17T08:30:00Z"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
            ("0000-03-01T00:00:00+18:00", "0000-03-01T00:00:00+18:00"),
            ("Mon, 17 Jan 2022 08:30:00 GMT", "2022-01-17T08:30:00Z"),
            ("7 Feb 2022 08:30 +0100", "2022-02-07T08:30:00+01:00"),
        ] {
            assert_eq!(
                text.parse::<Date>().map(|date| date.to_string()).ok().as_deref(),
                Some(wanted),
                "{text}"
            );
        }
    }

    #[test]
    fn what_could_be_several_days_is_none() {
        for text in [
            "",
            "2022",
            "2022-01",
            "20220117",
            "2022-13-01",
            "2022-02-29",
            "2022-00-10",
            "2022-01-32",
            "1900-02-29",
            "2022-01-17T",
            "2022-01-17T8:30",
            "2022-01-17T24:00",
            "2022-01-17T08:60",
            "2022-01-17T08:30:00+99:00",
            "2022-01-17T08:30:00 CET",
            "2022-01-17T08:30:00:00",
            "2022-01-17x",
            "17.1.2022",
            "3/4/22",
            "yesterday",
            "Mon, 17 Jan 22 08:30:00 GMT",
            "é022-01-17",
            "2022-01-1é",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn which_is_earlier() {
        let date = |text: &str| text.parse::<Date>().unwrap();
        let (day, next) = (date("2022-01-17"), date("2022-01-18"));
        let (early, late) = (date("2022-01-17T01:00:00+02:00"), date("2022-01-16T23:30:00Z"));
        assert!(early.is_before(late) && !late.is_before(early));
        assert_eq!(early.seconds_to(late), 1800);
        // The day is that of the place.
        assert!(!early.is_before(day) && !day.is_before(early));
        assert!(late.is_before(day) && day.is_before(next) && early.is_before(next));
        assert_eq!(early.seconds_to(next), DAY);
        let mut all = [next, early, day, late];
        all.sort_by_key(|date| date.order());
        assert_eq!(all, [late, day, early, next]);
    }

    proptest! {
        #[test]
        fn written_and_read(seconds in -62_000_000_000_i64..250_000_000_000, ahead in prop::option::of(-1080_i16..1080)) {
            let seconds = if ahead.is_some() { seconds } else { seconds.div_euclid(DAY) * DAY };
            let date = Date { seconds, ahead };
            prop_assert_eq!(date.to_string().parse::<Date>().ok(), Some(date));
        }

        #[test]
        fn any_text_is_judged(text in "[0-9TZ:.+ -]{0,26}|\\PC{0,30}") {
            if let Ok(date) = text.parse::<Date>() {
                prop_assert_eq!(date.to_string().parse::<Date>().ok(), Some(date));
            }
        }
    }
}
