//! The words that negate, each with the languages in which it does.

use std::sync::LazyLock;

use crate::align::substance::language::{Languages, pack};
use crate::align::words::NumberedText;
use crate::text::fold;

/// Longest word in the lists, in bytes.
const LONGEST: usize = 24;

const SCANDINAVIAN: Languages = Languages::DA.or(Languages::NO).or(Languages::SV);
const SLAVIC_CYRILLIC: Languages =
    Languages::RU.or(Languages::UK).or(Languages::BG).or(Languages::SR);
const SOUTH_SLAVIC_LATIN: Languages = Languages::HR;

/// The languages in which the word negates a sentence, and whether it is the
/// first half of a negation that mostly has two words (French *ne*).
///
/// Only words whose meaning is to negate are in the list, not prefixes.
pub(super) fn languages(word: &str) -> Option<(Languages, bool)> {
    if word.len() > LONGEST {
        return None;
    }
    if word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        if word.eq_ignore_ascii_case("ne") {
            return Some((NE, true));
        }
        return latin(word).map(|languages| (languages, false));
    }
    let word = fold(word);
    let word = &*word;
    if word.starts_with("n'") {
        return Some((Languages::FR, true));
    }
    if word.ends_with("n't") {
        return Some((Languages::EN, false));
    }
    latin(word).or_else(|| other_script(word)).map(|languages| (languages, false))
}

/// Where *ne* negates, mostly with another word.
const NE: Languages = Languages::FR.or(SOUTH_SLAVIC_LATIN).or(Languages::CS).or(Languages::HU);

/// The words in Latin letters, folded.
static LATIN: [(Languages, &str); 29] = [
    (Languages::EN.or(Languages::ES).or(Languages::IT).or(Languages::CA), "no"),
    (Languages::EN, "cannot not never none nobody nothing neither nor without"),
    (Languages::FR, "pas"),
    (Languages::FR.or(Languages::PT), "jamais"),
    (Languages::FR, "rien aucun aucune sans"),
    (Languages::DE, "nicht kein keine keinen keinem keiner keines niemals nichts ohne"),
    (Languages::DE.or(Languages::NL), "niemand"),
    (Languages::DE.or(Languages::PL), "nie"),
    (Languages::NL, "niet geen nooit zonder niets nergens"),
    (SCANDINAVIAN, "ikke ikkje aldri aldrig uden uten"),
    (Languages::SV, "inte"),
    (SCANDINAVIAN, "ingen intet inget utan"),
    (Languages::ES.or(Languages::PT), "nunca"),
    (Languages::ES, "nadie ningun ninguna ninguno sin tampoco nada"),
    (Languages::PT, "nao nenhum nenhuma ninguem sem"),
    (Languages::PT.or(Languages::HU), "nem"),
    (Languages::IT.or(Languages::FR), "non"),
    (Languages::IT, "nessun nessuna nessuno niente senza mai"),
    (Languages::PL, "nigdy nikt nic zaden zadna zadne"),
    (Languages::PL.or(Languages::CS).or(SOUTH_SLAVIC_LATIN), "bez"),
    (Languages::CS, "neni nejsou nebyl nebyla nebude nema nikdy nikdo"),
    (SOUTH_SLAVIC_LATIN, "nije nisu nikad nikada nitko niko"),
    (Languages::TR, "degil yok"),
    (Languages::RO, "nu fara niciodata nimeni nicio niciun"),
    (Languages::SQ, "nuk mos asnje askush kurre jo s'ka s'eshte"),
    (Languages::ID, "tidak bukan tanpa belum jangan"),
    (Languages::VI, "khong chua chang"),
    (Languages::HU, "nincs nelkul soha senki"),
    (Languages::FI, "ei eivat ilman eika"),
];

/// Each word in Latin letters, packed, with its languages.
static PACKED: LazyLock<Vec<(u128, Languages)>> = LazyLock::new(|| {
    let words = |&(languages, words): &(Languages, &'static str)| {
        words.split(' ').filter_map(pack).map(move |word| (word, languages))
    };
    let mut packed: Vec<(u128, Languages)> = LATIN.iter().flat_map(words).collect();
    packed.sort_unstable_by_key(|&(word, _)| word);
    packed
});

fn latin(word: &str) -> Option<Languages> {
    let table = &*PACKED;
    let at = table.binary_search_by_key(&pack(word)?, |&(word, _)| word).ok()?;
    Some(table[at].1)
}

fn other_script(word: &str) -> Option<Languages> {
    Some(match word {
        "не" => SLAVIC_CYRILLIC,
        "нет" | "никогда" | "никто" | "ничего" | "нельзя" => {
            Languages::RU
        }
        "ни" | "без" => SLAVIC_CYRILLIC,
        "ні" | "немає" | "нема" | "ніколи" | "ніхто" => Languages::UK,
        "няма" | "никои" => Languages::BG,
        "ниjе" | "није" | "нису" => Languages::SR,
        "لا" | "لم" | "لن" | "ليس" | "ليست" | "غير" | "دون" => Languages::AR,
        "بدون" => Languages::AR.or(Languages::FA),
        "نه" | "نیست" | "نیستند" | "نيست" | "نيستند" => Languages::FA,
        "نہیں" | "نهیں" | "نہ" => Languages::UR,
        "לא" | "אין" | "בלי" | "ללא" => Languages::HE,
        "नहीं" | "बिना" => Languages::HI,
        "δεν" | "μην" | "οχι" | "χωρις" | "χωρισ" => Languages::EL,
        "不" | "没" | "沒" | "未" | "无" | "無" => Languages::ZH,
        _ => return None,
    })
}

