//! Findings → one article of each set of copies to keep, the others to drop.
//!
//! The articles and the reported pairs of the chosen relations are a graph; articles
//! with the same words are folded into one vertex of it, since a match of the first of
//! an [identical set](crate::findings::IdenticalSet) is one of all. What is kept is a
//! *maximal independent set*, chosen greedily: the articles are gone through in the order
//! of [`Preference`], and each that no kept article has a pair with is kept. So
//!
//! - of no reported pair of these relations both articles are kept, and
//! - each dropped article has such a pair with one that is kept, which is named.
//!
//! [Clusters](crate::cluster) promise neither: an article whose matches all went to other
//! clusters is in none, and two members of one may differ as much as each may from the
//! representative.
//!
//! Cost: sorting the articles, and then linear in the number of pairs. No text is read.
//!
//! # Large groups of near-duplicates
//!
//! Where pairs of such groups were [left out](crate::findings::Statistics::left_out), an
//! article of one has reported pairs with the group's representative and with few others.
//! The representatives of clusters of that size are then kept before all other articles:
//! with any other one kept, most of its group would be, too. Only a search for
//! [all pairs](crate::detect::Builder::all_pairs) lets the preference decide there.
//!
//! ```
//! use nearcopy::dedup::Deduplicator;
//! use nearcopy::{Article, Detector};
//!
//! let text = "The river rose by two metres overnight and the old bridge was closed to all.";
//! let articles = [
//!     Article::new("a", text),
//!     Article::new("b", format!("{text} So it stays.")),
//!     Article::new("c", "A new library opened on the main square this morning."),
//! ];
//! let findings = Detector::builder().build()?.detect(&articles)?;
//! let chosen = Deduplicator::new().deduplicate(&findings, &articles);
//!
//! assert_eq!(chosen.kept, [1, 2]);
//! assert_eq!((chosen.dropped[0].article, chosen.dropped[0].kept), (0, 1));
//! # Ok::<(), nearcopy::Error>(())
//! ```

use std::cmp::Reverse;
use std::collections::HashMap;
use std::slice;

use crate::article::Articles;
use crate::candidate::FULL_GROUP;
use crate::date::Date;
use crate::findings::Findings;
use crate::verify::Relation;

/// Which article of a pair is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Preference {
    /// The one with more words; of as many, that with the smaller id.
    #[default]
    Longest,
    /// The one with the smaller id.
    First,
    /// The one published first ([`About::date`](crate::About::date)); those without a date
    /// come last, and where dates do not tell, the one with more words is kept.
    Earliest,
}

/// Chooses which articles to keep.
#[derive(Clone, Debug)]
pub struct Deduplicator {
    preference: Preference,
    values: Vec<Option<f64>>,
    relations: Vec<Relation>,
}

/// Every article of a search, kept or dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deduplicated {
    /// The positions of the articles to keep, ordered by id.
    pub kept: Vec<usize>,
    /// The articles to drop, ordered by id.
    pub dropped: Vec<Dropped>,
}

/// An article to drop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// The position of the article.
    pub article: usize,
    /// The position of a kept one that it has a reported pair with, or that an article
    /// with the same words has.
    pub kept: usize,
}

impl Default for Deduplicator {
    fn default() -> Self {
        let relations =
            vec![Relation::Exact, Relation::Edited, Relation::Reworded, Relation::Partial];
        Self { preference: Preference::default(), values: Vec::new(), relations }
    }
}

impl Deduplicator {
    /// Keeps the longest article, whatever the relation of the copies.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Which article of a pair is kept. Default [`Preference::Longest`].
    #[must_use]
    pub fn prefer(mut self, preference: Preference) -> Self {
        self.preference = preference;
        self
    }

    /// A value for each article, by its position: of two copies that with the greater one is
    /// kept. Articles without a value come last; where values do not tell,
    /// [`prefer`](Self::prefer) does. Default: no article has one.
    ///
    /// ```
    /// use nearcopy::dedup::Deduplicator;
    /// use nearcopy::{Article, Detector};
    ///
    /// let text = "The river rose by two metres overnight and the old bridge was closed to all.";
    /// let articles = [Article::new("a", text), Article::new("b", text), Article::new("c", text)];
    /// let findings = Detector::builder().build()?.detect(&articles)?;
    /// let chosen = Deduplicator::new().values(vec![Some(0.2), None, Some(0.7)]);
    /// assert_eq!(chosen.deduplicate(&findings, &articles).kept, [2]);
    /// # Ok::<(), nearcopy::Error>(())
    /// ```
    #[must_use]
    pub fn values(mut self, values: Vec<Option<f64>>) -> Self {
        self.values = values;
        self
    }

    /// The relations whose pairs count. Default: all but [`Relation::Template`], whose
    /// pairs are no copies. Articles with the same words are [`Relation::Exact`]; where
    /// that does not count, all of them are kept or none.
    #[must_use]
    pub fn relations(mut self, relations: impl IntoIterator<Item = Relation>) -> Self {
        self.relations = relations.into_iter().collect();
        self
    }

