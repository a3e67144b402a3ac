//! Near-duplicates among the documents of a corpus, for the levels that keep words.

use std::borrow::Cow;

use rayon::prelude::*;

use super::compare::NearComparer;
use super::propose::{NearArticles, NearCandidates, Screen, propose_near};
use super::signature::NearSignature;
use super::sketch::NearHasher;
use super::tiles::Tile;
use crate::candidate::{Across, Candidate, Pair};
use crate::corpus::Corpus;
use crate::error::Error;
use crate::progress::Progress;
use crate::support::pool::Pool;
use crate::support::spill::{SpillStorage, Spilled};
use crate::verify::Level;

/// What the level `Near` would propose among the documents at `searched` (positions in
/// the corpus, in rising order), by the same signatures.
///
/// Cost: about 5 µs a document of 500 words, and while it runs 256 bytes of memory,
/// in a temporary file where memory is limited.
pub(in crate::detect) fn propose_in_corpus(
    corpus: &Corpus,
    searched: &[u32],
    across: Option<&Across>,
    all_pairs: bool,
    progress: &dyn Progress,
) -> Result<NearCandidates, Error> {
    let documents = CorpusArticles::new(corpus, searched)?;
    let least = Level::Near.default_threshold();
    let mut found = propose_near(&Screen::new(&documents, least), across, all_pairs, progress);
    for Candidate { pair, .. } in &mut found.candidates {
        *pair = Pair { a: searched[pair.a as usize], b: searched[pair.b as usize] };
    }
    documents.storage.check()?;
    corpus.check().map(|()| found)
}

/// Documents of a corpus with their signatures.
struct CorpusArticles<'a> {
    corpus: &'a Corpus,
    searched: &'a [u32],
    signatures: Vec<Spilled<Box<NearSignature>>>,
    storage: SpillStorage,
    tiles: Pool<Tile>,
}

impl<'a> CorpusArticles<'a> {
    fn new(corpus: &'a Corpus, searched: &'a [u32]) -> Result<Self, Error> {
        let storage = corpus.storage().another()?;
        let signature = |hasher: &mut (NearHasher, Vec<u64>), &at: &u32| {
            let (hasher, words) = hasher;
            words.clear();
            words.extend(corpus.near_hashes(at));
            Spilled::new(Box::new(hasher.signature(words)), &storage)
        };
        let signatures = searched.par_iter().map_init(Default::default, signature).collect();
        Ok(Self { corpus, searched, signatures, storage, tiles: Pool::new(|_| Tile::default()) })
    }
}

