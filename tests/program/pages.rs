//! Web pages: articles in the layouts of different sites, read whole and without what
//! stands around the article. docs/PAGES.md has the figures.

#[path = "../pages/site.rs"]
mod site;

use std::fs;
use std::path::Path;

use nearcopy::Articles;
use nearcopy::read::{ProblemKind, Reader};
use serde_json::Value;

use super::process::{of_type, records, run, stderr, stdout};
use site::{SITES, Text};

/// Words of a page that may be left beside the article: a date, the writer, a notice
/// inside of the article's own element. A site that is not listed leaves at most 6.
const LEFT: [(&str, usize); 4] = [("news", 19), ("paywall", 90), ("flash", 100), ("nineties", 75)];

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The sentences of an article, or what a table or teaser has instead.
fn sentences(text: &Text, layout: &str) -> Vec<String> {
    let parts = text.shown_in(layout).iter().flat_map(|paragraph| paragraph.split(['\n', ':']));
    let sentences = parts.flat_map(|part| part.split_inclusive(['.', '。']));
    let sentences = sentences.map(|sentence| squeezed(&sentence.replace(" | ", " ")));
    sentences.filter(|sentence| !sentence.is_empty()).collect()
}

/// A folder with the pages of some articles in some layouts, `bridge-news.html`.
fn folder_of(pages: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (article, layout) in pages {
        let page = Text::of(article).page(layout);
        fs::write(folder.path().join(format!("{article}-{layout}.html")), page).unwrap();
    }
    folder
}

/// Pairs with their scores, and identical sets.
type Found = (Vec<(String, String, f64)>, Vec<Vec<String>>);

/// What the program finds in a folder.
fn found(folder: &Path, args: &[&str]) -> Found {
    let folder = folder.to_str().unwrap();
    let records = records(&stdout(&run(&[&["--format", "jsonl"], args, &[folder]].concat())));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let pairs = of_type(&records, "pair").into_iter();
    let pairs = pairs.map(|it| (text(&it["a"]), text(&it["b"]), it["score"].as_f64().unwrap()));
    let sets = of_type(&records, "identical").into_iter();
    let sets = sets.map(|it| it["ids"].as_array().unwrap().iter().map(text).collect());
    (pairs.collect(), sets.collect())
}

#[test]
fn no_sentence_of_an_article_is_lost_and_little_else_is_kept() {
    let reader = Reader::builder().main_text(true).build().unwrap();
    for (layout, articles) in SITES {
        for article in articles {
            let folder = folder_of(&[(article, layout)]);
            let collection = reader.read(&[folder.path()]).unwrap();
            assert_eq!(collection.problems(), [], "{article} in {layout}");
            let text = Text::of(article);
            let read = squeezed(&collection.text(0).unwrap());
            let mut rest = read.clone();
            for sentence in sentences(&text, layout).iter().chain([&squeezed(&text.headline)]) {
                // The title of a home page is not on it.
                if layout != "home" || *sentence != text.headline {
                    assert!(read.contains(sentence), "{article} in {layout}: {sentence}\n{read}");
                }
                rest = rest.replacen(sentence, "", 1);
            }
            let left = rest.split(' ').filter(|word| word.contains(char::is_alphanumeric)).count();
            let most = LEFT.iter().find(|(name, _)| *name == layout).map_or(6, |(_, most)| *most);
            assert!(left <= most, "{article} in {layout}: {left} words: {rest}");
        }
    }
}

#[test]
fn a_site_makes_no_copies_of_its_articles() {
    // A notice, or a page around two sentences, is more than the article.
    let too_much_left = ["flash", "nineties", "paywall"];
    let mut mended = 0;
    for (layout, articles) in SITES {
        let folder = folder_of(&articles.map(|article| (article, layout)));
        mended += found(folder.path(), &["--whole-page"]).0.len();
        if !too_much_left.contains(&layout) {
            assert_eq!(found(folder.path(), &[]).0, [], "{layout}");
        }
    }
    assert!(mended > 5, "whole pages are copies in {mended} layouts: nothing to be mended");
}

