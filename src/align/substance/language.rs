//! Which language a text is in: a vote of its function words.

use std::sync::LazyLock;

use super::names::share_of_capitals;
use crate::align::words::{NumberedText, TextPair};

/// A set of languages, one bit for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::align::substance) struct Languages(pub u64);

macro_rules! languages {
    ($($name:ident = $bit:literal),* $(,)?) => {
        impl Languages {
            $(pub const $name: Self = Self(1 << $bit);)*
        }
    };
}

languages! {
    EN = 0, FR = 1, DE = 2, NL = 3, DA = 4, NO = 5, SV = 6, ES = 7, PT = 8, IT = 9, CA = 10, PL = 11,
    CS = 12, RU = 13, UK = 14, TR = 15, AR = 16, FA = 17, HE = 18, HI = 19, ZH = 20, JA = 21,
    RO = 22, SQ = 23, EL = 24, BG = 25, SR = 26, UR = 27, ID = 28, VI = 29, HU = 30, FI = 31,
    HR = 32,
}

/// How many languages there are.
const COUNT: usize = 33;

impl Languages {
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Words that are frequent in a language, and rare or none in the others or in
/// few of them. Each is at most [`LONGEST`] bytes long.
static FUNCTION_WORDS: [(Languages, &str); COUNT] = [
    (
        Languages::EN,
        "the of and to in is was for on that with by as at it from his he she they be are has have not \
         an were which this had but who would we you could now did never their been will said about",
    ),
    (
        Languages::FR,
        "le la les de des du et en un une est dans que qui pour par sur au aux ce il elle ne pas son sa \
         ses avec plus été a sont ont mais nous vous cette leur ils cela ont était",
    ),
    (
        Languages::DE,
        "der die das und in den von zu mit ist im des für auf ein eine nicht sich dem er sie es als auch \
         an am war hat wird bei einen einer einem aus nach kein keine haben wir ich sind wurde aber dass",
    ),
    (
        Languages::NL,
        "de het een en van in is op te dat met voor zijn niet aan er die was om ook als bij door hij zij \
         naar uit werd wordt heeft maar nog geen over ze dit deze hun zei tot",
    ),
    (
        Languages::DA,
        "og i at det er en til på den for de som med af der har ikke et han var men sig fra om blev ved \
         hun vil være efter også kan deres nu eller ud jeg",
    ),
    (
        Languages::NO,
        "og i å det er en til på den for de som med av har ikke et han var men seg fra om ble ved hun \
         vil være etter også kan deres nå eller ut jeg",
    ),
    (
        Languages::SV,
        "och i att det är en till på den för de som med av har inte ett han var men sig från om blev vid \
         hon vill vara efter också kan deras nu eller ut jag",
    ),
    (
        Languages::ES,
        "el la los las de del y en un una es que por con para se su al lo como más no sus pero fue este \
         esta ha son entre era ser sin sobre también hay había desde cuando muy ya ella dijo él",
    ),
    (
        Languages::PT,
        "o a os as de do da dos das e em um uma é que por com para se no na nos nas não ao mais foi como \
         seu sua pelo pela mas ou são ele ela à tem ser já também há disse isso está",
    ),
    (
        Languages::IT,
        "il la lo le gli i di del della dei e in un una è che per con non si da al alla sono nel nella ha \
         ma anche come più era dal dalla suo sua questo delle degli nei stato hanno ed ai detto",
    ),
    (
        Languages::CA,
        "el la els les de del i en un una és que per amb no va es al als dels però ha més com seva seu \
         són aquest aquesta han hi ser ja molt sense",
    ),
    (
        Languages::PL,
        "w i na z do się nie to że jest o od po za jak dla przez a są był było oraz ale jego tym co być \
         tego które który ma już tylko",
    ),
    (
        Languages::CS,
        "a v na se je z do že to o s i za od po pro byl bylo jako ale jeho který která které jsou tak \
         být podle by není však také ve",
    ),
    (
        Languages::RU,
        "и в на что не с по он к из это его за от для как но был они у было при до о об мы она ее так \
         уже все только или были",
    ),
    (
        Languages::UK,
        "і в на що не з до та у й за це як від він про його для але був вони є було при ми вона її або \
         так вже під",
    ),
    (
        Languages::TR,
        "ve bir bu da de için ile çok olarak daha gibi kadar en ne olan değil ancak dedi sonra o ise göre \
         olduğu var ama her",
    ),
    (
        Languages::AR,
        "في من على إلى أن عن مع هذا هذه التي الذي كان كما بعد قبل أو بين لا لم ما قد وقال قال ذلك إن \
         كانت غير خلال وفي ومن هو هي لن",
    ),
    (
        Languages::FA,
        "و در به از که این را با است برای آن یک بر تا می شد خود شده هم اما او کرد ها بود نیز",
    ),
    (Languages::HE, "של את על לא הוא זה עם כי אל היא כל גם אם או אין יש הם אבל אמר"),
    (Languages::HI, "के में की है से को का ने और पर यह हैं एक ही भी कि इस था वह तो"),
    (Languages::ZH, ""),
    (Languages::JA, ""),
    (
        Languages::RO,
        "de și în la a cu pe din o un că nu este pentru care mai al ale sunt se fi au prin dar ca lui \
         după fost sa le să între",
    ),
    (
        Languages::SQ,
        "e të në i dhe një për me se që nga është ka nuk më do si ky kjo u tha por janë kanë ishte duke \
         këtë pas ai ajo së tij mund edhe po",
    ),
    (
        Languages::EL,
        "και το να του η της με που την από για τη είναι ότι στο στη σε τα οι δεν των θα ο τον ένα μια",
    ),
    (
        Languages::BG,
        "на и да в за от се с не по е са че ще ни са до като това след при но си към той ли беше",
    ),
    (
        Languages::SR,
        "и у је да се на за са од су не као што то из о али није ће која који био по до",
    ),
    (Languages::UR, "کے میں کی ہے سے کو کا نے اور پر یہ ہیں ایک بھی کہ اس تھا وہ تو"),
    (
        Languages::ID,
        "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga ke bisa ada oleh kata mereka \
         saya adalah atau telah karena",
    ),
    (
        Languages::VI,
        "và của là có cho các trong được với không người này một đã để những khi từ ông đến",
    ),
    (
        Languages::HU,
        "a az és hogy nem is egy azt ez meg de volt már csak szerint mint van ki kell még ha el be",
    ),
    (
        Languages::FI,
        "ja on ei että se hän oli mutta ovat kun myös joka kuin tai ole sen hänen jo niin",
    ),
    (
        Languages::HR,
        "i u je da se na za su od ne s o kao što to iz će koji koja bio ali nije biti po do",
    ),
];

/// Each function word, packed, with the languages that have it.
static TABLE: LazyLock<Vec<(u128, u64)>> = LazyLock::new(|| {
    let mut table: Vec<(u128, u64)> = Vec::new();
    for (languages, words) in FUNCTION_WORDS {
        let packed = words.split_whitespace().filter_map(pack);
        table.extend(packed.map(|word| (word, languages.0)));
    }
    table.sort_unstable();
    table.dedup_by(|one, kept| {
        let is_same = one.0 == kept.0;
        if is_same {
            kept.1 |= one.1;
        }
        is_same
    });
    table
});

/// Longest function word, in bytes.
const LONGEST: usize = 16;

/// The bytes of a short word in small letters.
pub(in crate::align::substance) fn pack(word: &str) -> Option<u128> {
    if word.len() > LONGEST {
        return None;
    }
    let mut packed = 0;
    if word.is_ascii() {
        for byte in word.bytes() {
            packed = packed << 8 | u128::from(byte.to_ascii_lowercase());
        }
        return Some(packed);
    }
    let mut length = 0;
    for char in word.chars().flat_map(char::to_lowercase) {
        let mut bytes = [0; 4];
        for &byte in char.encode_utf8(&mut bytes).as_bytes() {
            packed = packed << 8 | u128::from(byte);
            length += 1;
        }
    }
    (length <= LONGEST).then_some(packed)
}

/// So many words tell the language of a text: its first ones.
const SAMPLE: usize = 150;

/// Share of capitals from which a text in an unknown language is taken for one that
/// capitalises every noun. In German it is two of five and more, in most English
/// news one of six.
const SHARE_OF_NOUNS: f32 = 0.35;

/// The languages of two texts, guessed when they are asked for.
pub(in crate::align::substance) struct TextLanguages<'p> {
    texts: [NumberedText<'p>; 2],
    /// The function words of each text.
    votes: [Option<Votes>; 2],
    capitalise_nouns: [Option<bool>; 2],
}

impl<'p> TextLanguages<'p> {
    pub fn new(pair: &TextPair<'p>) -> Self {
        Self { texts: [pair.a, pair.b], votes: [None, None], capitalise_nouns: [None, None] }
    }