impl NearArticles for CorpusArticles<'_> {
    fn len(&self) -> usize {
        self.searched.len()
    }

    fn signature(&self, at: usize) -> Cow<'_, Box<NearSignature>> {
        self.signatures[at].get(&self.storage)
    }

    fn words(&self, at: usize) -> u32 {
        self.corpus.length(self.searched[at])
    }

    fn near(&self, pairs: &[Pair], least: f32) -> Vec<Pair> {
        let read = |at: u32, comparer: &mut NearComparer| {
            let words: Vec<u64> = self.corpus.near_hashes(self.searched[at as usize]).collect();
            comparer.read(&words);
            true
        };
        self.tiles.with(|tile| tile.near(pairs, least, read))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::super::pipeline::Pipeline;
    use super::super::{NearPipeline, Sketches};
    use super::*;
    use crate::article::Article;
    use crate::candidate::View;
    use crate::detect::Detector;
    use crate::detect::ranks::Ranks;
    use crate::support::hash::mix;

    /// Articles of their own, copies of some with words changed, and fills of forms
    /// that differ in figures: a small form, and one of so many fills that not all
    /// pairs of them are listed. Words are in several scripts.
    fn articles() -> Vec<Article<'static>> {
        let mut random = 11u64;
        let mut below = move |limit: usize| {
            random = mix(random.wrapping_add(0x9E37_79B9_7F4A_7C15));
            random as usize % limit
        };
        let mut texts: Vec<String> = Vec::new();
        for n in 0..300 {
            let mut word = |_| match below(20) {
                0 => format!("Größe{}", below(900)),
                1 => format!("вода{}", below(900)),
                _ => format!("Word{}", below(900)),
            };
            let mut words: Vec<String> = (0..20 + n % 7 * 60).map(&mut word).collect();
            if n % 3 == 0 && n > 0 {
                words = texts[n - 1].split(' ').map(str::to_owned).collect();
                let place = n % words.len();
                words[place] = format!("changed{n}");
            }
            texts.push(words.join(" "));
        }
        let form: Vec<String> = (0..150).map(|_| format!("form{}", below(100))).collect();
        let mut fill = |text: &[String], n: usize| {
            let mut words = text.to_vec();
            words[10] = format!("{}.{}", below(90), n);
            words[90] = format!("{}", below(4000));
            words.join(" ")
        };
        let small: Vec<String> = form[20..].iter().map(|word| format!("other{word}")).collect();
        texts.extend((0..20).map(|n| fill(&small, n)));
        texts.extend((0..200).map(|n| fill(&form, n)));
        let article = |(n, text)| Article::new(format!("{n:04}"), text);
        texts.into_iter().enumerate().map(article).collect()
    }

    /// A level compares what a stricter level finds.
    #[test]
    fn what_the_level_near_lists_is_proposed_at_the_others() {
        let articles = articles();
        let articles = &&articles[..];
        for all_pairs in [false, true] {
            let builder = Detector::builder().align(false).all_pairs(all_pairs);
            let near = builder.clone().level(Level::Near).build().unwrap();
            let sketches =
                Sketches::new(near.settings.storage().unwrap(), near.settings.tokenizer());
            let ranks = Ranks::taken_in(articles, &sketches, &()).unwrap();
            let found = NearPipeline::new(&near.settings, &(), ranks, sketches).detect().unwrap();
            assert!(found.matches.len() > if all_pairs { 20_000 } else { 500 });
            assert_eq!(found.statistics.left_out > 0, !all_pairs);

            let wide = builder.level(Level::Reworded).build().unwrap();
            let pipeline = Pipeline::of(&wide.settings, articles, &()).unwrap();
            let proposed = pipeline.propose().unwrap();
            // The views of this level do not propose all of them.
            assert!(proposed.candidates.iter().any(|it| it.view == View::Near));
            let proposed: BTreeSet<(usize, usize)> = proposed
                .candidates
                .iter()
                .map(|it| (it.pair.a as usize, it.pair.b as usize))
                .collect();
            let is_missing = |pair: &(usize, usize)| !proposed.contains(pair);
            let missing: Vec<_> =
                found.matches.iter().map(|it| (it.a, it.b)).filter(is_missing).collect();
            assert!(missing.is_empty(), "{missing:?}");
        }
    }

    /// Fills of a form of which half is the same: they share keys, and hardly any is a
    /// near-duplicate of another.
    fn fills() -> Vec<Article<'static>> {
        let mut random = 5u64;
        let mut below = move |limit: usize| {
            random = mix(random.wrapping_add(0x9E37_79B9_7F4A_7C15));
            random as usize % limit
        };
        let form: Vec<String> = (0..150).map(|_| format!("form{}", below(400))).collect();
        let mut fill = |n: usize| {
            let mut words = form.clone();
            (0..5).for_each(|hole| words[hole * 30 + below(30)] = format!("fill{}", below(5000)));
            Article::new(format!("{n:04}"), words.join(" "))
        };
        (0..150).map(&mut fill).collect()
    }

    #[test]
    fn where_pairs_are_too_many_those_that_are_near_are_kept() {
        let both = [articles(), fills()].concat();
        let named = |(n, article): (usize, &Article<'static>)| {
            Article::new(format!("{n:04}"), article.text().to_owned())
        };
        let articles: Vec<Article<'_>> = both.iter().enumerate().map(named).collect();
        let detector = Detector::builder().align(false).build().unwrap();
        let articles = &&articles[..];
        let pipeline = Pipeline::of(&detector.settings, articles, &()).unwrap();
        let searched = pipeline.corpus.distinct();
        let documents = CorpusArticles::new(&pipeline.corpus, &searched).unwrap();
        let proposed = |most_pairs| {
            let mut screen = Screen::new(&documents, 0.8);
            screen.most_pairs = most_pairs;
            let found = propose_near(&screen, None, false, &());
            let pairs: Vec<Pair> = found.candidates.iter().map(|it| it.pair).collect();
            let mut near = screen.near(pairs.clone());
            near.sort_unstable();
            (pairs, near)
        };
        let (all, few) = (proposed(usize::MAX), proposed(64));
        assert!(few.0.len() + 1000 < all.0.len(), "{} of {}", few.0.len(), all.0.len());
        assert!(few.1.len() > 500);
        assert_eq!(few.1, all.1);
    }
}
