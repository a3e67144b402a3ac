//! Parts of the page by themselves, to be shown inside of another: a cell of a notebook.

use maud::{Markup, PreEscaped, html};

use super::{contents, histogram, substance, texts};
use crate::align::Alignment;
use crate::findings::Findings;
use crate::report::escape;
use crate::report::layout::Sides;
use crate::report::phrases;
use crate::verify::{Evidence, Relation};

/// All of it is about what is in an element of the class `nearcopy`.
const STYLE: &str = include_str!("fragment.css");

/// Two articles side by side, with what was found of them.
#[derive(Clone, Copy, Debug)]
pub struct PairFragment<'p> {
    /// What the articles are called.
    pub ids: [&'p str; 2],
    /// Their texts.
    pub texts: [&'p str; 2],
    /// What kind of copy one is of the other.
    pub relation: Relation,
    /// How sure that is, 0 to 1.
    pub score: f32,
    /// The figures behind it.
    pub evidence: &'p Evidence,
    /// What corresponds, and every difference; without it the texts are not shown.
    pub alignment: Option<&'p Alignment>,
}

impl PairFragment<'_> {
    /// The fragment: one element with a style of its own that touches nothing else. What the
    /// texts say is escaped; there is no script, and nothing is loaded.
    ///
    /// ```
    /// use nearcopy::report::PairFragment;
    ///
    /// # let text = "The river rose by two metres overnight and the old bridge was closed.";
    /// # let articles = [nearcopy::Article::new("a", text),
    /// #     nearcopy::Article::new("<b>", format!("{text} So it stays."))];
    /// # let findings = nearcopy::Detector::builder().build()?.detect(&articles)?;
    /// let found = &findings.matches[0];
    /// let (a, b) = (&articles[found.a], &articles[found.b]);
    /// let fragment = PairFragment {
    ///     ids: [a.id(), b.id()],
    ///     texts: [a.text(), b.text()],
    ///     relation: found.relation,
    ///     score: found.score,
    ///     evidence: &found.evidence,
    ///     alignment: found.alignment.as_ref(),
    /// };
    /// assert!(fragment.html().starts_with("<div class=\"nearcopy\">"));
    /// assert!(!fragment.html().contains("<b>,"));
    /// # Ok::<(), nearcopy::Error>(())
    /// ```
    pub fn html(&self) -> String {
        let Self { relation, score, evidence, .. } = *self;
        let key = contents::key(&self.ids);
        let sides = Sides { a: self.texts[0], b: self.texts[1] };
        framed(html! {
            p {
                b { (phrases::relation(relation)) } ", score " (phrases::score(score)) ": "
                bdi { (escape::line(self.ids[0])) } ", " bdi { (escape::line(self.ids[1])) }
            }
            p.note { (evidence.sentence()) "." }
            @if let Some(alignment) = self.alignment {
                p.note { (phrases::edits(&alignment.regions)) }
                (substance::list(&key, true, alignment, sides))
                (texts::texts(&key, alignment, sides))
            }
        })
    }
}

/// How many copies there are, and how their scores are spread, as a fragment such as
/// [`PairFragment::html`].
pub fn findings_fragment(findings: &Findings) -> String {
    // What cannot be read again is left out of the histogram, not of the counts.
    let in_memory = findings.in_memory();
    let findings = in_memory.as_deref().unwrap_or(findings);
    framed(html! {
        p { b { (phrases::summary(findings)) } }
        @if !findings.matches.is_empty() { (histogram::scores(&findings.matches)) }
    })
}

fn framed(content: Markup) -> String {
    html! { div.nearcopy { style { (PreEscaped(STYLE)) } (content) } }.0
}
