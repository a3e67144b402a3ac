//! What becomes of one pair, and at which stage.

use super::run::Run;
use crate::candidate::{Candidate, Pair, Sketcher, View};
use crate::error::Error;
use crate::verify::{Evidence, Level, MIN_WORDS, Verdict};

/// What becomes of two articles in a search, and where.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Why {
    /// One has fewer than [`MIN_WORDS`] words, and is not judged.
    TooShort {
        /// How many words each has.
        words: [usize; 2],
    },
    /// They have the same words in the same order.
    Identical,
    /// No view proposes them, so they are never compared.
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

impl Run<'_> {
    pub(super) fn why(self, a: usize, b: usize) -> Result<Why, Error> {
        self.corpus.check()?;
        let ranks = self.ranks.by_position();
        let [a, b] = [a, b].map(|position| ranks[position]);
        let words = [a, b].map(|rank| self.corpus.length(rank) as usize);
        if words.iter().any(|&words| words < MIN_WORDS) {
            return Ok(Why::TooShort { words });
        }
        let [a, b] = [a, b].map(|rank| self.corpus.same_as(rank));
        if a == b {
            return Ok(Why::Identical);
        }
        let pair = Pair { a: a.min(b), b: a.max(b) };
        let view = self.view(pair)?;
        let listed = Candidate { pair, view: View::Listed };
        let (_, mut verdict) = self.verdicts(vec![listed], 0.0)?[0];
        if a > b {
            // The figures are told of the articles as they were asked for.
            let Evidence { prose_a, prose_b, .. } = &mut verdict.evidence;
            std::mem::swap(prose_a, prose_b);
        }
        let threshold = self.settings.score();
        let score = self.settings.level.score(verdict.score, &verdict.evidence);
        verdict.score = score.unwrap_or(verdict.score);
        Ok(match view {
            None => Why::NotProposed { verdict },
            Some(view) if score.is_some_and(|score| score >= threshold) => {
                Why::Match { view, verdict }
            }
            Some(view) => Why::BelowThreshold { view, verdict, threshold },
        })
    }

    /// What proposes the pair in a search, if anything does.
    fn view(&self, pair: Pair) -> Result<Option<View>, Error> {
        if self.settings.level == Level::Near {
            let mut sketcher = Sketcher::default();
            let [a, b] = [
                sketcher.sketch(&self.ranks.text(pair.a)?, self.corpus.tokenizer()),
                sketcher.sketch(&self.ranks.text(pair.b)?, self.corpus.tokenizer()),
            ];
            return Ok(a.signature.shares_key(&b.signature).then_some(View::Signature));
        }
        let candidates = self.propose()?;
        let proposed = candidates.iter().find(|candidate| candidate.pair == pair);
        Ok(proposed.map(|candidate| candidate.view))
    }
}