    /// What to keep of `articles`, which `findings` were made from. Articles without a
    /// copy are kept, among them those too short to be judged.
    ///
    /// # Panics
    ///
    /// If the findings name an article that is not there.
    #[must_use]
    pub fn deduplicate(&self, findings: &Findings, articles: &dyn Articles) -> Deduplicated {
        let mut by_id: Vec<usize> = (0..articles.len()).collect();
        by_id.sort_by(|&one, &other| articles.id(one).cmp(articles.id(other)));
        let kept_for = self.choose(findings, &self.ordered(findings, articles, &by_id));
        let mut chosen = Deduplicated::default();
        for article in by_id {
            match kept_for[article] {
                Some(kept) if kept != article => chosen.dropped.push(Dropped { article, kept }),
                _ => chosen.kept.push(article),
            }
        }
        chosen
    }

    /// The articles, the preferred ones first.
    fn ordered(&self, findings: &Findings, articles: &dyn Articles, by_id: &[usize]) -> Vec<usize> {
        let mut represents = vec![false; by_id.len()];
        if findings.statistics.left_out > 0 {
            let large = findings.clusters.iter().filter(|it| it.members.len() >= FULL_GROUP);
            large.for_each(|cluster| represents[cluster.representative] = true);
        }
        let words = |article: usize| match self.preference {
            Preference::Longest | Preference::Earliest => {
                findings.words.get(article).copied().unwrap_or_default()
            }
            Preference::First => 0,
        };
        let is_by_date = self.preference == Preference::Earliest;
        let date = |article: usize| {
            let date = articles.about(article).date.filter(|_| is_by_date);
            (date.is_none(), date.map(Date::order))
        };
        // The greatest first, and those without one last.
        let value =
            |article: usize| Reverse(self.values.get(article).copied().flatten().map(Ordered));
        let mut order = by_id.to_vec();
        // Stable, so that ties stay in the order of ids.
        order.sort_by_cached_key(|&article| {
            (Reverse(represents[article]), value(article), date(article), Reverse(words(article)))
        });
        order
    }

    /// For each article the kept one that it is dropped for, or itself.
    fn choose(&self, findings: &Findings, order: &[usize]) -> Vec<Option<usize>> {
        let graph = PairGraph::new(order.len(), findings, &self.relations);
        let is_exact_chosen = self.relations.contains(&Relation::Exact);
        let mut kept_for: Vec<Option<usize>> = vec![None; order.len()];
        for &article in order {
            if kept_for[article].is_some() {
                continue;
            }
            kept_for[article] = Some(article);
            let vertex = graph.vertex[article];
            let same = is_exact_chosen.then_some(vertex);
            let copies = graph.neighbours[vertex].iter().map(|&copy| copy as usize);
            for copy in copies.chain(same) {
                for &member in graph.members(copy) {
                    kept_for[member].get_or_insert(article);
                }
            }
        }
        kept_for
    }
}

/// A number in the total order of IEEE 754, but that -0 is 0.
#[derive(Clone, Copy)]
struct Ordered(f64);

impl PartialEq for Ordered {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ordered {}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.0 + 0.0).total_cmp(&(other.0 + 0.0))
    }
}

/// The reported pairs of the chosen relations, between articles with other words.
struct PairGraph<'f> {
    /// For each article the first with the same words.
    vertex: Vec<usize>,
    /// The identical sets, by their first articles.
    sets: HashMap<usize, &'f [usize]>,
    /// For each vertex those that it has a pair with.
    neighbours: Vec<Vec<u32>>,
}

impl<'f> PairGraph<'f> {
    fn new(articles: usize, findings: &'f Findings, relations: &[Relation]) -> Self {
        let mut vertex: Vec<usize> = (0..articles).collect();
        let mut sets = HashMap::new();
        for set in &findings.identical {
            let first = set.articles[0];
            set.articles.iter().for_each(|&member| vertex[member] = first);
            sets.insert(first, &set.articles[..]);
        }
        let mut neighbours = vec![Vec::new(); articles];
        for found in findings.listed_unaligned() {
            let (a, b) = (vertex[found.a], vertex[found.b]);
            if a != b && relations.contains(&found.relation) {
                neighbours[a].push(b as u32);
                neighbours[b].push(a as u32);
            }
        }
        Self { vertex, sets, neighbours }
    }

    /// The articles of a vertex.
    fn members(&self, vertex: usize) -> &[usize] {
        let single = || slice::from_ref(&self.vertex[vertex]);
        self.sets.get(&vertex).copied().unwrap_or_else(single)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::about::About;
    use crate::article::Article;
    use crate::candidate::View;
    use crate::cluster::{Cluster, Member};
    use crate::findings::{IdenticalSet, Match};
    use crate::verify::Evidence;

    fn pair(a: usize, b: usize, relation: Relation) -> Match {
        let (view, score, evidence) = (View::All, 0.9, Evidence::default());
        Match { a, b, view, relation, score, evidence, alignment: None, decision: None }
    }

    fn articles(count: usize) -> Vec<Article<'static>> {
        (0..count).map(|at| Article::new(format!("{at:03}"), "")).collect()
    }

