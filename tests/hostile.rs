//! Nothing that an article contains may panic, hang, blow up memory, or make
//! the findings wrong for others.
//!
//! The limits of time are ten times or more what an unoptimised build needs,
//! so that a slow machine passes and quadratic work does not.

use std::panic::resume_unwind;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use nearcopy::detect::Builder;
use nearcopy::verify::{Level, MIN_WORDS, Relation};
use nearcopy::{Article, Detector, Error, Findings};

/// Searches on a thread of its own, and fails where that takes longer than
/// `seconds`: a hang must not hang the tests, nor, having a pool of its own,
/// hold up another one. Checks every alignment.
fn within(
    seconds: u64,
    builder: Builder,
    articles: Vec<Article<'static>>,
    search: fn(&Detector, &[Article<'_>]) -> Result<Findings, Error>,
) -> Findings {
    let (send, receive) = channel();
    let worker = thread::spawn(move || {
        let detector = builder.threads(2).build().unwrap();
        let findings = search(&detector, &articles).unwrap();
        for found in &findings.matches {
            let (a, b) = (articles[found.a].text(), articles[found.b].text());
            if let Some(alignment) = &found.alignment {
                assert_eq!(alignment.validate(a, b), Ok(()));
            }
        }
        // Whoever waited too long is gone.
        let _ = send.send(findings);
    });
    match receive.recv_timeout(Duration::from_secs(seconds)) {
        Ok(findings) => findings,
        Err(RecvTimeoutError::Timeout) => panic!("took more than {seconds} seconds"),
        Err(RecvTimeoutError::Disconnected) => match worker.join() {
            Err(panic) => resume_unwind(panic),
            Ok(()) => panic!("ended without findings"),
        },
    }
}

fn detect_within(seconds: u64, articles: Vec<Article<'static>>) -> Findings {
    detect_within_as(seconds, Detector::builder(), articles)
}

fn detect_within_as(seconds: u64, builder: Builder, articles: Vec<Article<'static>>) -> Findings {
    within(seconds, builder, articles, |detector, articles| detector.detect(articles))
}

/// The level that reads an article once and keeps a sketch of it.
fn near() -> Builder {
    Detector::builder().level(Level::Near)
}

/// Verifies and aligns every pair, whether it looks like a copy or not.
fn compare_within(seconds: u64, articles: Vec<Article<'static>>) -> Findings {
    within(seconds, Detector::builder(), articles, |detector, articles| {
        let later = |a| (a + 1..articles.len()).map(move |b| (a, b));
        let pairs: Vec<_> = (0..articles.len()).flat_map(later).collect();
        detector.compare_with(&articles, &pairs, &())
    })
}

/// Articles of these texts, with their position as id.
fn articles(texts: impl IntoIterator<Item = impl Into<String>>) -> Vec<Article<'static>> {
    let number =
        |(at, text): (usize, _)| Article::new(format!("{at:07}"), Into::<String>::into(text));
    texts.into_iter().enumerate().map(number).collect()
}

/// The pairs that were found, by position.
fn pairs(findings: &Findings) -> Vec<(usize, usize)> {
    findings.matches.iter().map(|found| (found.a, found.b)).collect()
}

/// The `count` words that follow word `from` of an endless text in which
/// common words return and rare ones hardly do.
fn prose(from: u64, count: u64) -> String {
    let mut text = String::new();
    for at in from..from + count {
        let random = at.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (at >> 7);
        let random = (random ^ (random >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 20;
        let rarity = random % 18;
        let word = (random >> 5) % (1 << rarity) + (1 << rarity);
        text.push_str(&format!("w{word:x}"));
        text.push_str(if random % 15 == 0 { ". " } else { " " });
    }
    text
}

const REPORT: &str = "The river rose by two metres overnight and the old bridge had to be \
    closed. The mayor asked everyone who lives by the water to leave before dark. \
    Schools will stay shut until the end of the week, the council decided. ";

// Nothing, or next to nothing.

#[test]
fn an_empty_article_is_skipped_and_the_others_are_searched() {
    let copy = REPORT.replace("two metres", "over two meters");
    let findings = detect_within(60, articles(["", REPORT, "", &copy]));
    assert_eq!(pairs(&findings), [(1, 3)]);
    let skipped: Vec<_> =
        findings.skipped.iter().map(|short| (short.article, short.words)).collect();
    assert_eq!(skipped, [(0, 0), (2, 0)]);
    assert!(findings.identical.is_empty());
}

#[test]
fn no_article_at_all_is_no_error() {
    let findings = detect_within(60, Vec::new());
    assert!(findings.matches.is_empty() && findings.clusters.is_empty());
}

#[test]
fn very_short_articles_are_never_compared() {
    let short = ["word"; MIN_WORDS - 1].join(" ");
    let texts = ["Rain.", "Rain.", &short, &short, "Rain all day.", "Rain all day!"];
    let findings = detect_within(60, articles(texts));
    assert!(findings.matches.is_empty());
    // That their words are the same is told all the same.
    assert_eq!(findings.identical.len(), 3);
    assert_eq!(findings.skipped.len(), 6);
}

#[test]
fn white_space_and_punctuation_alone_are_no_words() {
    let texts = [" \n\t\u{3000}\u{a0}", "\u{feff}", "… — !", "\u{2028}\u{2029}", "()[]{}«»“”"];
    let findings = detect_within(60, articles(texts.map(|text| text.repeat(10_000))));
    assert!(findings.skipped.iter().all(|short| short.words == 0));
    assert_eq!(findings.skipped.len(), 5);
}

// Huge articles.

/// An article of this many megabytes or a little more.
fn huge(megabytes: usize) -> String {
    let pieces = (0..).map(|piece| prose(piece * 10_000, 10_000));
    let mut text = String::new();
    for piece in pieces {
        text.push_str(&piece);
        if text.len() >= megabytes * 1_000_000 {
            break;
        }
    }
    text
}

/// Searches one huge article, another that is a passage of it, and one that
/// is not.
fn huge_article_with_a_passage(megabytes: usize, seconds: u64) {
    let huge = huge(megabytes);
    let taken = prose(1_000_000, 400);
    assert!(huge.contains(&taken));
    let own = prose(1 << 40, 400);
    let findings = detect_within(seconds, articles([huge, taken, own]));
    assert_eq!(pairs(&findings), [(0, 1)]);
}

#[test]
fn an_article_of_twenty_megabytes_takes_seconds_and_its_passage_is_found() {
    huge_article_with_a_passage(20, 120);
}

#[test]
#[ignore = "for release builds: cargo test --release --test hostile -- --ignored"]
fn an_article_of_a_hundred_megabytes_takes_seconds_and_its_passage_is_found() {
    huge_article_with_a_passage(100, 120);
}

/// Searches one huge article and another version of it among a thousand
/// short ones, and what is a passage of it: at the level near no copy.
fn huge_near_duplicate_among_others(megabytes: usize, seconds: u64) {
    let huge = huge(megabytes);
    let taken = prose(1_000_000, 400);
    assert!(huge.contains(&taken));
    let version = huge.replace(" w10 ", " other ") + &prose(1 << 40, 1000);
    let others = (2..1000).map(|n| prose((1 << 41) + n * 1000, 300));
    let articles = articles([huge, version, taken].into_iter().chain(others));
    let findings = detect_within_as(seconds, near().align(false), articles);
    assert_eq!(pairs(&findings), [(0, 1)]);
    assert!(findings.statistics.candidates < 1000, "{}", findings.statistics.candidates);
}

#[test]
fn near_duplicates_of_twenty_megabytes_are_found_among_short_articles() {
    huge_near_duplicate_among_others(20, 120);
}

#[test]
#[ignore = "for release builds: cargo test --release --test hostile -- --ignored"]
fn near_duplicates_of_a_hundred_megabytes_are_found_among_short_articles() {
    huge_near_duplicate_among_others(100, 120);
}

#[test]
fn two_versions_of_ten_megabytes_are_aligned_in_seconds() {
    let a = huge(10);
    let mut b = a.replace(" w10 ", " other ").replace(" w1f00 ", " ");
    b.push_str(&prose(1 << 40, 1000));
    let findings = detect_within(120, articles([a, b]));
    assert_eq!(pairs(&findings), [(0, 1)]);
    assert!(findings.matches[0].alignment.is_some());
}

#[test]
fn a_book_and_a_thousand_excerpts_from_it_take_seconds() {
    let book = huge(5);
    let excerpts = (0..1000).map(|n| prose(n * 700, 200));
    let findings = detect_within(120, articles([book].into_iter().chain(excerpts)));
    let expected = (1..=1000).map(|n| (0, n));
    assert!(expected.eq(pairs(&findings)), "{} matches", findings.matches.len());
}

// Very many articles.

#[test]
fn ten_thousand_identical_articles_are_one_set_and_no_pair() {
    for builder in [Detector::builder(), near()] {
        let findings = detect_within_as(60, builder, articles(vec![REPORT; 10_000]));
        assert_eq!(findings.identical.len(), 1);
        assert_eq!(findings.identical[0].articles.len(), 10_000);
        assert_eq!(findings.clusters.len(), 1);
        assert_eq!(findings.clusters[0].members.len(), 9_999);
        assert!(findings.matches.is_empty());
        assert_eq!(findings.statistics.candidates, 0);
    }
}

/// Ten thousand articles of 200 words that differ in one of them.
fn near_identical() -> Vec<String> {
    let base = prose(0, 200);
    let words: Vec<&str> = base.split_whitespace().collect();
    let differing = |n: usize| {
        let own = format!("own{n}");
        let mut words = words.clone();
        words[n % 200] = &own;
        words.join(" ")
    };
    (0..10_000).map(differing).collect()
}

fn assert_one_cluster_of_ten_thousand(findings: &Findings) {
    assert_eq!(findings.clusters.len(), 1);
    assert_eq!(findings.clusters[0].members.len(), 9_999);
    // Far from the fifty million pairs that there are.
    assert!(findings.statistics.candidates < 200_000, "{}", findings.statistics.candidates);
    assert!(findings.matches.len() < 200_000, "{}", findings.matches.len());
}

#[test]
fn ten_thousand_near_identical_articles_are_one_cluster() {
    let findings = detect_within(120, articles(near_identical()));
    assert_one_cluster_of_ten_thousand(&findings);
}

#[test]
fn ten_thousand_near_identical_articles_among_others_are_one_cluster() {
    let others = (1..=20_000).map(|n| prose(n * 1000, 100));
    let findings = detect_within(120, articles(near_identical().into_iter().chain(others)));
    assert_one_cluster_of_ten_thousand(&findings);
}

/// So many texts of `own` words of their own, after which come the words of a
/// boilerplate, the same for each `sharing` texts in turn.
fn with_boilerplate(texts: u64, own: u64, shared: u64, sharing: u64) -> Vec<Article<'static>> {
    let text = |n: u64| {
        let own: Vec<String> = (0..own).map(|word| format!("o{n:x}x{word:x}")).collect();
        format!("{}. {}", own.join(" "), prose((1 << 40) + n / sharing * shared, shared))
    };
    articles((0..texts).map(text))
}

/// Texts of which 60 words are their own and 500 are in all. Their resemblance
/// is 0.80: at the level near they are one cluster, and not every two of them
/// are listed. The default level compares the same pairs, and hardly any others, as
/// what all have in common says nothing there.
fn one_boilerplate(texts: u64, seconds: u64) {
    let of_all = || with_boilerplate(texts, 60, 500, texts);
    let findings = detect_within_as(seconds, near().align(false), of_all());
    assert_eq!(findings.clusters.len(), 1);
    assert_eq!(findings.clusters[0].members.len() as u64, texts - 1);
    let most = 100 * texts as usize;
    assert!(findings.statistics.candidates < most, "{}", findings.statistics.candidates);

    let findings = detect_within(seconds, of_all());
    assert!(findings.statistics.candidates >= texts as usize - 1);
    assert!(findings.statistics.left_out > 0);
    let most = 10 * texts as usize;
    assert!(findings.statistics.candidates < most, "{}", findings.statistics.candidates);
}

#[test]
fn five_thousand_texts_with_one_boilerplate_take_seconds() {
    one_boilerplate(5000, 120);
}

#[test]
#[ignore = "for release builds: cargo test --release --test hostile -- --ignored"]
fn a_hundred_thousand_texts_with_one_boilerplate_take_a_minute() {
    one_boilerplate(100_000, 600);
}

/// The most that groups can cost: texts of which 150 words are their own and
/// 500 are in `sharing` of them, as many as are still compared each with each.
/// Their resemblance is 0.62: at the level near all are candidates and none is
/// a copy.
fn templates(texts: u64, sharing: u64, seconds: u64) {
    let articles = || with_boilerplate(texts, 150, 500, sharing);
    let findings = detect_within_as(seconds, near(), articles());
    assert!(findings.matches.is_empty(), "{} matches", findings.matches.len());
    let most = (texts * sharing / 2) as usize;
    assert!(findings.statistics.candidates <= most, "{}", findings.statistics.candidates);
}

#[test]
fn three_templates_of_a_hundred_articles_take_seconds() {
    templates(300, 100, 120);
}

#[test]
#[ignore = "for release builds: cargo test --release --test hostile -- --ignored"]
fn ten_templates_of_a_thousand_articles_take_minutes() {
    templates(10_000, 1000, 600);
}

/// One-line articles of 24 words, the last of each hundred a copy of the
/// first with one word added; found, and nothing else.
fn one_line_articles(count: u64, builder: Builder, seconds: u64) {
    let line = |n: u64| match n % 100 {
        99 => prose((n - 99) * 24, 24).replacen(' ', " added ", 1),
        _ => prose(n * 24, 24),
    };
    let findings = detect_within_as(seconds, builder, articles((0..count).map(line)));
    let expected = (0..count as usize / 100).map(|n| (n * 100, n * 100 + 99));
    assert!(expected.eq(pairs(&findings)), "{} matches", findings.matches.len());
    assert!(findings.statistics.candidates < 10 * count as usize);
}

#[test]
fn fifty_thousand_one_line_articles_take_seconds() {
    one_line_articles(50_000, Detector::builder(), 120);
    one_line_articles(50_000, near(), 120);
}

#[test]
#[ignore = "for release builds: cargo test --release --test hostile -- --ignored"]
fn a_million_one_line_articles_take_a_minute() {
    one_line_articles(1_000_000, Detector::builder(), 600);
}

#[test]
#[ignore = "for release builds: cargo test --release --test hostile -- --ignored"]
fn a_million_one_line_articles_take_half_a_minute_at_the_level_near() {
    one_line_articles(1_000_000, near(), 600);
}

// Repetition.

#[test]
fn a_megabyte_of_one_word_takes_seconds() {
    let many = "rain ".repeat(200_000);
    let fewer = "rain ".repeat(199_000);
    let middle = format!("{many}snow {fewer}");
    let turns = "rain snow ".repeat(100_000);
    let turned = "snow rain rain ".repeat(70_000);
    let texts = [many, fewer, middle, turns, turned];
    detect_within(60, articles(texts.clone()));
    compare_within(60, articles(texts));
}

#[test]
fn a_paragraph_repeated_ten_thousand_times_takes_seconds() {
    let once = REPORT.repeat(10_000);
    let changed = REPORT.replace("mayor", "governor").repeat(10_000);
    let shifted = format!("{}{}", &REPORT[60..], REPORT.repeat(9_999));
    let texts = [once, changed, shifted, REPORT.to_owned()];
    detect_within(60, articles(texts.clone()));
    compare_within(60, articles(texts));
}

#[test]
fn a_text_that_stands_twice_in_its_article_does_not_hide_a_copy() {
    let twice = REPORT.repeat(2);
    let changed = REPORT.replace("mayor", "governor").replace("shut", "closed").repeat(2);
    let findings = detect_within(60, articles([twice, changed, REPORT.to_owned()]));
    assert_eq!(pairs(&findings), [(0, 1), (0, 2), (1, 2)]);
}

#[test]
fn a_megabyte_of_one_character_takes_seconds() {
    for piece in [
        "a",
        ".",
        "\"",
        "“",
        "”",
        "'",
        "a'",
        "\n",
        "\n“",
        "*\n",
        "`",
        "\n\n",
        "\0",
        "\u{200d}",
        "\u{301}",
        "中",
        "ก",
        "カ",
        "\u{1f1e8}",
        "👨\u{200d}",
        "\u{fdfa}",
        "1,",
        "\u{5d0}\"",
        "\u{202e}",
    ] {
        let long = piece.repeat(1_000_000 / piece.len());
        let texts = [
            format!("{REPORT}{long}"),
            format!("{long} {REPORT}"),
            format!("{REPORT}{}", &long[..long.len() / piece.len() / 2 * piece.len()]),
        ];
        let started = std::time::Instant::now();
        detect_within(60, articles(texts));
        println!("{piece:?}: {:?}", started.elapsed());
    }
}

// Characters that are not seen, or not what they seem.

#[test]
fn combining_marks_alone_are_harmless() {
    let marks = "\u{301}\u{5b0}\u{64b}\u{93c}\u{e31}\u{20dd}".repeat(80_000);
    let text = format!("{REPORT}{marks}");
    detect_within(60, articles([marks.clone(), marks, text]));
}

#[test]
fn a_thousand_accents_on_each_word_do_not_make_another_article() {
    let pile = "\u{301}\u{323}\u{308}".repeat(350);
    let words: Vec<String> =
        REPORT.split(' ').map(|word| word.replacen('e', &format!("e{pile}"), 1)).collect();
    let findings = detect_within(60, articles([REPORT, &words.join(" ")]));
    assert_eq!(findings.identical[0].articles, [0, 1]);
}

#[test]
fn control_characters_neither_hide_a_copy_nor_harm() {
    let copy = REPORT.replace("two metres", "over two meters").replace("shut", "closed");
    for control in
        ["\0", "\u{1b}[2J", "\u{7f}", "\u{85}", "\u{202e}", "\u{2066}", "\u{fffd}", "\r\n"]
    {
        let strange = copy.replace(". ", &format!(". {control} ")) + control;
        let findings = detect_within(60, articles([REPORT, &strange]));
        assert_eq!(pairs(&findings), [(0, 1)], "{control:?}");
    }
}

#[test]
fn direction_marks_and_vowel_points_do_not_hide_a_copy() {
    let hebrew = "ראש העיר ביקש מכל התושבים שגרים ליד הנהר לעזוב את בתיהם לפני רדת החשכה. \
        בתי הספר יישארו סגורים עד סוף השבוע, כך החליטה המועצה בישיבה מיוחדת אמש.";
    let arabic = "ارتفع منسوب النهر مترين خلال الليل واضطرت السلطات إلى إغلاق الجسر القديم. \
        وطلب رئيس البلدية من جميع السكان القريبين من المياه مغادرة منازلهم قبل حلول الظلام.";
    let mixed = format!("{arabic} {REPORT} {hebrew}");
    let strange = |text: &str| {
        let text = text.replace("النهر", "النَّهْر").replace("סגורים", "סְגוּרִים");
        format!("\u{202b}{}\u{202c}", text.replace(". ", ".\u{200f} "))
    };
    for text in [hebrew, arabic, &mixed] {
        let findings = detect_within(60, articles([text.to_owned(), strange(text)]));
        assert_eq!(findings.identical[0].articles, [0, 1], "{text}");
        let edited = format!("{} {}", strange(text), "و قال שלום again.");
        let findings = detect_within(60, articles([text.to_owned(), edited]));
        assert_eq!(pairs(&findings), [(0, 1)], "{text}");
    }
}

#[test]
fn copies_in_scripts_without_spaces_are_found() {
    for (language, text, changes, other) in [
        (
            "Chinese",
            "河水一夜之间上涨了两米，旧桥不得不关闭。市长要求所有住在河边的居民在天黑之前离开家园。\
             市议会决定，学校将停课到本周末。救援人员说，这是十年来最严重的一次洪水。",
            [("两米", "两米多"), ("居民", "市民"), ("停课", "关闭")],
            "新图书馆今天上午在中央广场正式开放，建设工程历时六年。阅览室可以容纳四百名读者，\
             建筑师与一班小学生一起为开幕式剪彩。",
        ),
        (
            "Japanese",
            "川の水位は一晩で二メートル上昇し、古い橋は通行止めになった。市長は川沿いに住むすべての住民に、\
             日が暮れる前に避難するよう求めた。市議会は学校を週末まで休校にすることを決めた。",
            [("二メートル", "二メートル以上"), ("住民", "市民"), ("決めた", "決定した")],
            "新しい図書館が今朝、中央広場で開館した。工事には六年かかった。閲覧室には四百人が座れる。\
             建築家は小学生たちと一緒にテープを切った。",
        ),
        (
            "Thai",
            "ระดับน้ำในแม่น้ำเพิ่มขึ้นสองเมตรในคืนเดียวและต้องปิดสะพานเก่า นายกเทศมนตรีขอให้ทุกคนที่อาศัยอยู่ริมน้ำออกจากบ้านก่อนมืด \
             สภาเมืองตัดสินใจให้โรงเรียนปิดจนถึงสุดสัปดาห์",
            [("สองเมตร", "กว่าสองเมตร"), ("ทุกคน", "ประชาชนทุกคน"), ("ตัดสินใจ", "มีมติ")],
            "ห้องสมุดแห่งใหม่เปิดทำการเมื่อเช้านี้ที่จัตุรัสกลางเมืองหลังจากก่อสร้างมาหกปี ห้องอ่านหนังสือรองรับผู้อ่านได้สี่ร้อยคน",
        ),
    ] {
        let copy = changes.iter().fold(text.to_owned(), |copy, (old, new)| copy.replace(old, new));
        let findings = detect_within(60, articles([text, &copy, other]));
        assert_eq!(pairs(&findings), [(0, 1)], "{language}");
        assert!(findings.matches[0].relation != Relation::Exact);
        assert!(findings.skipped.is_empty(), "{language}");
    }
}
