//! The lists of words and signs for negations and units: the only such lists in
//! this crate, because neither a negation nor a unit can be told by counting.

use std::borrow::Cow;

use crate::text::fold;

/// Longest word in the lists, in bytes.
const LONGEST: usize = 16;

/// The word folded, in `lower` where it is ASCII; none if it is too long to be
/// in a list.
fn folded<'w>(word: &'w str, lower: &'w mut [u8; LONGEST]) -> Option<Cow<'w, str>> {
    if word.len() > LONGEST {
        return None;
    }
    if !word.is_ascii() {
        return Some(fold(word));
    }
    let lower = &mut lower[..word.len()];
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).ok().map(Cow::Borrowed)
}

/// Whether the word negates a sentence.
///
/// Words that negate in one language and mean something frequent in another
/// are left out (Italian *mai*, Spanish *nada*).
pub(super) fn negates(word: &str) -> bool {
    let mut lower = [0; LONGEST];
    let Some(word) = folded(word, &mut lower) else { return false };
    let word = &*word;
    word.ends_with("n't")
        || word.starts_with("n'")
        || matches!(
            word,
            // English
            "not" | "no" | "never" | "none" | "nobody" | "nothing" | "neither" | "nor" | "without"
            | "cannot"
            // French
            | "ne" | "pas" | "jamais" | "rien" | "aucun" | "aucune" | "sans"
            // German
            | "nicht" | "kein" | "keine" | "keinen" | "keinem" | "keiner" | "keines" | "nie"
            | "niemals" | "nichts" | "niemand" | "ohne"
            // Dutch
            | "niet" | "geen" | "nooit" | "zonder" | "niets"
            // Danish, Norwegian, Swedish
            | "ikke" | "ikkje" | "inte" | "aldrig" | "aldri" | "ingen" | "intet" | "inget" | "utan"
            | "uden" | "uten"
            // Spanish, Portuguese, Italian
            | "nunca" | "nadie" | "ningun" | "ninguna" | "ninguno" | "sin" | "nao" | "nenhum"
            | "nenhuma" | "ninguem" | "sem" | "non" | "nessun" | "nessuna" | "nessuno" | "niente"
            | "senza"
            // Polish
            | "nigdy" | "nikt" | "bez" | "brak"
            // Russian, Ukrainian
            | "не" | "нет" | "ни" | "никогда" | "никто" | "ничего" | "без" | "ні" | "немає"
            | "ніколи" | "ніхто"
            // Turkish
            | "degil" | "yok"
            // Arabic, Persian
            | "لا" | "لم" | "لن" | "ليس" | "ليست" | "غير" | "بدون" | "نه" | "نیست"
            // Hebrew
            | "לא" | "אין" | "בלי"
            // Hindi
            | "नहीं" | "मत"
            // Chinese
            | "不" | "没" | "沒" | "未" | "无" | "無"
        )
}

/// Whether the word is a unit where it stands beside a number.
pub(super) fn is_unit(word: &str) -> bool {
    let mut lower = [0; LONGEST];
    let Some(word) = folded(word, &mut lower) else { return false };
    matches!(
        &*word,
        // Measures
        "km" | "m" | "cm" | "mm" | "kg" | "g" | "mg" | "t" | "l" | "ml" | "ha" | "km2" | "m2"
        | "m3" | "km3" | "mph" | "kmh" | "kw" | "mw" | "gw" | "kwh" | "mwh" | "gwh" | "hz" | "mhz"
        | "ghz" | "kb" | "mb" | "gb" | "tb" | "°c" | "°f" | "ft" | "lb" | "lbs" | "oz" | "mi"
        | "mile" | "miles" | "metre" | "metres" | "meter" | "meters" | "kilometre" | "kilometres"
        | "kilometer" | "kilometers" | "kilometern" | "tonne" | "tonnes" | "tons" | "percent"
        | "prozent" | "procent" | "км" | "м" | "см" | "кг" | "г" | "т" | "л"
        // Currencies
        | "usd" | "eur" | "gbp" | "jpy" | "cny" | "chf" | "rub" | "uah" | "pln" | "inr" | "brl"
        | "cad" | "aud" | "sek" | "nok" | "dkk" | "dollar" | "dollars" | "euro" | "euros"
        | "pound" | "pounds" | "yen" | "yuan" | "руб" | "грн"
        // Multiples
        | "k" | "mn" | "mln" | "mio" | "mrd" | "bn" | "bln" | "tn" | "trn" | "thousand"
        | "million" | "millions" | "billion" | "billions" | "trillion" | "trillions" | "milliard"
        | "milliards" | "millionen" | "milliarde" | "milliarden" | "billionen" | "millon"
        | "millones" | "milhao" | "milhoes" | "milioni" | "miliardi" | "miljoen" | "miljard"
        | "тыс" | "млн" | "млрд" | "трлн" | "万" | "亿" | "萬" | "億" | "مليون" | "مليار"
    )
}

/// Whether the character is a sign for a unit or a currency.
pub(super) const fn is_unit_sign(char: char) -> bool {
    matches!(
        char,
        '%' | '‰'
            | '°'
            | '℃'
            | '℉'
            | '٪'
            | '％'
            | '$'
            | '¢'
            | '£'
            | '¥'
            | '֏'
            | '৳'
            | '฿'
            | '៛'
            | '\u{20A0}'..='\u{20CF}' | '﷼' | '＄' | '￡' | '￥' | '￦'
    )
}

/// Whether the byte is the first of a character that [`is_unit_sign`].
pub(super) const fn may_begin_unit_sign(byte: u8) -> bool {
    matches!(byte, b'%' | b'$' | 0xC2..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_folded_and_short_enough() {
        for word in ["Not", "DON’T", "cannot", "n’a", "não", "ningún", "değil", "नहीं", "не", "لَمْ"]
        {
            assert!(negates(word), "{word}");
        }
        for word in ["note", "know", "now", "nest"] {
            assert!(!negates(word), "{word}");
        }
        for word in ["km", "KM²", "млрд", "kilometern", "milhões"] {
            assert!(is_unit(word), "{word}");
        }
        assert!(is_unit_sign('€') && is_unit_sign('%') && !is_unit_sign('#'));
    }
}
