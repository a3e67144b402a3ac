//! Articles set in the layouts of web sites.
//!
//! `articles/` has plain texts: a headline, and paragraphs with an empty line
//! between them; a paragraph whose lines have bars is a table. `layouts/` has pages
//! with everything that stands around an article, and names in double braces where
//! its parts go.

use std::fs;
use std::path::{Path, PathBuf};

/// A text as its author wrote it.
pub struct Text {
    pub name: String,
    pub headline: String,
    pub paragraphs: Vec<String>,
}

/// Each layout with the two articles that it is tried with.
pub const SITES: [(&str, [&str; 2]); 14] = [
    ("news", ["bridge", "library"]),
    ("blog", ["bridge", "library"]),
    ("live", ["live-storm", "live-trial"]),
    ("paywall", ["bridge", "library"]),
    ("flash", ["flash-quake", "flash-strike"]),
    ("figures", ["figures-harvest", "figures-rents"]),
    ("comments", ["bridge", "library"]),
    ("home", ["home-monday", "home-friday"]),
    ("nineties", ["bridge", "library"]),
    ("amp", ["bridge", "library"]),
    ("divs", ["bridge", "library"]),
    ("rtl", ["arabic-water", "arabic-museum"]),
    ("chinese", ["chinese-metro", "chinese-tea"]),
    ("japanese", ["japanese-pool", "japanese-apple"]),
];

/// Layouts that show part of an article only, and how many paragraphs.
pub const CUT: [(&str, usize); 1] = [("paywall", 2)];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")
}

impl Text {
    pub fn of(name: &str) -> Self {
        let path = folder().join("articles").join(name).with_extension("txt");
        let text = fs::read_to_string(path).expect("an article of that name");
        let mut paragraphs = text.trim().split("\n\n").map(str::to_owned);
        let headline = paragraphs.next().expect("a headline");
        Self { name: name.to_owned(), headline, paragraphs: paragraphs.collect() }
    }

    /// The paragraphs that a layout shows.
    pub fn shown_in(&self, layout: &str) -> &[String] {
        let cut = CUT.iter().find(|(name, _)| *name == layout);
        &self.paragraphs[..cut.map_or(self.paragraphs.len(), |(_, count)| *count)]
    }

    /// The page of this article in a layout.
    pub fn page(&self, layout: &str) -> String {
        let path = folder().join("layouts").join(layout).with_extension("html");
        let page = fs::read_to_string(path).expect("a layout of that name");
        let shown = self.shown_in(layout);
        let parts = (0..).zip(shown);
        let (set, between) = match () {
            () if page.contains("{{live}}") => (parts.map(entry).collect(), "\n"),
            () if page.contains("{{teasers}}") => (parts.map(teaser).collect(), "\n"),
            () if page.contains("{{lines}}") => {
                (parts.map(|(_, text)| escaped(text)).collect(), "<BR><BR>\n")
            }
            () if page.contains("{{divs}}") => (parts.map(division).collect(), ""),
            () if page.contains("{{paragraphs-and-advertisements}}") => {
                (parts.map(paragraph).collect(), ADVERTISEMENT)
            }
            () => (parts.map(paragraph).collect::<Vec<_>>(), "\n"),
        };
        let body = set.join(between);
        ["paragraphs", "live", "teasers", "lines", "divs", "paragraphs-and-advertisements"]
            .iter()
            .fold(page, |page, part| page.replace(&format!("{{{{{part}}}}}"), &body))
            .replace("{{headline}}", &escaped(&self.headline))
            .replace("{{name}}", &self.name)
    }
}

/// Between two paragraphs.
const ADVERTISEMENT: &str = "
<amp-ad width=\"300\" height=\"250\" type=\"x\"><div fallback>Advertisement</div></amp-ad>
";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn paragraph((_, text): (usize, &String)) -> String {
    let text = escaped(text);
    if !text.contains(" | ") {
        return format!("<p>{text}</p>");
    }
    let row = |line: &str| format!("<tr><td>{}</td></tr>", line.replace(" | ", "</td><td>"));
    format!("<table>{}</table>", text.lines().map(row).collect::<String>())
}

fn division((_, text): (usize, &String)) -> String {
    format!("<div>{}</div>", escaped(text))
}

fn entry((at, text): (usize, &String)) -> String {
    let (minute, text) = (58 - 7 * at, escaped(text));
    format!(
        "<div class=\"entry\" id=\"e{at}\"><div class=\"entry-time\">20:{minute}</div>\
         <div class=\"entry-text\"><p>{text}</p></div>\
         <div class=\"entry-tools\"><a href=\"#e{at}\">Share this entry</a></div></div>"
    )
}

fn teaser((at, text): (usize, &String)) -> String {
    let (title, text) = text.split_once(": ").expect("a title and a text");
    format!(
        "<div class=\"teaser\"><h2><a href=\"/{at}\">{}</a></h2><p>{}</p></div>",
        escaped(title),
        escaped(text)
    )
}