    /// Whether the text is in one of the languages; if it is too short to tell,
    /// whether the other is. None if neither tells.
    pub fn is_in(&mut self, side: usize, languages: Languages) -> Option<bool> {
        [side, 1 - side].into_iter().find_map(|side| {
            let text = &self.texts[side];
            let votes = self.votes[side].get_or_insert_with(|| {
                let words = 0..text.side.spans.len().min(SAMPLE);
                Votes::of(words.flat_map(|at| text.word(at).split(['\'', '’'])))
            });
            votes.is_in(languages)
        })
    }

    /// Whether every noun of the text has a capital, as in German.
    pub fn capitalises_nouns(&mut self, side: usize) -> bool {
        if let Some(known) = self.capitalise_nouns[side] {
            return known;
        }
        let known = self.is_in(side, Languages::DE).unwrap_or_else(|| {
            share_of_capitals(&self.texts[side], SAMPLE).is_some_and(|share| share > SHARE_OF_NOUNS)
        });
        self.capitalise_nouns[side] = Some(known);
        known
    }
}

/// How many function words of each language a text has.
#[derive(Clone, Debug)]
pub(in crate::align::substance) struct Votes {
    votes: [u32; COUNT],
    words: u32,
}

impl Votes {
    /// The votes of these words, of which a few hundred tell.
    pub fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut votes = Self { votes: [0; COUNT], words: 0 };
        let table = &*TABLE;
        for word in words {
            votes.words += 1;
            let first = word.chars().next().map_or(0, u32::from);
            let script = match first {
                // Kana are in every Japanese sentence and in no Chinese one.
                0x3040..0x3100 => Some((Languages::JA, 4)),
                0x3400..0xA000 | 0xF900..0xFB00 | 0x20000..0x40000 => Some((Languages::ZH, 1)),
                _ => None,
            };
            let found = match script {
                Some((languages, count)) => Some((languages.0, count)),
                None => pack(word).and_then(|packed| {
                    let at = table.binary_search_by_key(&packed, |entry| entry.0).ok()?;
                    Some((table[at].1, 1))
                }),
            };
            let Some((mut languages, count)) = found else { continue };
            while languages != 0 {
                votes.votes[languages.trailing_zeros() as usize] += count;
                languages &= languages - 1;
            }
        }
        votes
    }