#[test]
fn an_article_is_found_in_every_layout() {
    let layouts = ["news", "blog", "comments", "amp", "divs", "nineties"];
    let pages: Vec<_> =
        ["bridge", "library"].iter().flat_map(|it| layouts.map(|layout| (*it, layout))).collect();
    let folder = folder_of(&pages);
    let article = |id: &str| id.split_once('-').unwrap().0.to_owned();

    let (pairs, sets) = found(folder.path(), &[]);
    // Some are the same word for word: those of a set count as one.
    let in_sets: usize = sets.iter().map(|set| set.len() - 1).sum();
    assert!(in_sets >= 4, "{sets:?}");
    for set in &sets {
        assert!(set.iter().all(|id| article(id) == article(&set[0])), "{set:?}");
    }
    let distinct = (pages.len() - in_sets) / 2;
    let (same, other): (Vec<_>, Vec<_>) =
        pairs.iter().partition(|(a, b, _)| article(a) == article(b));
    assert_eq!(same.len(), distinct * (distinct - 1), "{pairs:?}");
    assert!(same.iter().all(|(_, _, score)| *score > 0.9), "{same:?}");
    assert!(other.iter().all(|(a, b, _)| a.contains("nineties") && b.contains("nineties")));

    let (_, sets) = found(folder.path(), &["--whole-page"]);
    assert_eq!(sets.len(), 0);
}

#[test]
fn a_page_without_a_clear_article_is_read_whole_and_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let paragraph = |n: usize| format!("<p>Sentence number {n} is long enough to be counted.</p>");
    // The second is nested deeper than what is searched.
    let links = (0..50).map(|n| format!("<a href={n}>Number {n} of the list</a> ")).collect();
    let deep = "<div>".repeat(1_000) + "<a href=x>link</a>" + &paragraph(1);
    let plain = (0..5).map(paragraph).collect::<String>();
    for (name, page) in [("links.html", links), ("deep.html", deep), ("plain.html", plain)] {
        fs::write(folder.path().join(name), page).unwrap();
    }
    let reader = Reader::builder().main_text(true).build().unwrap();
    let read = reader.read(&[folder.path()]).unwrap();
    let whole = Reader::default().read(&[folder.path()]).unwrap();
    for at in 0..3 {
        assert_eq!(read.text(at).unwrap(), whole.text(at).unwrap());
    }
    let said: Vec<_> =
        read.problems().iter().map(|it| (it.path.file_name().unwrap(), &it.kind)).collect();
    let kind = &ProblemKind::WholePage;
    assert_eq!(said, [("deep.html".as_ref(), kind), ("links.html".as_ref(), kind)]);
    assert!(read.problems().iter().all(|problem| !problem.left_out()));

    let output = run(&[folder.path()]);
    assert!(output.status.success());
    let message = stderr(&output);
    assert!(message.contains("links.html: its article cannot be told from the rest"), "{message}");
    let output = run(&[folder.path().as_os_str(), "--whole-page".as_ref()]);
    assert!(!stderr(&output).contains("whole page"), "{output:?}");
}

/// What a tree builder takes quadratic memory for, a search in the tree cubic time,
/// and either the whole stack.
#[test]
fn hostile_pages_end_in_time() {
    let n = 100_000;
    let text = "<p>The bridge will close on Tuesday, the county said, and nobody knows why.</p>";
    let at_level = |levels: usize| "<div>".repeat(levels) + &text.repeat(900_000 / levels.max(30));
    let numbered = |tag: &str| (0..n).map(|n| format!("<{tag} a{n}><p>x")).collect::<String>();
    let attributes = (0..n).map(|n| format!("b{n} ")).collect::<String>();
    let pages = [
        "<div>".repeat(n),
        "<div>".repeat(140) + text,
        at_level(140),
        at_level(30),
        "<ul><li>".repeat(n) + &"<p>x</li></ul>".repeat(n),
        "<table><tr><td>".repeat(49) + text,
        "<table><tr><td>".repeat(n),
        "<a href=x><div>".repeat(n),
        "<ruby><rt>".repeat(n),
        numbered("font"),
        numbered("b"),
        format!("<p {attributes}>{text}"),
        format!("<p class='{}'>{text}", "x ".repeat(n)),
        "<svg><foreignObject>".repeat(n),
        "<template><select>".repeat(n),
        "text, text<br><br>".repeat(n / 10),
        format!("<p>{}", "a,".repeat(n)),
        "<i><b><u><em>".repeat(n),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (at, page) in pages.iter().enumerate() {
        let page = format!("<a href=x>link</a>{page}");
        fs::write(folder.path().join(format!("{at:02}.html")), page).unwrap();
    }
    let start = std::time::Instant::now();
    let reader = Reader::builder().main_text(true).build().unwrap();
    let read = reader.read(&[folder.path()]).unwrap();
    assert_eq!(read.len(), pages.len());
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
}
