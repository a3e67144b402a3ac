//! The HTML page in a real browser: nothing is loaded, nothing fails, and
//! people can read it on any screen.
//!
//! Wants chromedriver and Chromium (Debian: `chromium-driver`). Without them
//! the tests say that they were skipped; with `CI=true` they fail.
#![cfg(feature = "report-html")]

mod driver;
mod review;

use std::fs::{self, File};

use nearcopy::decisions::Decisions;
use nearcopy::report::{Html, ReportInput, Reporter};
use nearcopy::{Article, Detector, Findings};
use tempfile::TempPath;

use driver::Browser;

fn page(articles: &[Article<'_>]) -> TempPath {
    let findings = Detector::builder().build().and_then(|it| it.detect(articles));
    write(articles, &findings.expect("every id is unique"))
}

fn write(articles: &[Article<'_>], findings: &Findings) -> TempPath {
    write_with(Html::new(), articles, findings, None)
}

fn write_with(
    form: Html,
    articles: &[Article<'_>],
    findings: &Findings,
    decisions: Option<&Decisions>,
) -> TempPath {
    let path =
        tempfile::Builder::new().suffix(".html").tempfile().expect("a file").into_temp_path();
    let file = File::create(&path).expect("the file is there");
    let mut file = std::io::BufWriter::new(file);
    let mut input = ReportInput::new(&articles, findings);
    input.decisions = decisions;
    form.write(&mut file, &input).expect("the disk is not full");
    path
}

fn seeds() -> TempPath {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds");
    let articles: Vec<Article<'_>> = fs::read_dir(folder)
        .expect("the seeds are there")
        .map(|entry| {
            let path = entry.expect("the folder can be read").path();
            let text = fs::read_to_string(&path).expect("a seed is text");
            Article::new(path.file_name().unwrap_or_default().to_string_lossy().into_owned(), text)
        })
        .collect();
    page(&articles)
}

/// Texts with a foreign beginning, an edited passage, and a passage moved.
fn moved() -> TempPath {
    let sentences = |names: [&str; 3]| {
        names.map(|it| {
            format!(
                "The {it} of the old town was closed on Monday after the {it} keeper found a crack \
                 as wide as a hand in its northern wall. Nobody knows who will pay for the {it}, \
                 said the mayor, who had come on foot. Until then a ferry crosses near the {it} \
                 four times a day. "
            )
        })
    };
    let [one, two, three] = sentences(["bridge", "harbour", "lighthouse"]);
    let filler = "Snow fell all night and nobody in the valley went out. ".repeat(60);
    page(&[
        Article::new("a", format!("{one}\n\n{filler}\n\n{two}\n\n{three}")),
        Article::new("b", format!("{three}\n\n{filler}\n\n{one}\n\n{two}").replace("paid", "met")),
    ])
}

#[test]
fn nothing_is_loaded_and_nothing_fails() {
    let Some(browser) = Browser::start() else { return };
    for (name, page) in [("seeds", seeds()), ("moved", moved())] {
        browser.open(&page);
        assert_eq!(browser.complaints(), [""; 0], "{name}");
        let loaded = browser.run("return performance.getEntriesByType('resource').length");
        assert_eq!(loaded, 0, "{name}");
        let script_ran = browser.run("return document.documentElement.classList.contains('js')");
        assert_eq!(script_ran, true, "{name}: the policy must allow the page's own script");
        let is_styled =
            browser.run("return getComputedStyle(document.querySelector('.row')).display");
        assert_eq!(is_styled, "grid", "{name}: the policy must allow the page's own style");
    }
}

#[test]
fn every_part_is_there() {
    let Some(browser) = Browser::start() else { return };
    browser.open(&seeds());
    for part in [
        "header h1",
        "nav a[href='#pairs']",
        "main",
        "footer",
        "a.skip",
        "#summary .scores svg rect",
        "#clusters .cluster td.go a[href^='#pair-']",
        ".filters:not([hidden])",
        ".legend ins",
        ".pair .map svg path.band",
        ".pair .why",
        ".pair .substance a[href$='-s1']",
        ".pair .at[id$='-s1']",
        ".pair .evidence dd",
        ".pair details.versus[open] .row .cell del",
        ".pair .cell ins",
    ] {
        let count = browser.run(&format!("return document.querySelectorAll(\"{part}\").length"));
        assert!(count.as_u64() > Some(0), "{part}");
    }
    let headings = browser
        .run("return [...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))");
    let levels: Vec<u64> =
        headings.as_array().into_iter().flatten().filter_map(serde_json::Value::as_u64).collect();
    assert_eq!(levels.first(), Some(&1));
    assert!(levels.windows(2).all(|two| two[1] <= two[0] + 1), "{levels:?}");
}

#[test]
fn it_fits_every_screen() {
    let Some(browser) = Browser::start() else { return };
    for (name, page) in [("seeds", seeds()), ("moved", moved())] {
        for (width, height) in [(1400, 1000), (390, 844)] {
            for is_dark in [false, true] {
                browser.screen(width, height, is_dark);
                browser.open(&page);
                let screen = format!("{name}, {width}x{height}, dark: {is_dark}");
                let over = browser.run("return document.documentElement.scrollWidth - innerWidth");
                assert!(over.as_i64() <= Some(0), "{screen}: {over} pixels too wide");
                assert!(browser.picture() > 20_000, "{screen}: an empty picture");
                let faint = browser.run(FAINT);
                assert_eq!(faint, serde_json::json!([]), "{screen}");
            }
        }
    }
}

/// Which text has less contrast than WCAG's level AA asks for, 4.5 to 1.
const FAINT: &str = "
    const channels = (color) => {
      const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
      probe.fillStyle = color;
      probe.fillRect(0, 0, 1, 1);
      return [...probe.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => {
      const [x, y, z] = [r, g, b].map((c) => c / 255)
        .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
      return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const ground = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const color = channels(getComputedStyle(at).backgroundColor);
        if (color[3] === 255) return color;
      }
      return [255, 255, 255, 255];
    };
    const seen = new Map();
    for (const element of document.querySelectorAll('body :not(svg *, script, .vh)')) {
      const own = [...element.childNodes].some((it) => it.nodeType === 3 && it.data.trim());
      if (!own || !element.checkVisibility()) continue;
      const [text, back] = [channels(getComputedStyle(element).color), ground(element)];
      const [x, y] = [light(text), light(back)].sort((a, b) => b - a);
      const ratio = (x + 0.05) / (y + 0.05);
      const name = element.tagName + '.' + element.className;
      if (ratio < 4.5 && !seen.has(name)) seen.set(name, `${name} ${ratio.toFixed(2)}`);
    }
    return [...seen.values()];
";

#[test]
fn links_and_filters_work() {
    let Some(browser) = Browser::start() else { return };
    browser.open(&moved());
    let lit = "return [...document.querySelectorAll('.cell .p.hot')].map(p => p.closest('.cell').dataset.s)";
    browser.run("document.querySelector('.cell[data-s=A] .p').click()");
    let sides = browser.run(lit).to_string();
    assert!(sides.contains('A') && sides.contains('B'), "{sides}");

    browser.run("document.querySelector('details.versus').open = false");
    browser.run("document.querySelector('.map a').dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))");
    let is_open = browser.run(
        "return new Promise(done => setTimeout(() => done(
            document.querySelector('details.versus').open && location.hash !== ''), 300))",
    );
    assert_eq!(is_open, true, "a link opens what it leads to");

    let shown = "return document.querySelectorAll('.pair:not([hidden])').length";
    assert_eq!(browser.run(shown), 1);
    browser.run(
        "const box = document.querySelector('[name=score]'); box.value = '1.01';
         box.dispatchEvent(new Event('input', {bubbles: true}))",
    );
    assert_eq!(browser.run(shown), 0);
    assert_eq!(
        browser.run("return document.querySelector('[data-list=pairs] output').textContent"),
        "0 of 1 pairs"
    );
    assert_eq!(browser.complaints(), [""; 0]);
}
