//! Queries → what of the index is a copy of them, verified and aligned.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::articles::{IndexedArticles, Source};
use super::gather::{Gathered, Given};
use super::live::{LiveCounts, distinct};
use super::propose::{Lookup, Proposal, Query, QueryKeys};
use super::snapshot::{ArticleRef, Segments, Workspaces};
use crate::candidate::{Candidate, DocumentKeys, Pair, View, proposes_every_pair, rarities_of};
use crate::corpus::Corpus;
use crate::detect::{Compared, Detector};
use crate::error::Error;
use crate::findings::Findings;
use crate::progress::Progress;
use crate::statistics::{RUN, runs};
use crate::verify::{Commonness, MIN_WORDS};

/// What compares articles with those of one state of an index.
pub(super) struct Comparison<'a> {
    pub segments: &'a Arc<Segments>,
    pub detector: &'a Detector,
    pub progress: &'a dyn Progress,
}

/// Most documents of an index of which it is looked up how many are searched: more are
/// surely too many to be compared pair by pair.
const FEW_DOCUMENTS: u64 = 1000;

impl Comparison<'_> {
    /// Compares all articles of the index with each other; with `new`, only these with all.
    pub fn of_all(
        &self,
        new: Option<&HashSet<ArticleRef>>,
    ) -> Result<(Findings, IndexedArticles), Error> {
        let mut spaces = Workspaces::default();
        let all = self.segments.articles();
        let all = all.map(|article| Ok((self.segments.id(article, &mut spaces)?, article)));
        let all = all.collect::<Result<Vec<_>, Error>>()?;
        let Gathered { articles, corpus, ranks, .. } =
            Gathered::new(self.segments, all, &Given::none(), self.detector.storage()?)?;
        // Of articles with the same words one is compared, where the one is new that counts.
        let mut is_wanted = vec![new.is_none(); corpus.len()];
        for article in new.into_iter().flatten() {
            if self.segments.record(*article)?.is_counted {
                is_wanted[corpus.same_as(ranks[article]) as usize] = true;
            }
        }
        let is_wanted = |pair: Pair| is_wanted[pair.a as usize] || is_wanted[pair.b as usize];
        let findings = self.detect(&articles, corpus, Compared::Proposed(&is_wanted))?;
        Ok((findings, articles))
    }

    /// Compares articles of the index, each with its id, with all others, and tells only
    /// what has one of them in it.
    pub fn of_new(
        &self,
        articles: Vec<(String, ArticleRef)>,
    ) -> Result<(Findings, IndexedArticles), Error> {
        let counted = self.counted(&articles)?;
        let new = articles.into_iter().map(|(_, article)| article).collect();
        // From here on it costs less to go through everything.
        let is_most = 2 * counted.len() as u64 >= self.segments.live()?.documents;
        let (mut findings, articles) =
            if is_most { self.of_all(Some(&new))? } else { self.of_stored(counted, &new)? };
        let is_new = |at: usize| match &articles.articles[at].1 {
            Source::Stored(article) => new.contains(article),
            Source::Given(_) => true,
        };
        findings.identical.retain(|set| set.articles.iter().any(|&at| is_new(at)));
        findings.skipped.retain(|skipped| is_new(skipped.article));
        findings.clusters.retain(|cluster| {
            let members = cluster.members.iter().map(|member| member.article);
            std::iter::once(cluster.representative).chain(members).any(is_new)
        });
        findings.statistics.articles = new.len();
        Ok((findings, articles))
    }

    fn of_stored(
        &self,
        counted: Vec<(String, ArticleRef)>,
        new: &HashSet<ArticleRef>,
    ) -> Result<(Findings, IndexedArticles), Error> {
        let queries: Vec<Query> =
            counted.iter().map(|(id, at)| Query { id: id.clone(), stored: Some(*at) }).collect();
        let gathered =
            Gathered::new(self.segments, counted, &Given::none(), self.detector.storage()?)?;
        // Both are in the order of ids.
        let (keys, proposals) = self.propose(&gathered.corpus, queries.as_slice())?;
        self.judge(Queries { queries, keys, proposals, new, given: &Given::none() })
    }

    /// Compares articles that are not in the index with all of it.
    pub fn of_given(&self, given: &Given<'_>) -> Result<(Findings, IndexedArticles), Error> {
        let alone = Gathered::new(self.segments, Vec::new(), given, self.detector.storage()?)?;
        let query = |&(id, _): &(&str, _)| Query { id: id.to_owned(), stored: None };
        let queries: Vec<Query> = given.articles.iter().map(query).collect();
        let (keys, mut proposals) = self.propose(&alone.corpus, &queries)?;
        // None is compared with the version that it would replace.
        let mut spaces = Workspaces::default();
        let before = |query: &Query| self.segments.find(&query.id, &mut spaces);
        let before = queries.iter().map(before).collect::<Result<Vec<_>, Error>>()?;
        proposals.retain(|proposal| before[proposal.query] != Some(proposal.other));
        let new = &HashSet::new();
        let (mut findings, articles) =
            self.judge(Queries { queries, keys, proposals, new, given })?;
        findings.identical.retain(|set| set.articles.iter().any(|&at| articles.is_query(at)));
        findings.skipped.retain(|skipped| articles.is_query(skipped.article));
        findings.statistics.articles = given.articles.len();
        Ok((findings, articles))
    }

    /// Those of the articles that stand for their words.
    fn counted(
        &self,
        articles: &[(String, ArticleRef)],
    ) -> Result<Vec<(String, ArticleRef)>, Error> {
        let mut counted = Vec::new();
        for (id, article) in articles {
            let record = self.segments.record(*article)?;
            if record.is_counted && record.words as usize >= MIN_WORDS {
                counted.push((id.clone(), *article));
            }
        }
        counted.sort_unstable();
        Ok(counted)
    }

    fn propose(
        &self,
        corpus: &Corpus,
        queries: &[Query],
    ) -> Result<(QueryKeys, Vec<Proposal>), Error> {
        let lookup = Lookup { segments: self.segments, corpus, queries };
        let (keys, proposals) = lookup.propose()?;
        let Some(all) = self.few_searched(queries)? else { return Ok((keys, proposals)) };
        let every = |query: usize| {
            all.iter().filter(move |&&other| Some(other) != queries[query].stored).map(
                move |&other| Proposal { query, other, band: Some(View::All), may_share: false },
            )
        };
        let is_searched = |&query: &usize| corpus.length(query as u32) as usize >= MIN_WORDS;
        Ok((keys, (0..queries.len()).filter(is_searched).flat_map(every).collect()))
    }

    /// The documents that are searched, where they are so few that every pair is
    /// compared.
    fn few_searched(&self, queries: &[Query]) -> Result<Option<Vec<ArticleRef>>, Error> {
        if self.segments.live()?.documents > FEW_DOCUMENTS {
            return Ok(None);
        }
        let mut searched = Vec::new();
        for (segment, one) in self.segments.all() {
            for at in 0..one.counts().articles {
                let (record, article) = (one.article(at)?, ArticleRef { segment, at });
                let is_long = record.words as usize >= MIN_WORDS;
                if record.is_counted && is_long && self.segments.is_there(article) {
                    searched.push(article);
                }
            }
        }
        let others = queries.iter().filter(|query| query.stored.is_none()).count();
        Ok(proposes_every_pair(searched.len() + others).then_some(searched))
    }

    /// Decides on what is proposed.
    fn judge(&self, queries: Queries<'_>) -> Result<(Findings, IndexedArticles), Error> {
        let representatives = self.representatives(&queries.proposals)?;
        let mut wanted: BTreeSet<(String, ArticleRef)> =
            representatives.values().cloned().collect();
        for query in &queries.queries {
            wanted.extend(query.stored.map(|article| (query.id.clone(), article)));
        }
        self.add_identical(&queries, &mut wanted)?;
        let wanted: Vec<(String, ArticleRef)> = wanted.into_iter().collect();
        let storage = self.detector.storage()?;
        let gathered = Gathered::new(self.segments, wanted, queries.given, storage)?;
        let live = self.segments.live()?;
        let candidates = candidates(&queries, &gathered, &representatives, live);
        let commonness = self.commonness(&gathered, &candidates)?;
        let Gathered { articles, corpus, .. } = gathered;
        let findings =
            self.detect(&articles, corpus, Compared::Candidates(candidates, commonness))?;
        Ok((findings, articles))
    }

    /// Compares articles of a corpus.
    fn detect(
        &self,
        articles: &IndexedArticles,
        corpus: Corpus,
        compared: Compared<'_>,
    ) -> Result<Findings, Error> {
        let without_texts;
        let detector = match self.segments.state.keeps_texts {
            true => self.detector,
            false => {
                without_texts = self.detector.without_alignment();
                &without_texts
            }
        };
        // Who asks about an article wants to know what it did with the other one.
        let side = |at: usize| u32::from(!articles.is_query(at));
        detector.detect_prepared(articles, &side, corpus, compared, self.progress)
    }

    /// For each proposed document the article that stands for its words: of those with the
    /// same words the first.
    fn representatives(
        &self,
        proposals: &[Proposal],
    ) -> Result<HashMap<ArticleRef, (String, ArticleRef)>, Error> {
        let mut others: Vec<ArticleRef> = proposals.iter().map(|it| it.other).collect();
        others.par_sort_unstable();
        others.dedup();
        let first = |spaces: &mut Workspaces, other: ArticleRef| {
            let record = self.segments.record(other)?;
            let first = self.segments.first_with_words(record.fingerprint, spaces)?;
            Ok(first.map(|first| (other, first)))
        };
        let all = others.into_par_iter().map_init(Workspaces::default, first);
        all.filter_map(Result::transpose).collect()
    }

    /// Adds the articles that have the same words as a new one or the given one.
    fn add_identical(
        &self,
        queries: &Queries<'_>,
        wanted: &mut BTreeSet<(String, ArticleRef)>,
    ) -> Result<(), Error> {
        let mut spaces = Workspaces::default();
        let mut add = |fingerprint: u128| {
            for article in self.segments.with_words(fingerprint)? {
                wanted.insert((self.segments.id(article, &mut spaces)?, article));
            }
            Ok::<(), Error>(())
        };
        for article in queries.new {
            add(self.segments.record(*article)?.fingerprint)?;
        }
        for &fingerprint in &queries.given.fingerprints {
            add(fingerprint)?;
        }
        let given: HashSet<&str> = queries.given.articles.iter().map(|&(id, _)| id).collect();
        wanted.retain(|(id, _)| !given.contains(&**id));
        Ok(())
    }

    /// How common the runs of all documents in candidates are.
    fn commonness(
        &self,
        gathered: &Gathered,
        candidates: &[Candidate],
    ) -> Result<Commonness, Error> {
        let Gathered { corpus, .. } = gathered;
        let mut ranks: Vec<u32> = candidates.iter().flat_map(|it| [it.pair.a, it.pair.b]).collect();
        ranks.par_sort_unstable();
        ranks.dedup();
        let documents = corpus.vocabulary.documents();
        let of_one = |&rank: &u32| {
            // No run is in more documents than its rarest word.
            let words = corpus.words(rank);
            let may_be_known = |word: u32| {
                Commonness::is_known(corpus.vocabulary.document_frequency(word), documents)
            };
            let hashes: Vec<u64> = words.iter().map(|&word| corpus.vocabulary.hash(word)).collect();
            let known = words.windows(RUN).zip(runs(&hashes));
            let known = known.filter(|(words, _)| words.iter().all(|&word| may_be_known(word)));
            distinct(known.map(|(_, run)| run))
        };
        let mut all: Vec<u64> = ranks.par_iter().flat_map_iter(of_one).collect();
        all.par_sort_unstable();
        all.dedup();
        let mut counts = self.segments.live()?.runs(&self.segments.segments, &all)?;
        for counted in &gathered.counted {
            for run in of_one(counted) {
                if let Ok(place) = all.binary_search(&run) {
                    counts[place] += 1;
                }
            }
        }
        let counts = all.into_iter().zip(counts);
        Ok(Commonness::of_counts(counts, documents))
    }
}

