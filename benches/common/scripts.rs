//! Made-up texts of several scripts.

/// A script as it looks in print.
pub struct Script {
    pub name: &'static str,
    /// What words are made of, parted by spaces.
    syllables: &'static str,
    /// The most syllables of a word.
    longest: usize,
    space: &'static str,
    /// What may stand after a word.
    marks: [&'static str; 2],
}

pub const SCRIPTS: [Script; 10] = [
    script("ascii", ENGLISH, 1, " ", [",", "."]),
    script("english", ENGLISH, 1, " ", ["’s", ",” he said. “"]),
    script("cyrillic", "а бо в ве го дя е жи ка ло ми но п ра сто ты у", 4, " ", [",", "."]),
    script("greek", "ά βο γ δε ζω η θι κα λό μη ν ξε πα ρί σου τε χω", 4, " ", [",", "."]),
    script("arabic", "ال م كِت اب و ق ا يَ س ر دَ ه ب ن ل ت ف", 4, " ", ["،", "."]),
    script("hebrew", "א ב ה ו ל מ ש ר ת נ י צה\"ל ד כ ח ג'", 5, " ", [",", "."]),
    script("hindi", "का कि र में है न्या स ता प्र दे श ल हीं ज औ य", 3, " ", [",", "।"]),
    script("korean", "가 나 다 라 은 는 이 정 부 서 울 한 국 대 통 령", 5, " ", [",", "."]),
    script("chinese", "的 一 是 不 了 人 我 在 有 他 这 中 大 来 上 国", 9, "", ["，", "。"]),
    script(
        "japanese",
        "の に は を た が で て と し カナ テレビ 日 本 人 年",
        9,
        "",
        ["、", "。"],
    ),
];

const ENGLISH: &str = "the of and to in a is that for it was on with he as by at from his \
    government after minister which people would their president company yesterday";

const fn script(
    name: &'static str,
    syllables: &'static str,
    longest: usize,
    space: &'static str,
    marks: [&'static str; 2],
) -> Script {
    Script { name, syllables, longest, space, marks }
}

impl Script {
    /// About so many bytes of it, the same each time.
    pub fn text(&self, bytes: usize) -> String {
        let syllables: Vec<&str> = self.syllables.split_whitespace().collect();
        let mut state = 1_u64;
        let mut below = |limit: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) as usize % limit
        };
        let mut text = String::with_capacity(bytes + 100);
        while text.len() < bytes {
            for _ in 0..=below(self.longest) {
                text.push_str(syllables[below(syllables.len())]);
            }
            match below(20) {
                mark @ (0 | 1) => text.push_str(self.marks[mark]),
                2 => text.push('\n'),
                _ => {}
            }
            text.push_str(self.space);
        }
        text
    }
}