/// Words that make a negation before them none: *not only*, and the like.
const ONLY: [&str; 21] = [
    "only",
    "just",
    "merely",
    "least",
    "nur",
    "seulement",
    "solo",
    "solamente",
    "soltanto",
    "apenas",
    "so",
    "somente",
    "alleen",
    "bara",
    "bare",
    "kun",
    "tylko",
    "только",
    "лише",
    "vetem",
    "embargo",
];

/// Chinese words in which the character negates nothing (*however*, *various*,
/// *future*, *confiscate*).
const CHINESE: &str = "不过 不過 不同 不断 不斷 不仅 不僅 不但 不少 不久 不错 不錯 不满 不滿 不管 \
    不论 不論 不止 不禁 不幸 不安 不妨 不惜 不料 不良 不足 不时 不時 不已 不由 不如 不外 不乏 不愧 \
    不定 不然 不等 不均 不孕 不动产 不動產 不锈 不鏽 不法 不光 不单 不單 不只 不独 不獨 不失 不特 \
    差不多 了不起 对不起 對不起 忍不住 巴不得 恨不得 说不定 說不定 \
    未来 未來 未婚 未成年 未必 未免 未知 未尝 未嘗 未遂 \
    没收 沒收 没落 沒落 淹没 淹沒 沉没 沉沒 出没 出沒 埋没 埋沒 吞没 吞沒 沦没 覆没 覆沒 \
    无论 無論 无线 無線 无人 無人 无数 無數 无限 無限 无疑 無疑 无非 無非 无辜 無辜 无比 無比 无奈 \
    無奈 无锡 無錫 无烟 無煙 无障碍 無障礙 无产 無產 无偿 無償 无尽 無盡 无情 無情 无聊 無聊 无穷 \
    無窮 无边 無邊";

/// Chinese words in which it does negate, though they begin as one of the others:
/// *disagree*, *unsafe*, *not received*.
const CHINESE_NEGATIONS: [&str; 10] = [
    "不同意",
    "不安全",
    "不满意",
    "不滿意",
    "不足以",
    "不成功",
    "没收到",
    "沒收到",
    "不过关",
    "不过问",
];

/// Whether the character at `at` in the text is part of the word.
fn is_in_word(text: &str, at: usize, char: char, word: &str) -> bool {
    word.match_indices(char).any(|(offset, _)| {
        at.checked_sub(offset)
            .and_then(|start| text.get(start..))
            .is_some_and(|rest| rest.starts_with(word))
    })
}

/// Whether the word, which negates by itself, does not where it stands.
pub(super) fn is_idiom(text: &NumberedText<'_>, at: usize) -> bool {
    let word = text.word(at);
    let before = || at.checked_sub(1).map(|before| text.word(before));
    let next = (at + 1 < text.side.spans.len()).then(|| text.word(at + 1));
    let first = word.chars().next().unwrap_or(' ');
    if first >= '\u{3400}' {
        let (text, start) = (text.side.text, text.side.spans[at].start as usize);
        let is_in = |word: &str| is_in_word(text, start, first, word);
        return !CHINESE_NEGATIONS.into_iter().any(is_in) && CHINESE.split_whitespace().any(is_in);
    }
    let folded = fold(word);
    let next = next.unwrap_or("");
    if ONLY.contains(&&*fold(next)) {
        return true;
    }
    match &*folded {
        // *No. 5*, *whether or not*
        "no" => next.starts_with(char::is_numeric) || next == "one’s",
        "not" => before().is_some_and(|before| before.eq_ignore_ascii_case("or")),
        // *un pas*, *sans doute*
        "pas" => before().is_some_and(|before| {
            matches!(
                &*fold(before),
                "un" | "le" | "premier" | "grand" | "faux" | "ce" | "chaque" | "des"
            )
        }),
        "jo" => before().is_some_and(|before| before.eq_ignore_ascii_case("apo")),
        // *Especially*, *still*, *lest*; *unless*; *however*
        "لا" => {
            let next = fold(next);
            matches!(&*next, "سيما" | "بد" | "سمح" | "قدر")
                || ["تزال", "يزال", "زال"].iter().any(|still| next.starts_with(still))
                || before().is_some_and(|before| matches!(&*fold(before), "ان" | "وان"))
        }
        "لم" => before().is_some_and(|before| before == "ما"),
        "غير" => fold(next) == "ان",
        "sans" => matches!(next, "doute" | "abri" | "papiers"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_negate_in_their_languages() {
        for (word, language) in [
            ("Not", Languages::EN),
            ("DON’T", Languages::EN),
            ("cannot", Languages::EN),
            ("n’a", Languages::FR),
            ("não", Languages::PT),
            ("ningún", Languages::ES),
            ("değil", Languages::TR),
            ("नहीं", Languages::HI),
            ("не", Languages::RU),
            ("لَمْ", Languages::AR),
            ("fără", Languages::RO),
            ("όχι", Languages::EL),
        ] {
            let found = languages(word).map(|(languages, _)| languages.0 & language.0);
            assert_eq!(found, Some(language.0), "{word}");
        }
        for word in ["note", "know", "now", "nest", "मत", "sino", "don", "want"] {
            assert_eq!(languages(word), None, "{word}");
        }
        let (languages, _) = languages("no").unwrap();
        assert_eq!(languages.0 & Languages::PT.0, 0);
        let (languages, _) = super::languages("pas").unwrap();
        assert_eq!(languages.0 & Languages::NL.0, 0);
    }
}
