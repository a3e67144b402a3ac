//! Aligns matches, in parallel.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::match_list::MatchList;
use super::pipeline::Pipeline;
use crate::align::{self, Aligner, Alignment, Side};
use crate::article::Span;
use crate::candidate::Pair;
use crate::corpus::Document;
use crate::error::Error;
use crate::findings::Match;
use crate::progress::{self, Stage};
use crate::text::Tokens;

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
    /// The verified pairs with the passages they share. A pair below the threshold, which
    /// was asked for, is left out if it shares none.
    pub(super) fn aligned(&self, kept: MatchList) -> Result<MatchList, Error> {
        if !self.settings.align {
            return Ok(kept);
        }
        self.progress.begin(Stage::Alignment, kept.len());
        let aligner = Aligner::new(&self.corpus.vocabulary);
        kept.changed(|matches| self.align_all(&aligner, matches))
    }

    fn align_all(&self, aligner: &Aligner, matches: &mut Vec<Match>) -> Result<(), Error> {
        let long = self.long(matches)?;
        let is_copy = |found: &Match| found.score >= self.settings.score();
        matches.par_iter_mut().try_for_each_init(
            align::Workspace::default,
            |workspace, found| -> Result<(), Error> {
                progress::check(self.progress)?;
                let pair = Pair { a: found.a as u32, b: found.b as u32 };
                found.alignment = self.align(aligner, &long, pair, is_copy(found), workspace)?;
                self.progress.advance(1);
                Ok(())
            },
        )?;
        matches.retain(|found| {
            let alignment = found.alignment.as_ref();
            alignment.is_some_and(|it| is_copy(found) || !it.passages.is_empty())
        });
        Ok(())
    }

    /// The long articles among the matches: a book may have a thousand
    /// matches, and is read once.
    fn long(&self, matches: &[Match]) -> Result<BTreeMap<u32, AlignedText<'_>>, Error> {
        let ranks = matches.iter().flat_map(|found| [found.a as u32, found.b as u32]);
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