    #[test]
    fn a_chain_keeps_both_ends() {
        let matches = vec![pair(0, 1, Relation::Edited), pair(1, 2, Relation::Edited)];
        let findings = Findings { matches, words: vec![9, 8, 7], ..Findings::default() };
        let chosen = Deduplicator::new().deduplicate(&findings, &articles(3));
        assert_eq!(chosen.kept, [0, 2]);
        assert_eq!(chosen.dropped, [Dropped { article: 1, kept: 0 }]);
    }

    #[test]
    fn of_a_large_group_whose_pairs_were_left_out_one_is_kept() {
        let count = FULL_GROUP + 1;
        let matches = (1..count).map(|member| pair(0, member, Relation::Edited)).collect();
        let members = (1..count).map(|article| Member { article, score: 0.9 }).collect();
        let mut findings = Findings {
            matches,
            clusters: vec![Cluster { representative: 0, members }],
            words: (0..count as u32).collect(),
            ..Findings::default()
        };
        findings.statistics.left_out = 1;
        let kept = Deduplicator::new().deduplicate(&findings, &articles(count)).kept;
        assert_eq!(kept, [0]);
    }

    const COUNT: usize = 14;

    prop_compose! {
        fn findings()(
            // The set that an article is in; most are in one of their own.
            set in prop::collection::vec(0..2 * COUNT, COUNT),
            pairs in prop::collection::vec(
                (0..COUNT, 0..COUNT, prop::sample::select(&Relation::ALL[..])), 0..40),
            words in prop::collection::vec(8u32..12, COUNT),
            left_out in 0usize..2,
        ) -> Findings {
            let mut findings = Findings::default();
            for number in 0..2 * COUNT {
                let articles: Vec<usize> = (0..COUNT).filter(|&at| set[at] == number).collect();
                if articles.len() > 1 {
                    findings.identical.push(IdenticalSet { articles, variants: Vec::new(), decision: None });
                }
            }
            let first = |at: usize| set.iter().position(|number| *number == set[at]).unwrap();
            findings.words = (0..COUNT).map(|at| words[first(at)]).collect();
            let pairs = pairs.into_iter().filter(|&(a, b, _)| set[a] != set[b]);
            findings.matches = pairs.map(|(a, b, relation)| pair(a, b, relation)).collect();
            findings.statistics.left_out = left_out;
            findings
        }
    }

    /// Every pair that the findings report of these relations, both ways round.
    fn reported(findings: &Findings, relations: &[Relation]) -> BTreeSet<(usize, usize)> {
        let same = |article: usize| {
            let set = findings.identical.iter().find(|set| set.articles.contains(&article));
            set.map_or(vec![article], |set| set.articles.clone())
        };
        let mut pairs = BTreeSet::new();
        for found in findings.matches.iter().filter(|it| relations.contains(&it.relation)) {
            for a in same(found.a) {
                pairs.extend(same(found.b).into_iter().flat_map(|b| [(a, b), (b, a)]));
            }
        }
        if relations.contains(&Relation::Exact) {
            for a in 0..COUNT {
                pairs.extend(same(a).into_iter().filter(|b| *b != a).map(|b| (a, b)));
            }
        }
        pairs
    }

    proptest! {
        #[test]
        fn no_pair_is_kept_and_nothing_dropped_for_nothing(
            findings in findings(),
            relations in prop::sample::subsequence(&Relation::ALL[..], 0..=5),
            preference in prop::sample::select(
                &[Preference::Longest, Preference::First, Preference::Earliest][..],
            ),
        ) {
            // Every third has no date, and some have the same.
            let day = |at: usize| (!at.is_multiple_of(3)).then(|| 1 + at * 7 % 5);
            let dated = articles(COUNT).into_iter().enumerate().map(|(at, article)| {
                let date = day(at).map(|day| format!("2022-01-{day:02}").parse().unwrap());
                let about = date.map(|date| About::default().with_date(date));
                article.with_about(about.unwrap_or_default())
            });
            let articles: Vec<Article<'_>> = dated.collect();
            let deduplicator = Deduplicator::new().prefer(preference).relations(relations.clone());
            let chosen = deduplicator.deduplicate(&findings, &articles);
            let pairs = reported(&findings, &relations);
            for &(a, b) in &pairs {
                prop_assert!(!(chosen.kept.contains(&a) && chosen.kept.contains(&b)), "{a} {b}");
            }
            let rank = |at: usize| match preference {
                Preference::Longest => (None, Reverse(findings.words[at]), at),
                Preference::First => (None, Reverse(0), at),
                Preference::Earliest => {
                    (Some(day(at).unwrap_or(usize::MAX)), Reverse(findings.words[at]), at)
                }
            };
            for &Dropped { article, kept } in &chosen.dropped {
                prop_assert!(chosen.kept.contains(&kept));
                prop_assert!(pairs.contains(&(article, kept)), "{article} {kept}");
                prop_assert!(rank(kept) < rank(article), "{article} {kept}");
            }
            let mut all: Vec<usize> = chosen.dropped.iter().map(|it| it.article).collect();
            all.extend(&chosen.kept);
            all.sort_unstable();
            prop_assert_eq!(all, (0..COUNT).collect::<Vec<_>>());
        }
    }
}
