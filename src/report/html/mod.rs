//! Findings as one HTML page.
//!
//! What is told → [`index`] (order, numbers, what is shown in full) → the
//! [`page`] around it, the [`histogram`] of scores, [`cluster`]s, and each
//! [`pair`] with its changes of [`substance`], its [`minimap`], and its
//! [`texts`] in [`rows`]. Every function
//! makes a fragment that is written at once; no more than one pair is in
//! memory.
//!
//! The fragments are maud templates: they escape whatever an article says, are
//! checked when this crate is compiled, and need no parser at run time. The
//! page's own style and script are the only text that is not escaped; the
//! content security policy names both by their hash, so that a browser runs
//! and loads nothing else.

mod cluster;
mod histogram;
mod index;
mod minimap;
mod page;
mod pair;
mod rows;
mod substance;
mod texts;

use std::fmt;
use std::io::{self, Write};

use crate::article::Articles;
use crate::findings::Findings;

use index::Index;

/// Writes findings as one HTML page for a browser, with the texts side by side.
///
/// The page is one file without links to elsewhere: it can be kept, sent, and
/// read without a network. It is readable without its script, which adds
/// filters and highlighting; in light and dark, on paper and on a phone; by
/// keyboard and with a screen reader.
///
/// ```
/// use nearcopy::{Article, Detector, report::Html};
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
/// Html::new(&articles, &findings).title("The flood").write(&mut page)?;
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
/// with its versions; the sets of articles with the same words; then the pairs,
/// the surest first: relation, score, evidence, the changes of substance, which part of one article comes
/// from which of the other, and both texts, what corresponds at one height.
///
/// # Size
///
/// The texts are shown of the first pairs only, [`in_full`](Self::in_full);
/// these stop earlier once their texts fill 20 million bytes. Any further pair
/// is a few lines, one or two kilobytes with its first three changes of
/// substance: ten thousand pairs stay a page that a browser opens in seconds. The same findings give the same bytes.
#[derive(Clone)]
pub struct Html<'r> {
    articles: &'r dyn Articles,
    findings: &'r Findings,
    title: Option<String>,
    in_full: usize,
}

impl fmt::Debug for Html<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut html = f.debug_struct("Html");
        html.field("articles", &self.articles.len()).field("findings", self.findings);
        html.field("title", &self.title).field("in_full", &self.in_full).finish()
    }
}

impl<'r> Html<'r> {
    /// A page of `findings`, made from `articles`, with 200 pairs in full.
    pub fn new(articles: &'r dyn Articles, findings: &'r Findings) -> Self {
        Self { articles, findings, title: None, in_full: 200 }
    }

    /// The page's title. By default it says how many copies there are.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Of how many pairs, the surest first, both texts are shown. Default 200.
    pub fn in_full(mut self, pairs: usize) -> Self {
        self.in_full = pairs;
        self
    }

    /// Writes the page to `out`, fragment by fragment.
    ///
    /// # Errors
    ///
    /// Those of `out`, and that of a text that cannot be read again.
    ///
    /// # Panics
    ///
    /// If the findings were not made from the articles.
    pub fn write<W: Write>(&self, mut out: W) -> io::Result<()> {
        let index = Index::new(self.articles, self.findings, self.in_full);
        let mut write = |fragment: maud::Markup| out.write_all(fragment.0.as_bytes());
        write(page::start(&index, self.title.as_deref()))?;
        write(page::summary(&index))?;

        let clusters = index.clusters();
        write(cluster::start(clusters.len()))?;
        for (place, cluster) in clusters.iter().enumerate() {
            write(cluster::cluster(&index, cluster, place)?)?;
        }
        write(page::end_of_section())?;
        write(cluster::sets(&index)?)?;

        write(pair::start(&index))?;
        for pair in &index.pairs {
            write(pair::pair(&index, pair)?)?;
        }
        write(page::end_of_section())?;
        write(page::end(&index))?;
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
        Html::new(&articles, &findings).write(&mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        for part in [
            "<title>1 copy among 4 articles</title>",
            "<section id=\"summary\"",
            "<section id=\"clusters\"",
            "<section id=\"identical\"",
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
        let (articles, findings) = (sample::articles(), sample::findings());
        let mut page = Vec::new();
        Html::new(&articles, &findings).in_full(0).write(&mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert!(page.contains("id=\"pair-1\"") && !page.contains("<del"));
    }
}
