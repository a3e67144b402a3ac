//! Many pairs: order, filters, pages, links; and what a person decides about them.

use std::fs;

use nearcopy::decisions::{Decision, Decisions};
use nearcopy::report::Html;
use nearcopy::{Article, Detector, Findings};
use serde_json::json;
use tempfile::TempPath;

use super::driver::Browser;
use super::write_with;

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

/// Articles of which each has one copy, the later the more doubtful; some pairs are
/// without texts.
fn many() -> (Vec<Article<'static>>, Findings) {
    const PAIRS: usize = 120;
    let article = |at: usize| {
        let text = if at.is_multiple_of(2) { story(7) } else { story(7).replace("closed", "shut") };
        Article::new(
            format!("https://news.example.org/archive/story-{:03}-{}", at / 2, at % 2),
            text,
        )
    };
    let articles: Vec<Article<'_>> = (0..2 * PAIRS).map(article).collect();
    let detector = Detector::builder().build().unwrap();
    let one = detector.compare_with(&articles, &[(0, 1)], &()).unwrap().matches.remove(0);
    let found = |at: usize| {
        let mut found = one.clone();
        (found.a, found.b, found.score) = (2 * at, 2 * at + 1, 1.0 - at as f32 / 300.0);
        found
    };
    let mut findings = Findings::default();
    findings.matches = (0..PAIRS).map(found).collect();
    (articles, findings)
}

fn page() -> TempPath {
    let (articles, findings) = many();
    write_with(Html::new().in_full(80), &articles, &findings, None)
}

/// A script that ends when what `condition` says is so, with `result`.
fn when(condition: &str, result: &str) -> String {
    format!(
        "return new Promise((done) => {{
            const look = (left) => {{
                if (({condition}) || !left) done({result}); else setTimeout(look, 20, left - 1);
            }};
            look(200);
        }})"
    )
}

/// Opens a page and waits for its script.
fn open(browser: &Browser, page: &TempPath) {
    browser.open(page);
    ready(browser);
}

fn ready(browser: &Browser) {
    let is_ready = "document.documentElement.dataset.ready";
    assert_eq!(browser.run(&when(is_ready, is_ready)), "true", "{:?}", browser.complaints());
}

/// The ids of the listed pairs' first articles, by their last part.
fn listed(browser: &Browser) -> Vec<String> {
    let names = browser.run(
        "return [...document.querySelectorAll('.pair .name:nth-of-type(1) .id')]
            .map((it) => it.textContent)",
    );
    let names = names.as_array().into_iter().flatten();
    names.map(|it| it.as_str().unwrap_or_default().to_owned()).collect()
}

fn set(browser: &Browser, field: &str, value: &str) {
    browser.run(&format!(
        "const field = document.querySelector('[data-list=pairs] [name={field}]');
         if (field.type === 'checkbox') field.checked = {value:?} === 'true'; else field.value = {value:?};
         field.dispatchEvent(new Event('input', {{bubbles: true}}));
         return new Promise((done) => setTimeout(done, 300))"
    ));
}

fn press(browser: &Browser, keys: &str) {
    for key in keys.chars() {
        browser.run(&format!(
            "(document.activeElement || document.body).dispatchEvent(
                new KeyboardEvent('keydown', {{key: '{key}', bubbles: true, cancelable: true}}));
             return new Promise((done) => setTimeout(done, 200))"
        ));
    }
}

