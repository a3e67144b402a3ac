//! Findings as one HTML page.
//!
//! The findings get names, an order, and a limit to what is shown in full: the
//! [`contents`]. Around them is the [`page`]; then come the [`histogram`] of
//! scores, [`cluster`]s, [`sets`] of the same words, and each [`pair`] with its changes of [`substance`], its
//! [`minimap`], and both [`texts`]. Every function makes a fragment that is
//! written at once.
//!
//! A document with tens of thousands of pairs opens slowly. So only the first entries of
//! each list are markup in the document; all of them are [`pack`]ed behind it, and the
//! script unpacks those that it shows. What it orders, filters and decides by is the
//! [`index`], packed too; [`controls`] are what a person works it with. The script is in
//! the folder `script`.
//!
//! The fragments are maud templates: they escape whatever an article says, are
//! checked when this crate is compiled, and need no parser at run time. The
//! page's own style and script are the only text that is not escaped; the
//! content security policy names both by their hash, so that a browser runs
//! and loads nothing else.

mod about;
mod cluster;
mod contents;
mod controls;
mod fragment;
mod histogram;
mod index;
mod minimap;
mod pack;
mod page;
mod pair;
mod sets;
mod substance;
mod texts;
mod timeline;

use std::io::{self, Write};

use super::{ReportInput, Reporter};
use contents::{Contents, SHOWN_GROUPS};
pub use fragment::{PairFragment, findings_fragment};
use pack::BlockWriter;

/// Writes findings as one HTML page for a browser, with the texts side by side.
///
/// The page is one file that loads nothing: it can be kept, sent, and read without a
/// network. Links lead elsewhere only where those of the [articles](crate::About::link) are
/// known. Without its script it has the summary and the first 25 pairs; the script brings
/// the others, orders, filters and decisions. It is readable in light and dark, on paper and on a phone; by
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
/// # Review
///
/// Each pair and each set can be decided, by buttons or keys: a copy, not a copy, later.
/// The browser keeps the decisions of a run; they are exported as a
/// [file](crate::decisions#the-file) for the next search, and imported from one. Pairs,
/// clusters and sets have names made of their ids, so that links to them stay good when
/// the page is made anew. Give the input the decisions that the search was told of
/// ([`ReportInput::decisions`]), so that the next export has them too.
///
/// # Size
///
/// All is in one file. The first pairs, clusters and sets are in the document; the others
/// are packed (gzip), and the script unpacks what it shows: some kilobytes a pair in full, half of
/// one for any other. The texts are on the page for as many pairs as
/// [`in_full`](Self::in_full) says. Of an identical set ten variants are
/// shown, each with up to thirty edits; after the first fifty sets, with up to three. The
/// same findings give the same bytes.
#[derive(Clone, Debug, Default)]
pub struct Html {
    title: Option<String>,
    /// As chosen by the caller.
    in_full: Option<usize>,
}

impl Html {
    /// A page with up to 2,000 pairs in full.
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

    /// How many pairs have both texts on the page: half of them the surest, half the most
    /// doubtful ones, with the lowest scores. `usize::MAX` is all. Default 2,000, or
    /// fewer once their texts fill 20 million bytes.
    #[must_use]
    pub fn in_full(mut self, pairs: usize) -> Self {
        self.in_full = Some(pairs);
        self
    }
}

impl Reporter for Html {
    /// Writes the page. The text of each article is asked for several times.
    fn write(&self, out: &mut dyn Write, input: &ReportInput<'_>) -> io::Result<()> {
        let findings = &*input.findings.in_memory().map_err(io::Error::other)?;
        let input = &ReportInput { findings, ..input.clone() };
        let contents = Contents::new(input, self.in_full);
        self.document(out, &contents)?;
        // The script comes before what it unpacks: it starts while the rest is still read.
        pack::data(out, "index", &index::index(&contents)?)?;
        out.write_all(page::script().0.as_bytes())?;

        let mut clusters = BlockWriter::new(out, "clusters");
        for cluster in &contents.clusters {
            clusters.push(&cluster::cluster(&contents, cluster, None)?.0)?;
        }
        clusters.finish()?;
        let mut sets = BlockWriter::new(out, "sets");
        for (place, set) in contents.sets.iter().enumerate() {
            sets.push(&sets::set(&contents, set, place, false)?.0)?;
        }
        sets.finish()?;
        let mut pairs = BlockWriter::new(out, "pairs");
        for pair in &contents.pairs {
            pairs.push(&pair::pair(&contents, pair, pair.in_full, false)?.0)?;
        }
        pairs.finish()?;
        out.write_all(page::end().0.as_bytes())?;
        out.flush()
    }
}

impl Html {
    /// What a browser shows without the script: the summary, and the first of each list.
    fn document(&self, out: &mut dyn Write, contents: &Contents<'_>) -> io::Result<()> {
        let mut write = |fragment: maud::Markup| out.write_all(fragment.0.as_bytes());
        write(page::start(contents, self.title.as_deref()))?;
        write(page::summary(contents))?;

        write(cluster::start(contents))?;
        write(page::start_of_cards("clusters"))?;
        for (place, cluster) in contents.clusters.iter().take(SHOWN_GROUPS).enumerate() {
            write(cluster::cluster(contents, cluster, Some(place))?)?;
        }
        write(page::end_of_cards())?;
        if !contents.sets.is_empty() {
            write(sets::start(contents.sets.len()))?;
            write(page::start_of_cards("sets"))?;
            for (place, set) in contents.sets.iter().take(SHOWN_GROUPS).enumerate() {
                write(sets::set(contents, set, place, place < sets::OPEN)?)?;
            }
            write(page::end_of_cards())?;
        }
        write(pair::start(contents))?;
        write(page::start_of_cards("pairs"))?;
        for (entry, in_full, is_open) in contents.shown_pairs() {
            write(pair::pair(contents, entry, in_full, is_open)?)?;
        }
        write(page::end_of_cards())?;
        write(page::foot(contents))
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
            "<article class=\"pair\" id=\"pair-",
            "href=\"#pair-",
            "id=\"set-",
            "id=\"cluster-",
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
        assert!(page.contains("id=\"pair-") && !page.contains("class=\"rows\""));
    }
}
