use proptest::prelude::*;

use super::*;
use crate::article::Span;
use crate::corpus::Corpus;
use crate::text::words;

pub(super) fn align(a: &str, b: &str) -> Alignment {
    let corpus = Corpus::new(&[a, b], &()).unwrap();
    let spans = [a, b].map(|text| words(text).map(|word| word.span).collect::<Vec<_>>());
    let documents = [0, 1].map(|at| corpus.document(at));
    let side = |at: usize, text| Side::new(text, &spans[at], &documents[at]);
    let aligner = Aligner::new(&corpus.vocabulary);
    aligner.align_whole(side(0, a), side(1, b), &mut Workspace::default())
}

/// The regions as one text.
pub(super) fn shown(a: &str, b: &str) -> String {
    let alignment = align(a, b);
    assert_eq!(alignment.validate(a, b), Ok(()));
    alignment.regions.iter().map(|region| show(region, a, b)).collect()
}

/// A region: `<moved>`, `(respelled|so)`, `[replaced|so]`, `[+inserted]` or
/// `[-deleted]`, and behind it its substance.
fn show(region: &Region, a: &str, b: &str) -> String {
    let (a, b) = (region.a.of(a), region.b.of(b));
    let mut shown = match region.change {
        Change::Kept => b.to_owned(),
        Change::Moved => format!("<{b}>"),
        Change::Respelled => format!("({a}|{b})"),
        Change::Replaced => format!("[{a}|{b}]"),
        Change::Inserted => format!("[+{b}]"),
        Change::Deleted => format!("[-{a}]"),
    };
    if !region.substance.is_empty() {
        shown += &format!("{:?}", region.substance).replace('"', "");
    }
    shown
}

#[test]
fn changes_of_words_spelling_and_place() {
    for (a, b, expected) in [
        ("one two three", "one two three", "one two three"),
        ("one two three", "one 2 three", "one [two|2] three"),
        ("one two three", "one three", "one [-two ]three"),
        ("one three", "one two three", "one [+two ]three"),
        ("Kyiv said “no”.", "kyiv said \"no\".", "(Kyiv|kyiv) said (“|\")no(”|\")."),
        ("", "one", "[+one]"),
        ("one", "", "[-one]"),
        ("", "", ""),
        ("...", "…", "(...|…)"),
    ] {
        assert_eq!(shown(a, b), expected, "{a} {b}");
    }
}

#[test]
fn grapheme_clusters_stay_whole() {
    for (a, b, expected) in [
        ("at sea 👍🏽 and", "at sea 👎🏽 and", "at sea (👍🏽|👎🏽) and"),
        ("at sea 👍🏽 and", "at sea 👍🏿 and", "at sea (👍🏽|👍🏿) and"),
        ("in 🇩🇪 and", "in 🇩🇰 and", "in (🇩🇪|🇩🇰) and"),
        ("by 👨‍👩‍👧 and", "by 👨‍👩‍👦 and", "by (👨‍👩‍👧|👨‍👩‍👦) and"),
        ("so … ❤️ and", "so … ❤ and", "so … (❤️|❤) and"),
    ] {
        assert_eq!(shown(a, b), expected, "{a} {b}");
    }
}

#[test]
fn changes_fill_sentences_clauses_and_phrases() {
    for (a, b, expected) in [
        ("He left. She left.", "He left. He ran. She left.", "He left. [+He ran. ]She left."),
        (
            "It rose in May, in June, it fell.",
            "It rose in May, it fell, in June, it fell.",
            "It rose in May, [+it fell, ]in June, it fell.",
        ),
        ("Lavrov said so.", "Lavrov, the minister, said so.", "Lavrov[+, the minister,] said so."),
        ("He said, but late.", "He said that but late.", "He said[+ that](, | )but late."),
        (
            "“Go,” Blinken told us.",
            "“Go,\" said Blinken told us.",
            "“Go,(”|\")[+ said] Blinken told us.",
        ),
        (
            "It was “substantial.” He",
            "It was “substantive”. He",
            "It was “[substantial|substantive](.”|”.) He",
        ),
        ("so far.”\n\n“We go", "so far”.\n\n\"We go", "so far(.”|”.)\n\n(“|\")We go"),
        (
            "for the talks. Furthermore, he",
            "for the talks on arms. Further, he",
            "for the talks[+ on arms]. [Furthermore|Further], he",
        ),
    ] {
        assert_eq!(shown(a, b), expected, "{a} {b}");
    }
}

