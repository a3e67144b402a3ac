//! Articles and the lists of an index → the pairs worth comparing.
//!
//! Which pairs these are is the rule of [`candidate`](crate::candidate#the-rule), on
//! the words as common as they are now. The lists only lead to them: bands and
//! phrases were made of the words that were content words when a segment was written;
//! how much two documents share is added up anew, on the documents themselves, for
//! those that nearly share enough.

use rayon::prelude::*;

use super::keys::Keys;
use super::segment::Segment;
use super::snapshot::{ArticleRef, Segments, Workspaces};
use super::store::Table;
use crate::candidate::{
    FULL_GROUP, MOST_WITH_PHRASE, PHRASE_WEIGHT, View, needed_weight, word_weight,
};
use crate::corpus::Corpus;
use crate::detect::near::NearHasher;
use crate::error::Error;

/// A document that is looked for.
#[derive(Debug)]
pub(super) struct Query {
    /// Its article's id.
    pub id: String,
    /// Where it is in the index; `None` where it is only compared with it.
    pub stored: Option<ArticleRef>,
}

impl Query {
    /// How many documents have a word or phrase of the query, of which so many of the
    /// index have it.
    pub fn documents_with(&self, listed: u32) -> u32 {
        listed + u32::from(self.stored.is_none())
    }
}

/// A document that may be worth comparing with the query.
#[derive(Debug)]
pub(super) struct Proposal {
    pub query: usize,
    pub other: ArticleRef,
    /// What speaks for it without a look at the other document: a band.
    pub band: Option<View>,
    /// Whether it may share enough.
    pub may_share: bool,
}

/// The documents that are listed under some keys: for each key a group.
struct Groups {
    starts: Vec<usize>,
    members: Vec<ArticleRef>,
}

/// Some queries and the state of the index that they are compared with.
pub(super) struct Lookup<'a> {
    pub segments: &'a Segments,
    /// The queries' documents, in their order, in the vocabulary of the whole index and
    /// of themselves.
    pub corpus: &'a Corpus,
    pub queries: &'a [Query],
}

/// The queries' keys, and how many documents have each phrase.
pub(super) struct QueryKeys {
    pub keys: Vec<Keys>,
    /// For each query and phrase.
    pub with_phrase: Vec<Vec<u32>>,
}

/// How much of what the rule asks for leads to a look at the documents themselves: what
/// their rarest words are, and how many content words they have, may have changed.
const NEARLY: (u32, u32) = (7, 8);

