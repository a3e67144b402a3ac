//! What stands before the digits of a number: its sign and currency.

use std::ops::Range;

use super::decimal::digit;
use super::number::is_space;
use super::parse::is_minus;
use super::{Sign, units};
use crate::text::fold;

/// What stands before the digits: sign and currency.
pub(super) struct Before {
    /// Where the number with its sign begins.
    pub start: usize,
    pub sign: Sign,
    pub currency: Range<usize>,
    pub unit: &'static str,
}

impl Before {
    pub fn of(text: &str, digits: usize) -> Self {
        let mut before =
            Self { start: digits, sign: Sign::None, currency: digits..digits, unit: "" };
        before.sign(text, digits);
        let at = before.start;
        before.currency(text, at);
        if before.sign == Sign::None && !before.currency.is_empty() {
            let at = before.currency.start;
            before.sign(text, at);
        }
        before
    }

    /// Reads the sign that ends at `end`.
    fn sign(&mut self, text: &str, end: usize) {
        let head = &text[..end];
        for word in ["minus ", "Minus ", "минус ", "мінус ", "零下", "负", "負"] {
            if let Some(rest) = head.strip_suffix(word)
                && !(word.ends_with(' ') && rest.ends_with(char::is_alphanumeric))
            {
                (self.start, self.sign) = (rest.len(), Sign::Minus);
                return;
            }
        }
        let Some(last) = head.chars().next_back() else { return };
        let sign = match last {
            '+' | '＋' => Sign::Plus,
            '±' => Sign::PlusMinus,
            _ if is_minus(last) => Sign::Minus,
            _ => return,
        };
        // A hyphen or dash between words or numbers is none.
        let head = &head[..end - last.len_utf8()];
        let is_free = match head.chars().next_back() {
            None => true,
            Some(char) if char.is_whitespace() => !head
                .trim_end()
                .ends_with(|char| digit(char).is_some() || units::sign(char).is_some()),
            Some(char) => {
                matches!(
                    char,
                    '(' | '['
                        | '{'
                        | '“'
                        | '"'
                        | '\''
                        | '‘'
                        | '«'
                        | '„'
                        | '/'
                        | '|'
                        | ':'
                        | '='
                        | '~'
                        | '，'
                        | '（'
                        | '：'
                        | '、'
                        | '；'
                ) || units::currency_sign(char).is_some()
            }
        };
        if is_free {
            (self.start, self.sign) = (head.len(), sign);
        }
    }

    /// Reads the currency that ends at `end`, or before a space there.
    fn currency(&mut self, text: &str, end: usize) {
        let head = text[..end].trim_end_matches(is_space);
        if end - head.len() > 2 {
            return;
        }
        let Some(last) = head.chars().next_back() else { return };
        if let Some(unit) = units::currency_sign(last) {
            let mut start = head.len() - last.len_utf8();
            self.unit = unit;
            let letters =
                text[..start].rfind(|char: char| !(char.is_ascii_alphabetic() || char == '.'));
            let letters =
                letters.map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
            if last == '$'
                && let Some(unit) = units::dollar(&text[letters..start])
            {
                start = letters;
                self.unit = unit;
            }
            self.currency = start..head.len();
            return;
        }
        // *EUR 45*, *Rs. 45*, *百分之12*.
        if let Some(rest) = head.strip_suffix("百分之") {
            (self.currency, self.unit) = (rest.len()..head.len(), "%");
            return;
        }
        let word = head.strip_suffix('.').unwrap_or(head);
        let start = word
            .rfind(|char: char| !char.is_ascii_alphabetic())
            .map_or(0, |at| at + word[at..].chars().next().map_or(1, char::len_utf8));
        let code = &word[start..];
        let is_code = code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase());
        if (is_code || matches!(code, "Rs" | "rs"))
            && let Some(unit) = units::currency(&fold(code))
        {
            (self.currency, self.unit) = (start..head.len(), unit);
        }
    }
}
