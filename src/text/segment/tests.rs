use proptest::prelude::*;
use proptest::sample::select;

use super::*;

fn reference(text: &str) -> Vec<Span> {
    let span = |(start, word): (usize, &str)| Span::new(start as u32, (start + word.len()) as u32);
    text.unicode_word_indices().map(span).collect()
}

fn portable(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    find(Portable, text, &mut spans);
    spans
}

fn assert_same(text: &str) {
    let mut spans = Vec::new();
    word_spans(text, &mut spans);
    let expected = reference(text);
    assert_eq!(spans, expected, "{text:?}");
    assert_eq!(portable(text), expected, "portable: {text:?}");
}

/// Short, since Miri runs it.
#[test]
fn kernels_find_the_same_words() {
    let text = "It's 1,234.5 a_b: \"quoted\"; naïve Straße, Москва! 東京 א\"א 🙂 e\u{301}.";
    for before in [0, 31, 64] {
        assert_same(&(" ".repeat(before) + text));
    }
}

/// What a boundary depends on may be on both sides of a block's end, wherever
/// that is among four characters.
#[test]
fn every_neighbourhood_at_the_end_of_a_block() {
    let classes = ['a', 'א', '5', '\'', '"', '.', '\u{200D}', '\u{301}', '😀', ' '];
    for code in 0..10_usize.pow(4) {
        let place = |at| classes[code / 10_usize.pow(at) % 10];
        let four = (0..4).map(place).collect::<String>();
        for before in 64 - four.len()..64 {
            assert_same(&format!("{:before$}{four}b", ""));
        }
    }
}

/// What may stand before a character: each class, and ends of words that are
/// decided by what follows.
const BEFORE: [&str; 24] = [
    "",
    " ",
    "\n",
    "a",
    "5",
    "é",
    "_",
    "ア",
    "漢",
    "א",
    "א'",
    "א\"",
    "a.",
    "a’",
    "5,",
    "5٬",
    "e\u{301}",
    "\u{301}",
    "\u{200D}",
    "क\u{93F}",
    "\u{93F}",
    "😀\u{200D}",
    "🇺🇳🇺",
    "゛",
];

/// What may stand after it.
const AFTER: [&str; 9] = ["", "a", "5", "א", "ア", "\u{301}", " b", "’a", ".5"];

#[test]
fn every_character_among_others() {
    for char in '\0'..=char::MAX {
        assert_same(&format!("{char}\na{char}b\n5{char}5\n {char}{char} e\u{301}{char}\u{301}"));
    }
}

/// The characters up to the end of Katakana are of all classes.
#[test]
fn characters_among_all_kinds_of_others() {
    for char in '\0'..'\u{3100}' {
        // A line feed is a boundary, so these are as good as separate texts.
        let text: String = BEFORE
            .iter()
            .flat_map(|before| AFTER.map(|after| format!("{before}{char}{after}\n")))
            .collect();
        assert_same(&text);
    }
}

#[test]
fn every_character_alone() {
    for char in '\0'..=char::MAX {
        assert_same(char.encode_utf8(&mut [0; 4]));
    }
}

#[test]
fn spans_are_added_to_those_before() {
    let mut spans = vec![Span::new(7, 9)];
    word_spans("א\".\u{301} a", &mut spans);
    assert_eq!(spans, [Span::new(7, 9), Span::new(0, 2), Span::new(7, 8)]);
}

/// Texts that make the most of whatever is looked at twice.
#[test]
fn hostile_texts_take_linear_time() {
    for piece in ["a.\u{301}", "a.\u{301} ", "\u{93F}", "a\u{200D}😀", "_", "_\u{301}", "a.", "א\""]
    {
        assert_same(&piece.repeat(100_000));
    }
    let late = "é".repeat(500_000) + &"a.\u{301}".repeat(100_000);
    assert_same(&late);
}

/// A character of any class, the classes being about equally likely, and of
/// each class some of one, two, three and four bytes.
fn character() -> impl Strategy<Value = char> {
    let classes = [
        "ab",
        "éжα",
        "ऄ가Ꭰ𐐀",
        "אבת",
        "01",
        "٠५\u{FF11}𝟎",
        "_\u{203F}",
        "アカー𛀀",
        "漢字かไ²𠀀",
        ".'",
        ":·\u{387}",
        "’․．",
        ",;٬؍",
        "\u{301}\u{64E}\u{5B0}",
        "\u{93F}\u{94D}",
        "\u{200C}\u{AD}\u{200F}",
        "\u{200D}",
        "😀❤ℹⓂ🅰",
        "🇺🇳",
        "\u{2C2}\u{55A}",
        "\u{66B}\u{6DD}",
        "゛゜㌀",
        " \u{3000}",
        "\r\n\u{85}",
        "“”—…\"!",
    ];
    let classes: Vec<Vec<char>> = classes.map(|class| class.chars().collect()).to_vec();
    select(classes).prop_flat_map(select)
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => character().prop_map(String::from),
        2 => "[a-z]{1,9} ",
        1 => any::<char>().prop_map(String::from),
        1 => Just("א\"א".to_owned()),
        1 => Just("\n".to_owned()),
    ];
    prop::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

/// Few characters, so that all of their neighbourhoods occur.
fn narrow_text() -> impl Strategy<Value = String> {
    let alphabet = prop::collection::vec(character(), 1..6);
    alphabet.prop_flat_map(|alphabet| {
        prop::collection::vec(select(alphabet), 0..200)
            .prop_map(|characters| characters.into_iter().collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn mixed_texts(text in text()) {
        assert_same(&text);
    }

    #[test]
    fn texts_of_few_characters(text in narrow_text()) {
        assert_same(&text);
    }

    #[test]
    fn ascii_texts(text in "[a-c0-2_ .,:;'\"\n\r!\\-]{0,300}") {
        assert_same(&text);
    }

    #[test]
    fn every_place_in_a_block(text in narrow_text(), before in 0..66_usize) {
        assert_same(&(" ".repeat(before) + &text));
        assert_same(&("a".repeat(before) + &text));
    }
}