impl Lookup<'_> {
    /// The documents that may be worth comparing with each query, the queries in order.
    pub fn propose(&self) -> Result<(QueryKeys, Vec<Proposal>), Error> {
        let keys: Vec<Keys> = (0..self.queries.len() as u32)
            .into_par_iter()
            .map_init(NearHasher::default, |hasher, at| Keys::of(self.corpus, at, hasher))
            .collect();
        let look_up = |of: fn(&Keys) -> &Vec<u64>, table: fn(&Segment) -> &Table| {
            self.groups(keys.iter().map(of), table)
        };
        let bands = look_up(|keys| &keys.bands, |segment| &segment.bands)?;
        let near = look_up(|keys| &keys.near_bands, |segment| &segment.near_bands)?;
        let phrases = look_up(|keys| &keys.rarities.phrases, |segment| &segment.phrases)?;
        let words = look_up(|keys| &keys.rarities.rare_words, |segment| &segment.rare_words)?;

        let of_query = |spaces: &mut Workspaces, query: usize| {
            let mut found = Vec::new();
            for (groups, view) in [(&bands, View::Signature), (&near, View::Near)] {
                for group in groups.of(query) {
                    self.add_neighbours(query, group, spaces, |other| {
                        found.push((other, view as u32, 0));
                    })?;
                }
            }
            let mut with_phrase = Vec::new();
            for group in phrases.of(query) {
                let count = self.queries[query].documents_with(group.len() as u32);
                with_phrase.push(count);
                if count <= MOST_WITH_PHRASE {
                    found.extend(group.iter().map(|&other| (other, NO_VIEW, PHRASE_WEIGHT)));
                }
            }
            for (&word, group) in keys[query].rarities.rare_words.iter().zip(words.of(query)) {
                let listed = self.segments.live()?.word(word);
                let weight = word_weight(self.queries[query].documents_with(listed).max(2));
                found.extend(group.iter().map(|&other| (other, NO_VIEW, weight)));
            }
            self.proposals(query, &keys[query], found).map(|proposals| (with_phrase, proposals))
        };
        let found: Result<Vec<_>, Error> = (0..self.queries.len())
            .into_par_iter()
            .map_init(Workspaces::default, of_query)
            .collect();
        let (with_phrase, proposals): (_, Vec<_>) = found?.into_iter().unzip();
        let proposals = proposals.into_iter().flatten().collect();
        Ok((QueryKeys { keys, with_phrase }, proposals))
    }

    /// Adds up what speaks for each document that was found.
    fn proposals(
        &self,
        query: usize,
        keys: &Keys,
        mut found: Vec<(ArticleRef, u32, u32)>,
    ) -> Result<Vec<Proposal>, Error> {
        let itself = self.queries[query].stored;
        found.sort_unstable();
        let mut proposals = Vec::new();
        for same in found.chunk_by(|one, other| one.0 == other.0) {
            let (other, view, _) = same[0];
            if Some(other) == itself {
                continue;
            }
            let weight: u32 = same.iter().map(|&(_, _, weight)| weight).sum();
            let band = [View::Signature, View::Near].into_iter().find(|&one| one as u32 == view);
            let may_share =
                |content_words: u32| weight * NEARLY.1 >= needed_weight(content_words) * NEARLY.0;
            let may_share = may_share(0) && {
                let other = self.segments.record(other)?;
                may_share(other.content_words.min(keys.rarities.content_words))
            };
            if may_share || band.is_some() {
                proposals.push(Proposal { query, other, band, may_share });
            }
        }
        Ok(proposals)
    }

    /// What the query is paired with in a group: everything, or in one of more than
    /// [`FULL_GROUP`] the first and the next two on both sides, in the order of ids.
    fn add_neighbours(
        &self,
        query: usize,
        group: &[ArticleRef],
        spaces: &mut Workspaces,
        mut add: impl FnMut(ArticleRef),
    ) -> Result<(), Error> {
        const NEXT: usize = 2;
        if self.queries[query].documents_with(group.len() as u32) as usize <= FULL_GROUP {
            group.iter().copied().for_each(add);
            return Ok(());
        }
        let Query { id, stored } = &self.queries[query];
        let (mut firsts, mut before, mut after) = (Vec::new(), Vec::new(), Vec::new());
        for part in group.chunk_by(|one, other| one.segment == other.segment) {
            let segment = part[0].segment;
            let place = self.segments.segment(segment).before(id, spaces.of(segment))?;
            let place = part.partition_point(|other| other.at < place);
            let (earlier, later) = part.split_at(place);
            firsts.push(part[0]);
            before.extend(earlier.iter().rev().take(NEXT));
            after.extend(later.iter().filter(|other| Some(**other) != *stored).take(NEXT));
        }
        for (mut some, count, is_reversed) in
            [(firsts, 1, false), (before, NEXT, true), (after, NEXT, false)]
        {
            if some.len() > count {
                let mut named = Vec::with_capacity(some.len());
                for other in some {
                    named.push((self.segments.id(other, spaces)?, other));
                }
                named.sort_unstable();
                if is_reversed {
                    named.reverse();
                }
                some = named.into_iter().map(|(_, other)| other).collect();
            }
            some.into_iter().take(count).for_each(&mut add);
        }
        Ok(())
    }

    /// For each key of each query the documents that are listed under it.
    fn groups<'k>(
        &self,
        keys: impl Iterator<Item = &'k Vec<u64>>,
        table: fn(&Segment) -> &Table,
    ) -> Result<QueryGroups, Error> {
        let lists: Vec<&[u64]> = keys.map(Vec::as_slice).collect();
        let mut distinct = lists.concat();
        distinct.par_sort_unstable();
        distinct.dedup();
        let of_segment = |(number, segment): (u32, &Segment)| {
            let mut found: Vec<(u32, ArticleRef)> = Vec::new();
            let mut error = None;
            table(segment).get_sorted(&distinct, |place, articles| {
                for &at in articles {
                    if let Err(wrong) = segment.check_number(at) {
                        error = Some(wrong);
                        return;
                    }
                    let article = ArticleRef { segment: number, at };
                    if self.segments.is_there(article) {
                        found.push((place as u32, article));
                    }
                }
            })?;
            error.map_or(Ok(found), Err)
        };
        let all: Vec<(u32, &Segment)> = self.segments.all().collect();
        let found: Result<Vec<_>, Error> = all.into_par_iter().map(of_segment).collect();
        let mut found = found?.concat();
        found.par_sort_unstable();
        let mut starts = vec![0; distinct.len() + 1];
        found.iter().for_each(|&(place, _)| starts[place as usize + 1] += 1);
        for place in 0..distinct.len() {
            starts[place + 1] += starts[place];
        }
        let members = found.into_iter().map(|(_, article)| article).collect();
        let place = |key: &u64| distinct.binary_search(key).expect("one of the keys") as u32;
        let places = lists.par_iter().map(|keys| keys.iter().map(place).collect()).collect();
        Ok(QueryGroups { groups: Groups { starts, members }, places })
    }
}

/// Stands for no view, after all views.
const NO_VIEW: u32 = u32::MAX;

/// The groups that queries have keys of.
struct QueryGroups {
    groups: Groups,
    /// For each query the places of its keys.
    places: Vec<Vec<u32>>,
}

impl QueryGroups {
    /// The groups of a query's keys, in the order of the keys.
    fn of(&self, query: usize) -> impl Iterator<Item = &[ArticleRef]> {
        let Groups { starts, members } = &self.groups;
        self.places[query].iter().map(|&place| {
            let place = place as usize;
            &members[starts[place]..starts[place + 1]]
        })
    }
}