#[test]
fn common_words_amid_changes_are_not_kept() {
    for (a, b, expected) in [
        (
            "they spoke very openly of a wide range of old issues today",
            "they discussed, in a long meeting of hours, some questions today",
            "they [spoke very openly of a wide range of old issues|discussed, in a long meeting of hours, some questions] today",
        ),
        ("one was a big tree", "one is a large tree", "one [was|is] a [big|large] tree"),
        (
            "members of parliament",
            "members today of the parliament",
            "members [+today ]of [+the ]parliament",
        ),
        (
            "then the senior man Lavrov openly warned them all",
            "then a very old diplomat, Lavrov, told his guests all",
            "then [the senior man|a very old diplomat]( |, )Lavrov( |, )[openly warned them|told his guests] all",
        ),
    ] {
        assert_eq!(shown(a, b), expected, "{a} {b}");
    }
}

#[test]
fn what_stands_elsewhere_has_moved() {
    let first = "The heavy rain flooded every street of the old town.";
    let second = "Schools remain closed, officials announced on Monday morning.";
    let third = "Nobody was hurt when the wooden bridge finally collapsed.";
    let (a, b) = (format!("{first} {second} {third}"), format!("{first} {third} {second}"));
    let moved = |a: &str, b: &str| {
        let moved = align(a, b).regions;
        let moved = moved.into_iter().filter(|region| region.change == Change::Moved);
        moved.map(|region| region.b.of(b).trim().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(moved(&a, &b), ["Nobody was hurt when the wooden bridge finally collapsed."]);
    let a = "In Geneva on Friday, the ministers agreed to meet again soon and smiled.";
    let b = "The ministers agreed to meet again soon and smiled, in Geneva on Friday.";
    // The first word is one of them, too, but spelled otherwise.
    assert_eq!(moved(a, b), ["Geneva on Friday"]);
}

/// The first copy lacks a word that the second one has.
#[test]
fn words_kept_are_in_the_same_order_where_a_text_occurs_twice() {
    let before = "The rain flooded every street of the old town on Monday.";
    let behind = "Nobody was hurt when the wooden bridge finally collapsed under its own weight.";
    let other = format!("{}{}", unrelated(0), unrelated(1));
    let a = format!("{before} {behind}");
    let short = before.replace("old ", "");
    let unended = behind.trim_end_matches('.');
    let b = format!("{short} {behind} {other}{before} {behind}");
    let expected = format!(
        "The rain flooded every street of the [-old ]town on Monday. {unended}\
        [+. {other}{before} {unended}]."
    );
    assert_eq!(shown(&a, &b), expected);
}

#[test]
fn the_seeds() {
    // Read when the test runs: the published crate has no seeds, and compiles.
    let seed =
        |name| std::fs::read_to_string(format!("{}/seeds/{name}", env!("CARGO_MANIFEST_DIR")));
    let a = &*seed("000_dcf635e621369bb0.txt").unwrap();
    let b = &*seed("001_7f1638b987c94aff.txt").unwrap();
    let alignment = align(a, b);
    assert_eq!(alignment.validate(a, b), Ok(()));
    let edits = alignment.regions.iter().filter(|region| region.change != Change::Kept);
    let edits: Vec<String> = edits.map(|edit| show(edit, a, b).replace('\n', "⏎")).collect();
    insta::assert_snapshot!(edits.join("\n"), @r#"
    [+ ]
    [US ‘fully prepared’ for another Biden-Putin summit, says Antony Blinken|date 2022-01-22]{date, name}
    (⏎⏎| )
    [said|on]
    [+said ]
    [was|is]
    [-with ]
    [in|as]
    [halt|stop]
    [towards|into]
    [+While speaking ]
    (At|at)
    [+US and NATO's ]
    [-of the United States and NATO ]
    [+could ]
    [-could ]
    [+central ]
    (. | )
    [central to|of]
    (. . |. )
    [United States|US]
    (.”|”.)
    (“|")
    [new|further]{quotation}
    [we are|we're]{quotation}
    [ready|prepared]{quotation}
    (”|")
    [+ said]
    [told|at]
    [-minister. ]
    [Affairs|Minister]{name}
    [Additionally|Moreover]
    [senior|top]
    [said the United States would|stated that the US will]
    [detail|details]{quotation}
    ( |, )
    (.”|”.)
    [United States|US]
    (“|")
    [continue|further]{quotation}
    (”|")
    [United States|US]
    (.”|”.)
    [Russia’s|The Russian]
    (foreign|Foreign)
    (minister|Minister)
    [has|did]
    [ruled|rule]
    [contacts with the United States would|that contact with the US will]
    [+that ]
    [was awaiting|is waiting for]
    (Washington’s|Washington's)
    [response|answer]
    [requests|demands]
    [were|are]
    (.”|”.)
    (“|")
    [to get in touch|for contact]{quotation}
    (”|")
    (, | )
    (: “|, ")
    [is going to|will]{quotation}
    [moving|we go]{quotation}
    (”|")
    [The United States and|US]
    ( |-)
    [- the]
    (“|')
    [agreement|understanding]{quotation}
    (”|')
    [+reaching ]
    [breakthrough at|breakthroughs in]
    (-| )
    [Russia’s|the Russian]
    (foreign|Foreign)
    (minister|Minister)
    [the two|that both]
    (“|")
    [the|a]{quotation}
    (”|")
    [called|described]
    [+ as]
    [substantial|substantive]
    (.”|”.)
    (secretary|Secretary)
    (state|State)
    [+that ]
    [+top ]
    [frank|candid]{quotation}
    (”|")
    [+ rather]
    [+has ]
    (, | )
    [nor did it plan|and is also not planning]
    [the United States|that the US]
    (“|‘)
    (”|’)
    [the|talks on]
    [- talks]
    [Furthermore|Further]
    [-had ]
    [+put ]
    [Kiev|on Kyiv]{name}
    [-buildup of ]
    [troops|troop build-up]
    (’|')
    [raised|spurred]
    [may|could]
    [+has ]
    [was|is]
    [intends|is planning]
    [poses|constitutes]
    (Russia’s|Russia's)
    [Picture|Image]
    [-⏎⏎Christi C. Elwood]
    "#);
}

/// Texts of few words in several scripts, so that much recurs.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        6 => "[abcd]{1,2}",
        2 => "(É|é|Kyiv|Kiev|don’t|don't|not|12|2022|km)",
        2 => "[да]{1,2}|北|京|ไทย|नहीं|قال",
    ];
    let gap = "( | | | |, |\\. |\n\n|“|” |\"|-|。|, “|\\.” |% |\\$)";
    prop::collection::vec((word, gap), 0..60)
        .prop_map(|words| words.into_iter().map(|(word, gap)| word + &gap).collect())
}

/// A text and another that was made from it, with blocks moved and cut.
fn versions() -> impl Strategy<Value = (String, String)> {
    let cuts = prop::collection::vec((0.0..1.0, 0.0..1.0, text()), 0..5);
    (text(), cuts).prop_map(|(a, cuts)| {
        let mut words: Vec<&str> = a.split_inclusive(' ').collect();
        for (from, to, new) in &cuts {
            let from = (from * words.len() as f64) as usize;
            let block = words.split_off(from);
            let at = (to * words.len() as f64) as usize;
            words.splice(at..at, block.into_iter().chain(new.split_inclusive(' ').take(4)));
        }
        let b = words.concat();
        (a, b)
    })
}

/// Two articles made of two to five versions of one text: what occurs once in
/// one of them occurs several times in the other, each time a little different.
fn articles_of_versions() -> impl Strategy<Value = (String, String)> {
    let sentence = prop::collection::vec("[a-z]{2,3}", 5..14);
    let text = prop::collection::vec(sentence, 3..8);
    // For each version: which words are dropped, replaced or doubled, by their
    // places, and where the sentences begin.
    let version = (prop::collection::vec((0..80usize, 0..4u8, "[a-z]{1,2}"), 0..12), 0..7usize);
    (text, prop::collection::vec(version, 2..6), 1..5usize).prop_map(|(text, versions, in_a)| {
        let written = |(at, (edits, first)): (usize, &(Vec<_>, usize))| {
            written(&text, edits, *first) + &unrelated(at)
        };
        let written: Vec<String> = versions.iter().enumerate().map(written).collect();
        let (a, b) = written.split_at(in_a.min(written.len() - 1));
        (a.join("\n"), b.join("\n"))
    })
}

/// Five sentences of words that occur nowhere else.
fn unrelated(at: usize) -> String {
    let sentence = |n: usize| (0..8).map(|word| format!("q{at}x{n}x{word} ")).collect::<String>();
    (0..5).map(|n| format!("Q{at} {}. ", sentence(n))).collect()
}

/// A version of the text that begins with the sentence `first`.
fn written(text: &[Vec<String>], edits: &[(usize, u8, String)], first: usize) -> String {
    let mut at = 0;
    let mut out = String::new();
    for sentence in text.iter().cycle().skip(first).take(text.len()) {
        let mut words = Vec::new();
        for word in sentence {
            match edits.iter().find(|edit| edit.0 == at) {
                Some((_, 0, _)) => {}
                Some((_, 1, new)) => words.push(new.as_str()),
                Some((_, 2, _)) => words.extend([word.as_str(), word]),
                Some((_, _, new)) => words.extend([new, word.as_str()]),
                None => words.push(word),
            }
            at += 1;
        }
        out += &format!("The {}. ", words.join(" "));
    }
    out
}

fn assert_invariants(a: &str, b: &str) -> Result<(), TestCaseError> {
    let alignment = align(a, b);
    prop_assert_eq!(alignment.validate(a, b), Ok(()));
    prop_assert_eq!(alignment.rebuild_b(a, b), b);
    prop_assert_eq!(alignment.rebuild_a(a, b), a);
    prop_assert_eq!(texts(a, b).unwrap(), alignment);
    Ok(())
}

/// The alignments of each text with each, in a corpus that tells which words are
/// rare; some texts are indexed as long ones are.
fn alignments(texts: &[String], is_indexed: impl Fn(usize) -> bool) -> Vec<Alignment> {
    let all: Vec<&str> = texts.iter().map(String::as_str).collect();
    let corpus = Corpus::new(&all, &()).unwrap();
    let aligner = Aligner::new(&corpus.vocabulary);
    assert!(aligner.rarity.is_some());
    let mut workspace = Workspace::default();
    let mut found = Vec::new();
    let read = |at: usize| {
        let spans: Vec<Span> = words(&texts[at]).map(|word| word.span).collect();
        let document = corpus.document(at as u32);
        let by_word = is_indexed(at).then(|| document.by_word());
        (spans, document, by_word)
    };
    let read: Vec<_> = (0..texts.len()).map(read).collect();
    let side = |at: usize| {
        let (spans, document, by_word) = &read[at];
        Side { by_word: by_word.as_deref(), ..Side::new(&texts[at], spans, document) }
    };
    for a in 0..texts.len().min(8) {
        for b in 0..texts.len().min(8) {
            found.push(aligner.align(side(a), side(b), &mut workspace));
        }
    }
    found
}

/// A book with excerpts in it is not read for each of them, and what is found is
/// the same.
#[test]
fn a_text_whose_words_are_indexed_is_aligned_as_any_other() {
    let sentence = |n: usize| -> String {
        let word = |at: usize| (n * 7919 + at * at * 31) % [5, 40, 3000][at % 3];
        let words: Vec<String> = (0..14).map(|at| format!("w{}", word(at))).collect();
        words.join(" ") + ". "
    };
    let text = |from: usize, to: usize| (from..to).map(sentence).collect::<String>();
    let mut texts = vec![text(0, 400), text(200, 230), text(395, 700), text(20, 40) + &text(9, 14)];
    texts.push(text(0, 12).replace("w1", "v"));
    // Beside an excerpt, words of its own and clauses from elsewhere in the book.
    let clause = |n: usize| sentence(n).split(' ').take(7).collect::<Vec<_>>().join(" ");
    let own = |n: usize| format!("Own{n} word{n} and{n} {}, then{n}. ", clause(3 * n + 41));
    let mixed = (0..12).map(own).collect::<String>();
    texts.push(mixed.clone() + &text(150, 170) + &mixed.replace("Own", "Other"));
    texts.extend((0..60).map(|n| text(1000 + 9 * n, 1010 + 9 * n)));
    let plain = alignments(&texts, |_| false);
    assert!(plain.iter().filter(|found| !found.passages.is_empty()).count() > 12);
    assert!(plain == alignments(&texts, |_| true));
    assert!(plain == alignments(&texts, |at| at % 2 == 0));
    assert!(plain == alignments(&texts, |at| at % 2 == 1));
}

#[test]
fn values_pass_between_threads() {
    fn check<T: Send + Sync>() {}
    check::<Aligner>();
    check::<Alignment>();
    check::<Side<'_>>();
    check::<Workspace>();
}

proptest! {
    #[test]
    fn each_text_can_be_rebuilt_from_the_other(a in text(), b in text()) {
        assert_invariants(&a, &b)?;
    }

    #[test]
    fn each_version_can_be_rebuilt_from_the_other((a, b) in versions()) {
        assert_invariants(&a, &b)?;
    }

    #[test]
    fn articles_of_several_versions_can_be_rebuilt((a, b) in articles_of_versions()) {
        assert_invariants(&a, &b)?;
    }

    #[test]
    fn a_text_is_all_kept_in_itself(a in text()) {
        let alignment = align(&a, &a);
        prop_assert!(alignment.regions.iter().all(|region| region.change == Change::Kept));
        prop_assert!(alignment.regions.len() <= 1);
    }
}
