//! Aligns matches, in parallel.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::outcome::matched;
use super::run::Run;
use crate::align::{self, Aligner, Alignment, Side};
use crate::article::Span;
use crate::candidate::{Candidate, Pair};
use crate::error::Error;
use crate::findings::Match;
use crate::progress::Stage;
use crate::text::word_spans;
use crate::verify::Verdict;

/// Bytes from which an article is read once for all its matches.
const LONG: u32 = 1 << 16;

/// An article's text, read to be aligned.
struct Text<'a> {
    text: Cow<'a, str>,
    spans: Vec<Span>,
    /// Of a long one, the positions of its words ordered by word.
    by_word: Option<Vec<u32>>,
}

impl Run<'_> {
    /// The verified pairs as matches, with the passages they share. A pair
    /// below the threshold, which was asked for, is left out if it shares none.
    pub(super) fn aligned(&self, kept: Vec<(Candidate, Verdict)>) -> Result<Vec<Match>, Error> {
        if !self.settings.align {
            return Ok(kept.into_iter().map(matched).collect());
        }
        self.progress.begin(Stage::Alignment, kept.len());
        let aligner = Aligner::new(&self.corpus.vocabulary);
        let long = self.long(&kept)?;
        kept.into_par_iter()
            .map_init(align::Scratch::default, |scratch, (candidate, verdict)| {
                let is_copy = verdict.score >= self.settings.score();
                let alignment = self.align(&aligner, &long, candidate.pair, is_copy, scratch)?;
                self.progress.advance(1);
                let is_shown = is_copy || !alignment.passages.is_empty();
                let found = Match { alignment: Some(alignment), ..matched((candidate, verdict)) };
                Ok(is_shown.then_some(found))
            })
            .filter_map(Result::transpose)
            .collect()
    }

    /// The long articles among the matches: a book may have a thousand
    /// matches, and is read once.
    fn long(&self, kept: &[(Candidate, Verdict)]) -> Result<BTreeMap<u32, Text<'_>>, Error> {
        let ranks = kept.iter().flat_map(|(candidate, _)| [candidate.pair.a, candidate.pair.b]);
        let mut long: Vec<u32> =
            ranks.filter(|&rank| self.corpus.documents[rank as usize].bytes >= LONG).collect();
        long.sort_unstable();
        long.dedup();
        let read = |rank: u32| {
            let by_word = Some(self.corpus.documents[rank as usize].by_word());
            Ok((rank, Text { by_word, ..self.read(rank)? }))
        };
        long.into_par_iter().map(read).collect()
    }

    fn read(&self, rank: u32) -> Result<Text<'_>, Error> {
        let text = self.ranks.text(rank)?;
        let mut spans = Vec::with_capacity(self.corpus.documents[rank as usize].words.len());
        word_spans(&text, &mut spans);
        Ok(Text { text, spans, by_word: None })
    }

    fn align(
        &self,
        aligner: &Aligner,
        long: &BTreeMap<u32, Text<'_>>,
        pair: Pair,
        is_copy: bool,
        scratch: &mut align::Scratch,
    ) -> Result<Alignment, Error> {
        let read = |rank: u32| (!long.contains_key(&rank)).then(|| self.read(rank)).transpose();
        let (own_a, own_b) = (read(pair.a)?, read(pair.b)?);
        let text_a = own_a.as_ref().or_else(|| long.get(&pair.a)).expect("read if not long");
        let text_b = own_b.as_ref().or_else(|| long.get(&pair.b)).expect("read if not long");
        let (a, b) = (self.side(pair.a, text_a), self.side(pair.b, text_b));
        let align = if is_copy { Aligner::align_whole } else { Aligner::align };
        Ok(align(aligner, a, b, scratch))
    }

    /// An article as the aligner wants it.
    fn side<'s>(&'s self, rank: u32, text: &'s Text<'_>) -> Side<'s> {
        let document = &self.corpus.documents[rank as usize];
        let by_word = text.by_word.as_deref();
        Side { by_word, ..Side::new(&text.text, &text.spans, document) }
    }
}
