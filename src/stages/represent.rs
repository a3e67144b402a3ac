//! Large groups of near-duplicates → who represents them, and which pairs are compared.

use super::Number;
use super::plan::Plan;
use crate::candidate::Pair;
use crate::detect::near::{ClosestKey, HashedArticles};
use crate::error::Error;

/// What becomes of large groups that are connected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Represented {
    /// Near pairs.
    pub near: Vec<(Number, Number)>,
    /// The members of a representative, each with it. Of two members no near pair is compared, but
    /// for those of [`Closest`].
    pub members: Vec<(Number, Number)>,
    /// The members' keys for [`Closest`].
    pub keys: Vec<MemberKey>,
}

/// A key of a member of a large group: those next to each other in order are likely to
/// be the closest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_structs)]
pub struct MemberKey {
    /// Of which part of the signature it is, and what neighbours must have in common.
    pub joined: [u32; 5],
    /// What puts them in order.
    pub following: [u32; 4],
    /// The article.
    pub article: Number,
}

impl Plan {
    /// Decides who represents large groups of near-duplicates: those of
    /// [`Proposals::large`](super::Proposals::large) that are connected by articles that
    /// are in two of them, and with the texts of all their articles, each once.
    ///
    /// Groups that are not connected have nothing to say to each other, and may come
    /// together or not. All else is as in [one search](crate::detect::near).
    ///
    /// Cost: the words of all these articles in memory, some 4 KB for 500 words;
    /// a comparison for each member, by as many threads as the plan's settings say.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where the text of an article is missing.
    pub fn represent(
        &self,
        large: &[(u64, Number)],
        texts: &[(Number, &str)],
    ) -> Result<Represented, Error> {
        let texts = sorted(texts);
        let mut large = large.to_vec();
        large.sort_unstable();
        large.dedup();
        let group = |same: &[(u64, Number)]| {
            same.iter().map(|&(_, article)| place(&texts, article)).collect::<Result<Vec<_>, _>>()
        };
        let groups = large.chunk_by(|one, other| one.0 == other.0).map(group);
        let groups = groups.collect::<Result<Vec<_>, _>>()?;
        let articles = HashedArticles::new(texts.iter().map(|&(_, text)| text));
        let least = self.least_near();
        let found = self.detector.in_pool(|| articles.large_groups(&groups, least));
        let number = |at: u32| texts[at as usize].0;
        let key = |member: u32| {
            articles.closest_keys(member).map(move |ClosestKey { band, joined, following }| {
                let joined = [band, joined[0], joined[1], joined[2], joined[3]];
                MemberKey { joined, following, article: number(member) }
            })
        };
        let near = found.pairs.iter().map(|&Pair { a, b }| (number(a), number(b)));
        let members = found.members.iter().map(|&(one, first)| (number(one), number(first)));
        let keys = found.members.iter().flat_map(|&(member, _)| key(member));
        Ok(Represented { near: near.collect(), members: members.collect(), keys: keys.collect() })
    }
}

/// Turns the keys of all members, which come in their order, into near pairs: those of
/// members that are likely to be among the closest.
#[derive(Debug, Default)]
pub struct Closest {
    last: Option<MemberKey>,
}

impl Closest {
    /// Adds the next key; the pair that it makes with the one before, if it makes one.
    pub fn add(&mut self, key: MemberKey) -> Option<(Number, Number)> {
        let last = self.last.replace(key)?;
        let (one, other) = (last.article, key.article);
        (last.joined == key.joined).then_some((one.min(other), one.max(other)))
    }
}

/// The texts in the order of their articles, each once.
pub(super) fn sorted<'t>(texts: &[(Number, &'t str)]) -> Vec<(Number, &'t str)> {
    let mut texts = texts.to_vec();
    texts.sort_unstable_by_key(|&(article, _)| article);
    texts.dedup_by_key(|&mut (article, _)| article);
    texts
}

/// The place of an article among these.
pub(super) fn place(texts: &[(Number, &str)], article: Number) -> Result<u32, Error> {
    let place = texts.binary_search_by_key(&article, |&(article, _)| article);
    place.map(|at| at as u32).map_err(|_| Error::Setting {
        name: "the texts of a stage",
        value: format!("none of article {article}"),
        allowed: "those of all articles that it names",
    })
}