/// What is compared with the index.
struct Queries<'a> {
    queries: Vec<Query>,
    keys: QueryKeys,
    proposals: Vec<Proposal>,
    /// The articles of the index that are new.
    new: &'a HashSet<ArticleRef>,
    given: &'a Given<'a>,
}

/// The pairs that the rule proposes, ordered, each once.
fn candidates(
    queries: &Queries<'_>,
    gathered: &Gathered,
    representatives: &HashMap<ArticleRef, (String, ArticleRef)>,
    live: &LiveCounts,
) -> Vec<Candidate> {
    let Gathered { corpus, ranks, given, .. } = gathered;
    let mut proposals: Vec<(u32, &Proposal)> = queries
        .proposals
        .iter()
        .filter_map(|proposal| {
            let (_, other) = representatives.get(&proposal.other)?;
            Some((*ranks.get(other)?, proposal))
        })
        .collect();
    proposals.par_sort_unstable_by_key(|&(rank, proposal)| (rank, proposal.query));
    let rank_of = |query: usize| match queries.queries[query].stored {
        Some(article) => ranks.get(&article).copied(),
        None => given.get(query).copied(),
    };
    let of_one = |same: &[(u32, &Proposal)]| {
        let other = same[0].0;
        let needs_keys = same.iter().any(|(_, proposal)| proposal.may_share);
        let rarities = needs_keys.then(|| rarities_of(corpus.words(other), &corpus.vocabulary));
        let candidate = |&(other, proposal): &(u32, &Proposal)| {
            // With the same words they are an identical set.
            let is_other = |query: &u32| corpus.same_as(*query) != corpus.same_as(other);
            let query = rank_of(proposal.query).filter(is_other)?;
            let pair = Pair::ordered(query, other);
            let shared = || {
                let rarities = rarities.as_ref().filter(|_| proposal.may_share)?;
                queries.shares_enough(proposal.query, rarities, live)
            };
            let first = proposal.band.filter(|&view| view <= View::Signature);
            let view = first.or_else(shared).or(proposal.band)?;
            Some(Candidate { pair, view })
        };
        same.iter().filter_map(candidate).collect::<Vec<_>>()
    };
    let mut candidates: Vec<Candidate> =
        proposals.par_chunk_by(|one, other| one.0 == other.0).flat_map_iter(of_one).collect();
    candidates.par_sort_unstable();
    candidates.dedup_by_key(|candidate| candidate.pair);
    candidates
}

impl Queries<'_> {
    /// What the rule says of a query and the document of these keys, but for their bands.
    fn shares_enough(&self, query: usize, other: &DocumentKeys, live: &LiveCounts) -> Option<View> {
        let own = &self.keys.keys[query].rarities;
        let with_phrase = &self.keys.with_phrase[query];
        let frequency = |word: u64| self.queries[query].documents_with(live.word(word));
        let documents_with = |phrase: u64| {
            own.phrases.binary_search(&phrase).map_or(u32::MAX, |place| with_phrase[place])
        };
        own.shares_enough(other, frequency, documents_with)
    }
}
