//! What becomes of one pair, and at which stage.

use super::Settings;
use super::near::{NearPipeline, Sketches};
use super::pipeline::Pipeline;
use super::ranks::Ranks;
use super::variants::VariantFinder;
use crate::align::Alignment;
use crate::article::Articles;
use crate::candidate::{Candidate, Pair, View};
use crate::error::Error;
use crate::progress::Progress;
use crate::verify::{Evidence, Level, MIN_WORDS, Verdict};

/// What becomes of two articles in a search, and where.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Why {
    /// One has fewer than [`MIN_WORDS`] words and not those of the other, and is not judged.
    TooShort {
        /// How many words each has.
        words: [usize; 2],
    },
    /// They have the same words in the same order.
    Identical {
        /// What is written otherwise in the second article asked for than in the
        /// first; absent where a reader sees no difference, as
        /// [`Variant`](crate::findings::Variant) says.
        alignment: Option<Alignment>,
    },
    /// No view proposes them, so they are never compared. Two articles of one large
    /// group of near-duplicates are among these unless
    /// [all pairs](super::Builder::all_pairs) are asked for.
    NotProposed {
        /// What comparing them says all the same.
        verdict: Verdict,
    },
    /// They are compared, and the score is too low or the level too strict.
    BelowThreshold {
        /// What made them a candidate.
        view: View,
        /// What verification says.
        verdict: Verdict,
        /// The score that would have been enough.
        threshold: f32,
    },
    /// They are a match.
    Match {
        /// What made them a candidate.
        view: View,
        /// What verification says.
        verdict: Verdict,
    },
}

/// What becomes of the articles at two positions.
pub(super) fn why(
    settings: &Settings,
    articles: &dyn Articles,
    (a, b): (usize, usize),
    progress: &dyn Progress,
) -> Result<Why, Error> {
    let pipeline = Pipeline::of(settings, articles, progress)?;
    let ranks = pipeline.ranks.by_position();
    pipeline.corpus.check()?;
    let asked = [a, b].map(|position| ranks[position]);
    let words = asked.map(|rank| pipeline.corpus.length(rank) as usize);
    let [a, b] = asked.map(|rank| pipeline.corpus.same_as(rank));
    if a != b && words.iter().any(|&words| words < MIN_WORDS) || words == [0, 0] {
        return Ok(Why::TooShort { words });
    }
    if a == b {
        let variants = VariantFinder { align: true, ..pipeline.variants() };
        return Ok(Why::Identical { alignment: variants.between(asked[0], asked[1])? });
    }
    let pair = Pair::ordered(a, b);
    let view = match settings.level {
        Level::Near => near_view(settings, articles, pair, progress)?,
        Level::Edited | Level::Reworded => pipeline.view(pair)?,
    };
    let mut verdict = pipeline.verdict(pair)?;
    if a > b {
        // The figures are told of the articles as they were asked for.
        let Evidence { prose_a, prose_b, .. } = &mut verdict.evidence;
        std::mem::swap(prose_a, prose_b);
    }
    let threshold = settings.score();
    let score = settings.level.score(verdict.score, &verdict.evidence);
    verdict.score = score.unwrap_or(verdict.score);
    Ok(match view {
        None => Why::NotProposed { verdict },
        Some(view) if score.is_some_and(|score| score >= threshold) => Why::Match { view, verdict },
        Some(view) => Why::BelowThreshold { view, verdict, threshold },
    })
}

/// What proposes the pair of ranks at the level `Near`, if anything does: by the
/// same steps as in a search, as the size of a group and the estimate count too.
fn near_view(
    settings: &Settings,
    articles: &dyn Articles,
    pair: Pair,
    progress: &dyn Progress,
) -> Result<Option<View>, Error> {
    let sketches = Sketches::new(settings.storage()?, settings.tokenizer());
    let ranks = Ranks::taken_in(articles, &sketches, progress)?;
    let found = NearPipeline::new(settings, progress, ranks, sketches).propose()?;
    Ok(view_of(pair, &found.candidates))
}

/// What proposes the pair, if it is among the candidates.
fn view_of(pair: Pair, candidates: &[Candidate]) -> Option<View> {
    let place = candidates.binary_search_by_key(&pair, |candidate| candidate.pair);
    place.ok().map(|place| candidates[place].view)
}

impl Pipeline<'_> {
    /// What proposes the pair in a search, if anything does.
    fn view(&self, pair: Pair) -> Result<Option<View>, Error> {
        Ok(view_of(pair, &self.propose()?.candidates))
    }

    /// What verification says of the pair, whatever its score.
    fn verdict(&self, pair: Pair) -> Result<Verdict, Error> {
        let candidates = vec![Candidate { pair, view: View::Listed }];
        let prose = self.prose(&candidates)?;
        let (_, verdict) = self.verdicts(candidates, &prose, 0.0)?[0];
        Ok(verdict)
    }
}
