//! The HTML page, on any article: nothing of a text becomes markup, the size
//! stays bounded, the bytes are the same each time.
#![cfg(all(feature = "read-html", feature = "report-html"))]

use std::collections::HashMap;

use html5gum::{Token, Tokenizer};
use nearcopy::report::{Html, ReportInput, Reporter};
use nearcopy::{About, Article, Detector, Findings};

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

/// The tags of a page, and everything that stands outside of them. The page's
/// own script, at its end, is no markup.
fn tokens(page: &str) -> (Vec<Tag>, String) {
    let (mut tags, mut text) = (Vec::new(), String::new());
    let (page, _) = page.split_once("<script>").expect("the page has a script");
    for token in Tokenizer::new(page) {
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
    let (tags, text) = tokens(&page);

    let known = "html head meta title style body a header p h1 nav main section h2 dl div dt dd figure \
         figcaption span svg rect text path details summary table thead tr th tbody td bdi form \
         fieldset legend label input button output del ins mark article h3 h4 b g ul li footer code \
         script";
    for (name, attributes) in &tags {
        assert!(known.split_whitespace().any(|it| it == name), "<{name}>");
        for (key, value) in attributes {
            assert!(!key.starts_with("on") && key != "style" && key != "src", "{name} {key}");
            assert!(key != "href" || value.starts_with('#'), "{name} {value}");
        }
    }
    let count = |name: &str| tags.iter().filter(|(tag, _)| tag == name).count();
    assert_eq!((count("script"), count("style"), count("main")), (0, 1, 1));
    assert!(tags.iter().any(|(name, _)| name == "footer"), "the first script is the last element");
    assert!(text.contains("Written otherwise in <!----> 0 marks"), "{text}");
    assert!(text.contains(r#"[">&\u{202e}\u{7}]"#), "{text}");
    for hostile in [
        "<!---->",
        "</>",
        "<script>alert(1)</script>",
        "]]>",
        "-->",
        "&lt;b&gt;",
        r"\u{202e}txt.exe",
    ] {
        assert!(text.contains(hostile), "{hostile}");
    }
    assert!(!page.contains(['\0', '\u{1b}', '\u{7}', '\u{202e}']));
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
    let (tags, _) = tokens(&page(&articles, &detect(&articles)));
    let all = |wanted: &str| -> Vec<String> {
        let attributes = tags.iter().flat_map(|(_, attributes)| attributes);
        attributes.filter(|(key, _)| key == wanted).map(|(_, value)| value.clone()).collect()
    };
    let mut ids: HashMap<String, usize> = HashMap::new();
    for id in all("id") {
        *ids.entry(id).or_default() += 1;
    }
    assert!(ids.values().all(|times| *times == 1), "{ids:?}");
    for link in all("href")
        .iter()
        .chain(&all("aria-labelledby").iter().map(|id| format!("#{id}")).collect::<Vec<_>>())
    {
        assert!(ids.contains_key(&link[1..]), "{link} leads nowhere");
    }
    assert!(ids.keys().any(|id| id.starts_with("pair-1-a")));
    assert!(ids.keys().any(|id| id.contains("-s1")), "a number is of substance");
}

#[test]
fn a_word_of_any_length_is_shown() {
    let word = "x".repeat(100_000);
    let articles = [
        Article::new("a", format!("{} {word}", story(1))),
        Article::new("b", format!("{} {word}y", story(1))),
    ];
    let page = page(&articles, &detect(&articles));
    assert!(page.contains("id=\"pair-1\"") && page.len() < 700_000, "{}", page.len());
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
    assert_eq!(page.matches("<article").count(), 10_000);
    assert!(page.len() < 22_000_000, "{}", page.len());
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
