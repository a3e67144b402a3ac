//! The HTML page, on any article: nothing of a text becomes markup, the size
//! stays bounded, the bytes are the same each time.
#![cfg(all(feature = "read-html", feature = "report-html"))]

use std::collections::HashMap;
use std::io::Read;

use flate2::read::GzDecoder;
use html5gum::{Token, Tokenizer};
use nearcopy::report::{Html, ReportInput, Reporter};
use nearcopy::{About, Article, Detector, Findings};
use serde_json::Value;

/// What would end an element or attribute, begin a script, or deceive.
const HOSTILE: [&str; 12] = [
    "<script>alert(1)</script>",
    "]]>",
    "\" onmouseover=\"alert(1)",
    "' autofocus onfocus='alert(1)",
    "</details></article></main>",
    "</style></title></textarea>",
    "-->",
    "<!-- <img src=x onerror=alert(1)>",
    "\u{202e}txt.exe",
    "a\0b\u{1b}[2J\u{7}",
    "&lt;b&gt; &amp; &#60;",
    "javascript:alert(1)",
];

fn page(articles: &[Article<'_>], findings: &Findings) -> String {
    let mut page = Vec::new();
    let input = ReportInput::new(&articles, findings);
    Html::new().write(&mut page, &input).expect("memory takes everything");
    String::from_utf8(page).expect("the page is UTF-8")
}

fn detect(articles: &[Article<'_>]) -> Findings {
    Detector::builder().build().expect("as it comes").detect(articles).expect("every id is unique")
}

fn story(number: usize) -> String {
    let words = ["river", "bridge", "mayor", "council", "school", "market", "harbour", "station"];
    let word = |at: usize| words[(number * 7 + at * at * 3 + at) % words.len()];
    let sentence = |at: usize| {
        format!(
            "On day {at}{number} the {} near the {} was closed by order {}{at}. ",
            word(at),
            word(at + 3),
            number * 31
        )
    };
    (0..12).map(sentence).collect()
}

/// A tag's name and its attributes.
type Tag = (String, Vec<(String, String)>);

/// What the page shows without its script.
fn document(page: &str) -> &str {
    page.split_once("<script>").expect("the page has a script").0
}

/// The data of an element that a browser neither shows nor runs.
fn unpacked_data(element: &str) -> String {
    let (_, data) = element.split_once('>').expect("the element begins");
    let (data, _) = data.split_once("</script>").expect("the element ends");
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for byte in data.bytes().filter(|byte| *byte != b'=') {
        let digit = digits.iter().position(|it| *it == byte).expect("it is base64");
        bits = bits << 6 | digit as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    let mut text = String::new();
    GzDecoder::new(&bytes[..]).read_to_string(&mut text).expect("it is gzip of UTF-8");
    text
}

/// The markup of all pairs, clusters and sets, which the script unpacks.
fn unpacked(page: &str) -> String {
    let blocks = page.split("<script type=\"text/plain\" data-list").skip(1);
    blocks.map(unpacked_data).collect::<Vec<_>>().join("\n").replace('\u{1e}', "\n")
}

/// What the script orders and filters by.
fn index(page: &str) -> Value {
    let (_, element) =
        page.split_once("<script type=\"text/plain\" id=\"index\"").expect("an index");
    serde_json::from_str(&unpacked_data(element)).expect("the index is JSON")
}

/// The tags of markup, and everything that stands outside of them.
fn tokens(markup: &str) -> (Vec<Tag>, String) {
    let (mut tags, mut text) = (Vec::new(), String::new());
    for token in Tokenizer::new(markup) {
        match token.expect("a string can be read") {
            Token::StartTag(tag) => {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                let attributes = tag.attributes.iter().map(|(k, v)| (text(k), text(v)));
                tags.push((text(&tag.name), attributes.collect()));
            }
            Token::String(string) => text.push_str(&String::from_utf8_lossy(&string)),
            Token::Error(error) => panic!("{error:?}"),
            _ => {}
        }
    }
    (tags, text)
}

#[test]
fn hostile_ids_and_texts_stay_text() {
    let text = |at: usize, edit: &str| story(at).replace("closed", edit);
    let mut articles = Vec::new();
    for (at, hostile) in HOSTILE.iter().enumerate() {
        articles.push(Article::new(format!("{hostile} a"), text(at, &format!("{hostile} closed"))));
        articles.push(Article::new(format!("{hostile} b"), text(at, &format!("shut {hostile}"))));
    }
    // The same words, written with hostile marks.
    for (at, hostile) in ["<!---->", "</>", "\">&\u{202e}\u{7}"].iter().enumerate() {
        let text = text(0, "closed").replace(". ", &format!("{hostile}. "));
        articles.push(Article::new(format!("{hostile} {at} marks"), text));
    }
    articles.push(Article::new("marks", text(0, "closed")));
    let findings = detect(&articles);
    assert!(findings.matches.len() >= HOSTILE.len(), "{}", findings.matches.len());
    assert_eq!(findings.identical[0].variants.len(), 3);
    let page = page(&articles, &findings);
    let packed = unpacked(&page);
    let (tags, text) = tokens(document(&page));
    let (packed_tags, packed_text) = tokens(&packed);

    let known = "html head meta title style body a header p h1 nav main section h2 dl div dt dd figure \
         figcaption span svg rect text path details select option progress kbd summary table thead tr th tbody td bdi form \
         fieldset legend label input button output del ins mark article h3 h4 b g ul li footer code \
         script";
    for (name, attributes) in tags.iter().chain(&packed_tags) {
        assert!(known.split_whitespace().any(|it| it == name), "<{name}>");
        for (key, value) in attributes {
            assert!(!key.starts_with("on") && key != "style" && key != "src", "{name} {key}");
            assert!(key != "href" || value.starts_with('#'), "{name} {value}");
        }
    }
    let count = |name: &str| tags.iter().filter(|(tag, _)| tag == name).count();
    assert_eq!((count("script"), count("style"), count("main")), (1, 1, 1));
    assert!(tags.iter().any(|(name, _)| name == "footer"), "the first script follows the footer");
    assert!(!packed_tags.iter().any(|(name, _)| name == "script" || name == "style"));
    for text in [&text, &packed_text] {
        assert!(text.contains("Written otherwise in <!----> 0 marks"), "{text}");
        assert!(text.contains(r#"[">&\u{202e}\u{7}]"#), "{text}");
    }
    for hostile in [
        "<!---->",
        "</>",
        "<script>alert(1)</script>",
        "]]>",
        "-->",
        "&lt;b&gt;",
        r"\u{202e}txt.exe",
    ] {
        assert!(text.contains(hostile) && packed_text.contains(hostile), "{hostile}");
    }
    for markup in [&page, &packed] {
        assert!(!markup.contains(['\0', '\u{1b}', '\u{7}', '\u{202e}']));
    }
    // The script needs the ids as they are, and shows none of them.
    let index = index(&page);
    let ids = index["ids"].as_array().unwrap();
    assert!(ids.iter().any(|id| id.as_str().unwrap().starts_with("\u{202e}txt.exe")));
}

#[test]
fn links_lead_to_a_place_on_the_page_and_ids_are_unique() {
    let articles: Vec<Article<'_>> = (0..8)
        .flat_map(|at| {
            let story_at = story(at);
            let mut sentences: Vec<&str> = story_at.split_inclusive(". ").collect();
            sentences.rotate_left(6);
            let swapped = sentences.concat();
            [
                Article::new(format!("{at}/a"), story(at)),
                Article::new(format!("{at}/b"), story(at).replace("by order", "on 7 orders,")),
                Article::new(format!("{at}/c"), swapped),
            ]
        })
        .collect();
    let page = page(&articles, &detect(&articles));
    let parts = [document(&page), &unpacked(&page)].map(|part| tokens(part).0);
    let all = |part: &[Tag], wanted: &str| -> Vec<String> {
        let attributes = part.iter().flat_map(|(_, attributes)| attributes);
        attributes.filter(|(key, _)| key == wanted).map(|(_, value)| value.clone()).collect()
    };
    let mut ids: HashMap<String, usize> = HashMap::new();
    for part in &parts {
        let here = all(part, "id");
        let distinct: std::collections::HashSet<&String> = here.iter().collect();
        assert_eq!(distinct.len(), here.len(), "{here:?}");
        here.into_iter().for_each(|id| *ids.entry(id).or_default() += 1);
    }
    for part in &parts {
        let labels = all(part, "aria-labelledby").into_iter().map(|id| format!("#{id}"));
        for link in all(part, "href").into_iter().chain(labels) {
            assert!(ids.contains_key(&link[1..]), "{link} leads nowhere");
        }
    }
    assert!(ids.keys().any(|id| id.starts_with("pair-") && id.ends_with("-a1")));
    assert!(ids.keys().any(|id| id.ends_with("-s1")), "a number is of substance");
}

#[test]
fn a_word_of_any_length_is_shown() {
    let word = "x".repeat(100_000);
    let articles = [
        Article::new("a", format!("{} {word}", story(1))),
        Article::new("b", format!("{} {word}y", story(1))),
    ];
    let page = page(&articles, &detect(&articles));
    assert!(page.contains("id=\"pair-") && page.len() < 700_000, "{}", page.len());
}

#[test]
fn ten_thousand_pairs_stay_a_page() {
    let other = story(0).replace("order 0", "order 7").replace("closed", "shut");
    let two = [Article::new("one", story(0)), Article::new("other", other.clone())];
    let detector = Detector::builder().build().unwrap();
    let one = detector.compare_with(&two, &[(0, 1)], &()).unwrap().matches.remove(0);
    assert!(one.alignment.as_ref().is_some_and(|it| it.substance().count() > 6));
    let text = |at: usize| if at.is_multiple_of(2) { story(0) } else { other.clone() };
    let articles: Vec<Article<'_>> =
        (0..20_000).map(|at| Article::new(format!("wire/{at}"), text(at))).collect();
    let matches = (0..10_000).map(|at| {
        let mut found = one.clone();
        (found.a, found.b, found.score) = (2 * at, 2 * at + 1, 1.0 - at as f32 / 20_000.0);
        found
    });
    let mut findings = Findings::default();
    findings.matches = matches.collect();
    let page = page(&articles, &findings);
    assert_eq!(document(&page).matches("<article").count(), 25);
    assert!(document(&page).contains("25 of 10,000 pairs are shown here"));
    let packed = unpacked(&page);
    assert_eq!(packed.matches("<article").count(), 10_000);
    // The surest and the most doubtful have texts.
    assert_eq!(packed.matches("class=\"versus\"").count(), 2_000);
    assert!(document(&page).contains("for the 1,000 surest and the 1,000 most doubtful ones"));
    let index = index(&page);
    let flags = index["pairs"]["flags"].as_array().unwrap();
    let in_full = |at: usize| flags[at].as_u64().unwrap() & 2 > 0;
    let scores = index["pairs"]["scores"].as_array().unwrap();
    let score = |at: &usize| scores[*at].as_u64().unwrap();
    for at in [(0..10_000).min_by_key(score), (0..10_000).max_by_key(score)] {
        assert!(in_full(at.unwrap()));
    }
    assert!(!in_full(5_000));
    assert!(page.len() < 3_000_000, "{}", page.len());
}

#[test]
fn names_stay_when_the_page_is_made_anew() {
    let two = |at: usize| {
        [
            Article::new(format!("{at}/a"), story(at)),
            Article::new(format!("{at}/b"), story(at).replace("closed", "shut")),
        ]
    };
    let names = |articles: &[Article<'_>]| -> Vec<String> {
        let page = page(articles, &detect(articles));
        let (tags, _) = tokens(&unpacked(&page));
        let attributes = tags.iter().flat_map(|(_, attributes)| attributes);
        let ids = attributes.filter(|(key, value)| key == "id" && !value.ends_with("-h"));
        ids.map(|(_, value)| value.clone()).collect()
    };
    let before = names(&two(5));
    let later = names(&[two(3), two(5), two(7)].concat());
    assert!(before.iter().any(|name| name.starts_with("cluster-")), "{before:?}");
    assert!(before.iter().all(|name| later.contains(name)), "{before:?} {later:?}");
}

#[test]
fn forms_filled_in_and_what_was_decided_are_counted() {
    let articles = [Article::new("a", story(1)), Article::new("b", story(2))];
    let mut findings = Findings::default();
    (findings.statistics.templates, findings.statistics.not_copies) = (12, 3);
    let page = page(&articles, &findings);
    assert!(page.contains("<dt>pairs of filled forms</dt><dd>12</dd>"), "{page}");
    assert!(page.contains("12 pairs of filled forms, as two weather tables"), "{page}");
    assert!(page.contains("<dt>left out as decided</dt><dd>3</dd>"), "{page}");
}

#[test]
fn the_same_findings_give_the_same_bytes() {
    let articles =
        [Article::new("a", story(3)), Article::new("b", story(3).replace("closed", "shut"))];
    let pages = [(); 2].map(|()| page(&articles, &detect(&articles)));
    assert_eq!(pages[0], pages[1]);
}

#[test]
fn a_writer_that_fails_is_heard() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let findings = Findings::default();
    let input = ReportInput::new(&[], &findings);
    let error = Html::new().write(&mut Full, &input).expect_err("it is full");
    assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
}

/// Of what is known of an article, only a link of the web becomes one.
#[test]
fn links_lead_to_the_web() {
    let about = |title: &str, link: &str| {
        let about = About::default().with_title(title.to_owned()).with_link(link.to_owned());
        about.with_source("<i>Post</i>")
    };
    let articles = [
        Article::new("a", story(1))
            .with_about(about("<b>Rain</b>", "https://a.example/?b=1&c=\"d\"")),
        Article::new("b", story(1) + " More.").with_about(about("Snow", "javascript:alert(1)")),
    ];
    let page = page(&articles, &detect(&articles));
    let link = "href=\"https://a.example/?b=1&amp;c=&quot;d&quot;\" rel=\"noopener noreferrer\"";
    assert!(page.contains(link) && page.contains("&lt;b&gt;Rain&lt;/b&gt;"), "{page}");
    assert!(page.contains("&lt;i&gt;Post") && page.contains("Snow"));
    assert!(!page.contains("javascript:"));
}