#[test]
fn pairs_come_in_any_order_by_pages() {
    let Some(browser) = Browser::start() else { return };
    let page = page();
    open(&browser, &page);
    let first = listed(&browser);
    assert_eq!((first.len(), &*first[0]), (25, "…story-000-0"), "what all ids begin with is cut");
    let said = browser.run("return document.querySelector('.pager span').textContent");
    assert_eq!(said, "1–25 of 120");

    browser.run("[...document.querySelectorAll('.pager button')].find((it) => it.textContent === 'Next').click()");
    browser.run(&when("document.querySelector('.pager span').textContent.startsWith('26')", "1"));
    assert_eq!(listed(&browser)[0], "…story-025-0");
    for (order, expected) in
        [("doubtful", "…story-119-0"), ("id", "…story-000-0"), ("surest", "…story-000-0")]
    {
        set(&browser, "order", order);
        assert_eq!(listed(&browser)[0], expected, "{order}");
    }
    set(&browser, "most", "0.7");
    assert_eq!(listed(&browser)[0], "…story-090-0");
    set(&browser, "words", "story-11");
    assert_eq!(listed(&browser).len(), 10);
    let said = browser.run("return document.querySelector('[data-list=pairs] output').textContent");
    assert_eq!(said, "10 of 120 pairs");
    // 80 have their texts: the 40 surest and the 40 most doubtful.
    let with_texts = "return document.querySelectorAll('.pair .versus').length";
    assert_eq!(browser.run(with_texts), 10);
    set(&browser, "words", "");
    set(&browser, "most", "0.8");
    assert_eq!(browser.run(with_texts), 5, "{:?}", listed(&browser));
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn a_link_leads_to_a_pair_on_any_page() {
    let Some(browser) = Browser::start() else { return };
    let page = page();
    open(&browser, &page);
    set(&browser, "order", "doubtful");
    let name = browser.run("return document.querySelector('.pair').id");
    let name = name.as_str().unwrap();
    browser.open_at(&page, name);
    ready(&browser);
    let found = "document.activeElement.id";
    let name_again = browser.run(&when(&format!("{found} === '{name}'"), found));
    assert_eq!(name_again, name, "the pair of a link is listed and in focus");
    assert_eq!(listed(&browser).last().map(String::as_str), Some("…story-119-0"));
    // Also if filters hide it.
    set(&browser, "words", "story-003");
    browser.run(&format!("location.hash = ''; location.hash = '{name}'"));
    let is_there = format!("!!document.getElementById('{name}')");
    assert_eq!(browser.run(&when(&is_there, &is_there)), true);
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn decisions_are_made_by_key_and_button_and_kept() {
    let Some(browser) = Browser::start() else { return };
    let page = page();
    open(&browser, &page);
    let said = "return document.querySelector('[name=decided]').textContent";
    assert_eq!(browser.run(said), "0 of 120 decided");
    let keys = browser.run("return document.querySelector('.review-bar .keys').innerText");
    assert!(keys.as_str().unwrap().contains("not a copy"), "{keys}");
    // To the first, a copy; the next, not; the next, later; back, and undone.
    press(&browser, "jcnlku");
    assert_eq!(browser.run(said), "2 of 120 decided");
    let state = "return [...document.querySelectorAll('.pair')].slice(0, 4).map((it) => it.dataset.decision)";
    assert_eq!(browser.run(state), json!(["copy", "not_copy", "", ""]));
    browser.run(
        "document.querySelectorAll('.pair')[2].querySelector('[data-decision=later]').click()",
    );
    assert_eq!(browser.run(said), "2 of 120 decided, 1 for later");
    let pressed = "return document.querySelectorAll('.pair [aria-pressed=true]').length";
    assert_eq!(browser.run(pressed), 3);
    // Who types is no reviewer.
    browser.run("document.querySelector('[data-list=pairs] [name=words]').focus()");
    press(&browser, "c");
    assert_eq!(browser.run(said), "2 of 120 decided, 1 for later");

    open(&browser, &page);
    assert_eq!(browser.run(said), "2 of 120 decided, 1 for later", "the browser keeps them");
    set(&browser, "decision", "not_copy");
    assert_eq!(listed(&browser), ["…story-001-0"]);
    set(&browser, "decision", "none");
    set(&browser, "order", "decision");
    assert_eq!(listed(&browser)[0], "…story-003-0");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn a_file_goes_out_and_comes_in() {
    let Some(browser) = Browser::start() else { return };
    let page = page();
    open(&browser, &page);
    press(&browser, "jcnl");
    let exported = browser.run(
        "return new Promise((done) => {
            const make = URL.createObjectURL;
            URL.createObjectURL = (blob) => { blob.text().then(done); return make(blob); };
            document.querySelector('[data-do=export]').click();
        })",
    );
    let exported = exported.as_str().unwrap().to_owned();
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(&file, &exported).unwrap();
    let decisions = Decisions::read(&file).expect("the program reads what the page writes");
    let decided: Vec<Decision> = decisions.iter().map(|it| it.decision).collect();
    assert_eq!(decided, [Decision::Copy, Decision::NotCopy, Decision::Later]);

    // The next run leaves out what is no copy, and says what is one.
    let (articles, _) = many();
    let detector = Detector::builder().decisions(std::sync::Arc::new(decisions.clone()));
    let pairs = [(0, 1), (2, 3), (4, 5)];
    let found = detector.build().unwrap().compare_with(&&articles[..6], &pairs, &()).unwrap();
    assert_eq!(found.outdated, []);
    assert_eq!(found.statistics.not_copies, 1);
    let decided: Vec<_> = found.matches.iter().map(|it| it.decision).collect();
    assert_eq!(decided, [Some(Decision::Copy), Some(Decision::Later)]);

    // Another page takes the file; a changed digest asks again.
    let line = |at: usize| exported.lines().nth(at).unwrap();
    let digest = line(1).rsplit('"').nth(1).unwrap();
    let changed = line(1).replace(digest, "0123456789abcdef");
    let elsewhere = line(2).replace("story-002", "story-elsewhere");
    let lines = [line(0), &changed, &elsewhere].join("\n");
    browser.run("localStorage.clear()");
    let (articles, findings) = many();
    let other = write_with(Html::new(), &articles, &findings, None);
    open(&browser, &other);
    let import = |text: &str| {
        browser.run(&format!(
            "const files = new DataTransfer();
             files.items.add(new File([{}], 'decisions.jsonl'));
             const field = document.querySelector('[name=import]');
             field.files = files.files;
             field.dispatchEvent(new Event('change', {{bubbles: true}}))",
            json!(text)
        ));
        let said = "document.querySelector('[name=said]').textContent";
        browser.run(&when(said, said))
    };
    assert_eq!(
        import(&lines),
        "1 imported, 1 not, since a text changed, 1 about pairs that are not on this page."
    );
    let said = "return document.querySelector('[name=decided]').textContent";
    assert_eq!(browser.run(said), "1 of 120 decided");
    browser.run("document.querySelector('[name=said]').textContent = ''");
    assert_eq!(import("{}"), "Nothing was imported: line 1 is no decision.");
    assert_eq!(browser.complaints(), [""; 0]);

    // A page of a run that knew decisions has them, also those about other pairs.
    browser.run("localStorage.clear()");
    let (articles, mut findings) = many();
    findings.matches[0].decision = Some(Decision::Copy);
    fs::write(&file, &lines).unwrap();
    let decisions = Decisions::read(&file).unwrap();
    let told = write_with(Html::new(), &articles, &findings, Some(&decisions));
    open(&browser, &told);
    assert_eq!(browser.run(said), "1 of 120 decided");
    let again = browser.run(
        "return new Promise((done) => {
            URL.createObjectURL = (blob) => { blob.text().then(done); return 'blob:null'; };
            document.querySelector('[data-do=export]').click();
        })",
    );
    let again = again.as_str().unwrap();
    assert!(again.contains("story-elsewhere") && again.lines().count() == 2, "{again}");
}

#[test]
fn without_a_script_the_first_pairs_are_there() {
    let Some(browser) = Browser::start() else { return };
    browser.scripts(false);
    browser.open(&page());
    let shown = browser.run(
        "return ['#summary', 'article.pair', '.static', '.filters', '.review-bar'].map((it) =>
            [...document.querySelectorAll(it)].filter((one) => one.checkVisibility()).length)",
    );
    assert_eq!(shown, json!([1, 25, 1, 0, 0]));
    browser.scripts(true);
}

#[test]
fn print_shows_what_is_open() {
    let Some(browser) = Browser::start() else { return };
    open(&browser, &page());
    browser.print_media();
    let shown = browser.run(
        "return ['.pair .versus[open] .row', '.pair .versus:not([open]) .row', '.review', '.filters',
            '.review-bar', '.pager'].map((it) => [...document.querySelectorAll(it)]
            .filter((one) => one.checkVisibility({contentVisibilityAuto: true})).length > 0)",
    );
    assert_eq!(shown, json!([true, false, false, false, false, false]));
}
