//! Findings as one HTML page.
//!
//! The findings get an order, numbers, and a limit to what is shown in full: the
//! [`contents`]. Around them is the [`page`]; then come the [`histogram`] of
//! scores, [`cluster`]s, [`sets`] of the same words, and each [`pair`] with its changes of [`substance`], its
//! [`minimap`], and both [`texts`]. Every function makes a fragment that is
//! written at once; no more than one pair is in memory.
//!
//! The fragments are maud templates: they escape whatever an article says, are
//! checked when this crate is compiled, and need no parser at run time. The
//! page's own style and script are the only text that is not escaped; the
//! content security policy names both by their hash, so that a browser runs
//! and loads nothing else.

mod about;
mod cluster;
mod contents;
mod histogram;
mod minimap;
mod page;
mod pair;
mod sets;
mod substance;
mod texts;

use std::io::{self, Write};

use super::{ReportInput, Reporter};
use contents::Contents;

/// Writes findings as one HTML page for a browser, with the texts side by side.
///
/// The page is one file that loads nothing: it can be kept, sent, and read without a
/// network. Links lead elsewhere only where those of the [articles](crate::About::link) are
/// known. It is readable without its script, which adds
/// filters and highlighting; in light and dark, on paper and on a phone; by
/// keyboard and with a screen reader.
///
/// ```
/// use nearcopy::report::{Html, ReportInput, Reporter};
/// use nearcopy::{Article, Detector};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let text = "The river rose by two metres overnight and the old bridge had to be closed. \
///     The mayor asked everyone who lives by the water to leave before dark.";
/// let articles = [
///     Article::new("monday", text),
///     Article::new("tuesday", text.replace("two metres", "three metres")),
/// ];
/// let findings = Detector::builder().build()?.detect(&articles)?;
///
/// let mut page = Vec::new();
/// let html = Html::new().title("The flood");
/// html.write(&mut page, &ReportInput::new(&articles, &findings))?;
/// let page = String::from_utf8(page)?;
/// assert!(page.starts_with("<!DOCTYPE html>"));
/// assert!(page.contains("<title>The flood</title>"));
/// # Ok(())
/// # }
/// ```
///
/// # What is shown
///
/// A summary and how the scores are spread; the clusters, each representative
/// with its versions; the sets of articles with the same words, with what is
/// written otherwise in them; then the pairs, the surest first: relation, score, evidence, the changes of substance, which
/// part of one article comes from which of the other, and both texts, what
/// corresponds in one row.
///
/// # Size
///
/// Of an identical set ten variants are shown, each with up to thirty edits; after
/// the first fifty sets, with up to three.
///
/// The texts are shown of the first pairs only, [`in_full`](Self::in_full);
/// these stop earlier once their texts fill 20 million bytes. Any further pair
/// is a few lines, one or two kilobytes with its first three changes of
/// substance: ten thousand pairs stay a page that a browser opens in seconds. The
/// same findings give the same bytes.
#[derive(Clone, Debug)]
pub struct Html {
    title: Option<String>,
    in_full: usize,
}

impl Default for Html {
    fn default() -> Self {
        Self { title: None, in_full: 200 }
    }
}

impl Html {
    /// A page with 200 pairs in full.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The page's title. By default it says how many copies there are.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Of how many pairs, the surest first, both texts are shown. Default 200.
    #[must_use]
    pub fn in_full(mut self, pairs: usize) -> Self {
        self.in_full = pairs;
        self
    }
}

impl Reporter for Html {
    fn write(&self, out: &mut dyn Write, input: &ReportInput<'_>) -> io::Result<()> {
        let contents = Contents::new(input, self.in_full);
        let mut write = |fragment: maud::Markup| out.write_all(fragment.0.as_bytes());
        write(page::start(&contents, self.title.as_deref()))?;
        write(page::summary(&contents))?;

        let clusters = contents.clusters();
        write(cluster::start(clusters.len()))?;
        for (place, cluster) in clusters.iter().enumerate() {
            write(cluster::cluster(&contents, cluster, place)?)?;
        }
        write(page::end_of_section())?;
        let sets = sets::ordered(&contents);
        if !sets.is_empty() {
            write(sets::start(sets.len()))?;
            for (place, set) in sets.into_iter().enumerate() {
                write(sets::set(&contents, set, place)?)?;
            }
            write(page::end_of_section())?;
        }

        write(pair::start(&contents))?;
        for pair in &contents.pairs {
            write(pair::pair(&contents, pair)?)?;
        }
        write(page::end_of_section())?;
        write(page::end(&contents))?;
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use crate::report::sample;

    use super::*;

    #[test]
    fn what_a_page_consists_of() {
        let (articles, findings) = (sample::articles(), sample::findings());
        let mut page = Vec::new();
        Html::new().write(&mut page, &ReportInput::new(&articles, &findings)).unwrap();
        let page = String::from_utf8(page).unwrap();
        for part in [
            "<title>1 copy among 4 articles</title>",
            "<section id=\"summary\"",
            "<section id=\"clusters\"",
            "<section id=\"identical\"",
            "1 written otherwise",
            "Written otherwise in <bdi>wire/3</bdi>",
            "said<del class=\"r\"><bdi class=\"vh\"> [</bdi>.<bdi",
            "<section id=\"pairs\"",
            "id=\"pair-1\"",
            "href=\"#pair-1\"",
            "<del class=\"r\">",
            "<ins class=\"r\">",
        ] {
            assert!(page.contains(part), "{part}");
        }
    }

    #[test]
    fn pairs_beyond_the_limit_have_no_text() {
        let (articles, mut findings) = (sample::articles(), sample::findings());
        findings.identical.clear();
        let mut page = Vec::new();
        let input = ReportInput::new(&articles, &findings);
        Html::new().in_full(0).write(&mut page, &input).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert!(page.contains("id=\"pair-1\"") && !page.contains("<del"));
    }
}
