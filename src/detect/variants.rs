//! Identical sets → how their articles are written otherwise than the first.
//!
//! Whether two articles have the same text is told by length and checksum, which
//! are known since they were taken in. Only what differs there is read again.

use std::collections::HashMap;

use rayon::prelude::*;

use super::ranks::Ranks;
use crate::align::{Aligner, Alignment, NumberedWords, WordNumbers, Workspace};
use crate::error::Error;
use crate::findings::{IdenticalSet, Variant};
use crate::progress::{self, Progress, Stage};
use crate::text::{CheckedTokenizer, appearance, looks_same};

/// Most texts of one identical set that are compared with its first article; the
/// others are listed without what differs. A convention: nobody reads more
/// versions of one text, and it bounds what a set adds to the findings.
pub const MOST_VARIANTS: usize = 50;

/// What is known of a text without reading it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct KnownText {
    pub checksum: u32,
    pub bytes: u32,
}

/// Finds how the articles of identical sets differ.
pub(super) struct VariantFinder<'a> {
    pub ranks: &'a Ranks<'a>,
    /// By rank.
    pub texts: Vec<KnownText>,
    pub tokenizer: &'a CheckedTokenizer,
    /// Whether differences are wanted.
    pub align: bool,
    pub progress: &'a dyn Progress,
}

impl VariantFinder<'_> {
    /// The sets of ranks, each in order, with their variants.
    ///
    /// Cost: reading the distinct texts again, and about 20 ns a byte of these.
    pub fn find(&self, sets: Vec<Vec<usize>>) -> Result<Vec<IdenticalSet>, Error> {
        let differing = sets.iter().filter(|set| !self.is_one_text(set)).count();
        if differing > 0 && self.align {
            self.progress.begin(Stage::Alignment, differing);
        }
        let found = sets.into_par_iter().map_init(Workspace::default, |workspace, set| {
            progress::check(self.progress)?;
            let variants = self.variants(&set, workspace)?;
            if self.align && !self.is_one_text(&set) {
                self.progress.advance(1);
            }
            Ok(IdenticalSet { articles: set, variants, decision: None })
        });
        let found = found.collect::<Result<Vec<_>, Error>>()?;
        self.tokenizer.check().map(|()| found)
    }

    /// What differs between two articles with the same words, if a reader sees it.
    pub fn between(&self, a: u32, b: u32) -> Result<Option<Alignment>, Error> {
        let variants = self.variants(&[a as usize, b as usize], &mut Workspace::default())?;
        self.tokenizer.check()?;
        Ok(variants.into_iter().next().and_then(|variant| variant.alignment))
    }

    fn is_one_text(&self, set: &[usize]) -> bool {
        set.iter().all(|&rank| self.texts[rank] == self.texts[set[0]])
    }

    fn variants(&self, set: &[usize], workspace: &mut Workspace) -> Result<Vec<Variant>, Error> {
        if self.is_one_text(set) {
            return Ok(Vec::new());
        }
        let others = self.other_texts(set);
        if !self.align {
            let unaligned = |articles| Variant { articles, alignment: None };
            return Ok(others.into_iter().map(unaligned).collect());
        }
        let text = |rank: usize| self.ranks.text(rank as u32, self.texts[rank].checksum);
        // A text that cannot be read again is noted, and not compared.
        let Some(first) = text(set[0]) else { return Ok(Vec::new()) };
        let mut numbers = WordNumbers::default();
        let a = NumberedWords::new(&first, &mut numbers, self.tokenizer);
        let aligner = Aligner::without_corpus();
        let mut variants: Vec<Variant> = Vec::new();
        let mut by_appearance: HashMap<u64, usize> = HashMap::new();
        for (at, mut articles) in others.into_iter().enumerate() {
            if at >= MOST_VARIANTS {
                variants.push(Variant { articles, alignment: None });
                continue;
            }
            let Some(other) = text(articles[0]) else { continue };
            if looks_same(&first, &other) {
                continue;
            }
            let known = *by_appearance.entry(appearance(&other)).or_insert(variants.len());
            if let Some(known) = variants.get_mut(known) {
                known.articles.append(&mut articles);
                known.articles.sort_unstable();
                continue;
            }
            let b = NumberedWords::new(&other, &mut numbers, self.tokenizer);
            let alignment = aligner.align_whole(a.side(), b.side(), workspace);
            variants.push(Variant { articles, alignment: Some(alignment) });
        }
        Ok(variants)
    }

    /// The articles whose texts are not that of the first, those of one text
    /// together, ordered by their first.
    fn other_texts(&self, set: &[usize]) -> Vec<Vec<usize>> {
        let mut places = HashMap::from([(self.texts[set[0]], 0)]);
        let mut texts = vec![Vec::new()];
        for &rank in set {
            let place = *places.entry(self.texts[rank]).or_insert(texts.len());
            if place == texts.len() {
                texts.push(Vec::new());
            }
            texts[place].push(rank);
        }
        texts.remove(0);
        texts
    }
}
