//! Why two articles are a match, or are not, in words and numbers.

use std::io::{self, Write};

use crate::article::Articles;
use crate::candidate::View;
use crate::detect::Why;
use crate::report::layout::Sides;
use crate::report::variants::seen_edits;
use crate::report::{escape, phrases};
use crate::verify::{Evidence, Feature, MIN_WORDS, Model, Verdict};

use super::paint::Paint;
use super::substance::EditPrinter;

/// Columns of a line that shows an edit, and by how many it is indented.
const WIDTH: usize = 100;
const INDENT: usize = 3;

/// Writes the figures of the evidence, one a line with its meaning, what made the
/// pair a candidate, and what each feature adds to the score.
pub(super) fn figures(
    out: &mut dyn Write,
    view: View,
    score: f32,
    evidence: &Evidence,
) -> io::Result<()> {
    writeln!(out, "   {:<16} {:>8}  {}", "proposed by", view.name(), meaning(view))?;
    for (name, value, meaning) in evidence.explained() {
        writeln!(out, "   {name:<16} {value:>8.3}  {meaning}")?;
    }
    // Another model than the default may have given the score.
    let model = Model::default();
    if evidence.sequences_alone || model.probability(evidence) != score {
        return Ok(());
    }
    writeln!(out, "   What speaks for a copy (+) and against it (-), in log odds:")?;
    for (feature, part) in Feature::ALL.iter().zip(model.parts(evidence)) {
        writeln!(out, "   {:<16} {part:>+8.2}  {}", feature.name, feature.meaning)?;
    }
    if let Some(rule) = model.rule(evidence) {
        writeln!(out, "   {:<16} {:>8}  {}", "rule", "", rule.meaning())?;
    }
    Ok(())
}

fn meaning(view: View) -> &'static str {
    match view {
        View::All => "a corpus so small is compared pair by pair",
        View::Listed => "the pair was listed",
        View::Signature => "MinHash signatures of their rarer words agree in a band",
        View::Phrases => "rare pairs of neighbouring words are shared",
        View::RareWords => "several rare words are shared, but no rare pair of neighbours",
        View::Near => "MinHash signatures of five-word sequences agree in a band",
        View::Group => "both are in one large group of near-duplicates, all pairs asked for",
    }
}

/// Writes what becomes of the articles at two positions in a search, at which
/// stage, and with which figures; of articles with the same words, what is written
/// otherwise.
///
/// # Errors
///
/// Those of the writer, and that of a text that cannot be read again.
///
/// # Panics
///
/// If `why` was not said of these articles.
///
/// ```
/// use nearcopy::{Article, Detector, report};
///
/// let articles = [Article::new("a", "Rain today."), Article::new("b", "Rain again today.")];
/// let why = Detector::builder().build()?.why(&articles, (0, 1), &())?;
/// let mut out = Vec::new();
/// report::write_why(&mut out, &articles, (0, 1), &why)?;
/// assert!(String::from_utf8(out)?.contains("too short"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_why(
    mut out: impl Write,
    articles: &dyn Articles,
    (a, b): (usize, usize),
    why: &Why,
) -> io::Result<()> {
    let out: &mut dyn Write = &mut out;
    let [id_a, id_b] = [a, b].map(|article| escape::line(articles.id(article)));
    writeln!(out, "A  {id_a}\nB  {id_b}\n")?;
    match why {
        Why::TooShort { words: [a, b] } => writeln!(
            out,
            "Not judged: too short. A has {a} words, B has {b}; {MIN_WORDS} are needed."
        ),
        Why::Identical { alignment: None } => {
            writeln!(out, "Identical: the same words in the same order.")
        }
        Why::Identical { alignment: Some(alignment) } => {
            let text = |article: usize| articles.text(article).map_err(io::Error::other);
            let (a, b) = (text(a)?, text(b)?);
            let sides = Sides { a: &a, b: &b };
            let edits = seen_edits(alignment, sides);
            writeln!(
                out,
                "Identical: the same words in the same order, written otherwise.\n{}:\n",
                phrases::edits(&edits)
            )?;
            let paint = Paint { color: false };
            let printer = EditPrinter { sides, width: WIDTH, indent: INDENT, paint };
            edits.iter().try_for_each(|edit| printer.print(out, edit))
        }
        Why::NotProposed { verdict } => {
            writeln!(
                out,
                "Not found: no view proposes the pair, so it is not compared.\n\
                 Comparing it all the same gives score {:.2} ({}):\n",
                verdict.score, verdict.relation
            )?;
            compared(out, View::Listed, verdict)
        }
        Why::BelowThreshold { view, verdict, threshold } => {
            writeln!(
                out,
                "Not a match: it is compared and scores {} ({}); needed is {threshold:.2} \
                 and what the level asks for.\n",
                below(verdict.score, *threshold),
                verdict.relation
            )?;
            compared(out, *view, verdict)
        }
        Why::Match { view, verdict } => {
            writeln!(out, "A match: {} copy, score {:.2}.\n", verdict.relation, verdict.score)?;
            compared(out, *view, verdict)
        }
    }
}

/// A score, which two decimals may take for the threshold that it does not reach.
fn below(score: f32, threshold: f32) -> String {
    let [shown, needed] = [score, threshold].map(|score| format!("{score:.2}"));
    match score < threshold && shown == needed {
        true => format!("just below {needed}"),
        false => shown,
    }
}

fn compared(out: &mut dyn Write, view: View, verdict: &Verdict) -> io::Result<()> {
    figures(out, view, verdict.score, &verdict.evidence)
}

#[cfg(test)]
mod tests {
    use super::below;

    #[test]
    fn a_score_that_rounds_to_the_threshold_is_just_below() {
        assert_eq!(below(0.4999, 0.5), "just below 0.50");
        assert_eq!(below(0.494, 0.5), "0.49");
        // The level asks for more than a score.
        assert_eq!(below(0.5, 0.5), "0.50");
    }
}