    /// Whether the text is in one of these languages: they have clearly more votes
    /// than all others, and as many as a text of theirs has. None where there are
    /// too few votes to tell.
    pub fn is_in(&self, languages: Languages) -> Option<bool> {
        let most = |is_in: bool| {
            let votes = self.votes.iter().enumerate();
            votes
                .filter(|(at, _)| (languages.0 >> at & 1 == 1) == is_in)
                .map(|(_, &votes)| votes)
                .max()
        };
        let (ours, others) = (most(true).unwrap_or(0), most(false).unwrap_or(0));
        if ours.max(others) * LEAST_SHARE < self.words.max(1) {
            return None;
        }
        if ours * 4 >= others * 5 {
            Some(true)
        } else if others * 4 >= ours * 5 {
            Some(false)
        } else {
            None
        }
    }
}

/// At least one of so many words of a text is in the list for its language.
/// Of running text it is one in three to five; of names and figures, fewer.
const LEAST_SHARE: u32 = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_are_short_enough() {
        for (languages, words) in FUNCTION_WORDS {
            assert_eq!(languages.0.count_ones(), 1);
            for word in words.split_whitespace() {
                assert!(pack(word).is_some(), "{word}");
            }
        }
        for (at, (languages, _)) in FUNCTION_WORDS.iter().enumerate() {
            assert_eq!(languages.0.trailing_zeros() as usize, at);
        }
    }

    #[test]
    fn languages_of_sentences() {
        for (languages, text) in [
            (Languages::EN, "The mayor said that it was not his to decide"),
            (Languages::FR, "Le maire a dit que ce n'est pas dans les plans de la ville"),
            (Languages::DE, "Der Bürgermeister hat das nicht im Rat gesagt"),
            (Languages::NL, "De brug gaat pas in mei weer open, zei de wethouder in de raad"),
            (Languages::ES, "El alcalde dijo que no se lo habían contado en la reunión"),
            (Languages::PT, "O presidente da câmara falou ontem no Porto sobre o novo hospital"),
            (
                Languages::IT,
                "Il sindaco ha detto che la decisione non è stata presa nella riunione",
            ),
            (Languages::PL, "Burmistrz powiedział, że nie jest to w planach i że się nie zmieni"),
            (Languages::RU, "Мэр сказал, что это не было решением города"),
            (Languages::SQ, "Kryetari tha se kjo nuk është në planet e qytetit dhe të shtetit"),
            (Languages::ZH, "市 长 说 这 不 是 计 划"),
            (Languages::JA, "市 長 は そ れ は 計 画 で は な い と 言 っ た"),
        ] {
            let votes = Votes::of(text.split([' ', ',', '\'']));
            assert_eq!(votes.is_in(languages), Some(true), "{text} {votes:?}");
        }
        let votes = Votes::of("Lorem ipsum dolor sit amet consectetur".split(' '));
        assert_eq!(votes.is_in(Languages::EN), None);
    }
}
