//! Aligns matches, in parallel.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::assembly::unaligned;
use super::pipeline::Pipeline;
use crate::align::{self, Aligner, Alignment, Side};
use crate::article::Span;
use crate::candidate::{Candidate, Pair};
use crate::corpus::Document;
use crate::error::Error;
use crate::findings::Match;
use crate::progress::{self, Stage};
use crate::text::Tokens;
use crate::verify::Verdict;

/// Bytes from which an article is read once for all its matches.
const LONG: u32 = 1 << 16;

/// An article, read to be aligned.
struct AlignedText<'a> {
    document: Document,
    text: Cow<'a, str>,
    spans: Vec<Span>,
    /// For a long one: the positions of its words ordered by word.
    by_word: Option<Vec<u32>>,
}

impl Pipeline<'_> {
    /// The verified pairs as matches, with the passages they share. A pair
    /// below the threshold, which was asked for, is left out if it shares none.
    pub(super) fn aligned(&self, kept: Vec<(Candidate, Verdict)>) -> Result<Vec<Match>, Error> {
        if !self.settings.align {
            return Ok(kept.into_iter().map(unaligned).collect());
        }
        self.progress.begin(Stage::Alignment, kept.len());
        let aligner = Aligner::new(&self.corpus.vocabulary);
        let long = self.long(&kept)?;
        kept.into_par_iter()
            .map_init(align::Workspace::default, |workspace, (candidate, verdict)| {
                progress::check(self.progress)?;
                let is_copy = verdict.score >= self.settings.score();
                let alignment = self.align(&aligner, &long, candidate.pair, is_copy, workspace)?;
                self.progress.advance(1);
                let Some(alignment) = alignment else { return Ok(None) };
                let is_shown = is_copy || !alignment.passages.is_empty();
                let found = Match { alignment: Some(alignment), ..unaligned((candidate, verdict)) };
                Ok(is_shown.then_some(found))
            })
            .filter_map(Result::transpose)
            .collect()
    }

    /// The long articles among the matches: a book may have a thousand
    /// matches, and is read once.
    fn long(&self, kept: &[(Candidate, Verdict)]) -> Result<BTreeMap<u32, AlignedText<'_>>, Error> {
        let ranks = kept.iter().flat_map(|(candidate, _)| [candidate.pair.a, candidate.pair.b]);
        let mut long: Vec<u32> = ranks.filter(|&rank| self.corpus.bytes(rank) >= LONG).collect();
        long.sort_unstable();
        long.dedup();
        let read = |rank: u32| {
            let Some(text) = self.read(rank)? else { return Ok(None) };
            Ok(Some((rank, AlignedText { by_word: Some(text.document.by_word()), ..text })))
        };
        long.into_par_iter().map(read).filter_map(Result::transpose).collect()
    }

    /// The article, if its text can be read again.
    fn read(&self, rank: u32) -> Result<Option<AlignedText<'_>>, Error> {
        let document = self.corpus.document(rank);
        self.corpus.check()?;
        let Some(text) = self.ranks.text(rank, document.checksum) else { return Ok(None) };
        let mut tokens = Tokens::with_capacity(document.words.len());
        self.corpus.tokenizer().words(&text, &mut tokens);
        let spans = tokens.into_spans();
        if spans.len() != document.words.len() {
            return Err(Error::Setting {
                name: "tokenizer",
                value: format!("{} words instead of {}", spans.len(), document.words.len()),
                allowed: "one that gives the same words each time",
            });
        }
        Ok(Some(AlignedText { document, text, spans, by_word: None }))
    }

    /// The alignment of the pair, if both texts can be read again.
    fn align(
        &self,
        aligner: &Aligner,
        long: &BTreeMap<u32, AlignedText<'_>>,
        pair: Pair,
        is_copy: bool,
        workspace: &mut align::Workspace,
    ) -> Result<Option<Alignment>, Error> {
        let read = |rank: u32| match long.contains_key(&rank) {
            true => Ok(None),
            false => self.read(rank),
        };
        let (own_a, own_b) = (read(pair.a)?, read(pair.b)?);
        let text_a = own_a.as_ref().or_else(|| long.get(&pair.a));
        let text_b = own_b.as_ref().or_else(|| long.get(&pair.b));
        let (Some(text_a), Some(text_b)) = (text_a, text_b) else { return Ok(None) };
        let align = if is_copy { Aligner::align_whole } else { Aligner::align };
        Ok(Some(align(aligner, text_a.side(), text_b.side(), workspace)))
    }
}

impl AlignedText<'_> {
    /// The article as the aligner wants it.
    fn side(&self) -> Side<'_> {
        let by_word = self.by_word.as_deref();
        Side { by_word, ..Side::new(&self.text, &self.spans, &self.document) }
    }
}
