//! Large groups of near-duplicates: who represents them, and which pairs are compared.
//!
//! A template or a much edited text has thousands of near-duplicates, of which all
//! pairs are too many to compare, to keep and to read. So the articles that share a
//! key with more than [`FULL_GROUP`] - 1 others are gone through in the order of their
//! ids. One with [`FULL_GROUP`] near-duplicates or more, each verified exactly, becomes
//! a *representative*, and those of them that come later its *members*; or, where one of
//! them is a representative already, its member. Nothing is looked for from a member:
//! ten thousand versions of one text cost ten thousand comparisons.
//!
//! Only pairs of two members are left out, and not the closest: see [`closest`].

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::iter::once;

use rayon::prelude::*;

use super::propose::{NearArticles, Screen};
use super::signature::{BANDS, NearSignature};
use crate::candidate::{Across, FULL_GROUP, Pair};

/// Articles with one key up to which each that is no member is compared with all
/// others. More than at the other levels, as a comparison costs less here. Of more
/// articles, each is compared with the first and the next two.
pub const FULL_NEAR_GROUP: usize = 1000;

/// In a group of more than [`FULL_NEAR_GROUP`] articles, how many of those that are
/// no members look for near-duplicates in all of it. What is one group of
/// near-duplicates has one that does; where a hundred found none, it is a template of
/// which most is filled in.
const MOST_LOOKS: u32 = 100;

/// Articles of a group with one key that were tried in vain as representatives, from
/// which no other is tried that is in such groups alone: a template whose fills just
/// miss the least resemblance would be tried with every fill.
const MOST_FAILURES: u32 = 8;

/// How many of an article's likeliest near-duplicates are verified first, and how
/// many at a time after that. Where of so many none is one, no others are tried.
const FIRST_TRIED: usize = 64;
const NEXT_TRIED: usize = 1 << 12;

/// Articles that are compared with one by one thread.
const PIECE: usize = 64;

/// The articles that have the same key in one band, gathered band by band.
#[derive(Default)]
pub(super) struct BandGroups {
    /// The pairs of groups of up to [`FULL_GROUP`].
    pairs: Vec<Pair>,
    /// The members of the larger ones, one group after the other, and where each ends.
    members: Vec<u32>,
    ends: Vec<usize>,
}

impl BandGroups {
    pub fn add(&mut self, group: &[[u32; 2]]) {
        let articles = group.iter().map(|&[_, article]| article);
        if group.len() > FULL_GROUP {
            self.members.extend(articles);
            self.ends.push(self.members.len());
            return;
        }
        for (at, a) in articles.enumerate() {
            self.pairs.extend(group[at + 1..].iter().map(|&[_, b]| Pair { a, b }));
        }
    }
}

/// The articles that share a key, in all bands.
pub(super) struct KeyGroups {
    /// The pairs of groups of up to [`FULL_GROUP`], ordered, each once.
    pub pairs: Vec<Pair>,
    /// The larger ones: all members, and where each group starts and the last ends.
    members: Vec<u32>,
    starts: Vec<usize>,
    /// For each article the larger ones that it is in, likewise.
    groups: Vec<u32>,
    groups_from: Vec<usize>,
}

impl KeyGroups {
    pub fn new(articles: usize, bands: Vec<BandGroups>) -> Self {
        let (mut members, mut starts) = (Vec::new(), vec![0]);
        let mut pairs = Vec::new();
        for mut band in bands {
            starts.extend(band.ends.iter().map(|end| members.len() + end));
            members.append(&mut band.members);
            pairs.append(&mut band.pairs);
        }
        pairs.par_sort_unstable();
        pairs.dedup();

        let mut groups_from = vec![0; articles + 1];
        members.iter().for_each(|&article| groups_from[article as usize + 1] += 1);
        for at in 0..articles {
            groups_from[at + 1] += groups_from[at];
        }
        let mut next = groups_from.clone();
        let mut groups = vec![0; members.len()];
        for (group, two) in (0..).zip(starts.windows(2)) {
            for &article in &members[two[0]..two[1]] {
                let place = &mut next[article as usize];
                groups[*place] = group;
                *place += 1;
            }
        }
        Self { pairs, members, starts, groups, groups_from }
    }

    /// The larger groups that the article is in.
    fn of(&self, article: u32) -> &[u32] {
        let article = article as usize;
        &self.groups[self.groups_from[article]..self.groups_from[article + 1]]
    }

    /// The members of a larger group, in their order.
    fn members(&self, group: u32) -> &[u32] {
        &self.members[self.starts[group as usize]..self.starts[group as usize + 1]]
    }

    /// All pairs of the larger groups that are wanted and may be near-duplicates, those of
    /// some articles at a time. They may be many more than there are articles.
    pub fn for_all_pairs(
        &self,
        screen: &Screen<'_, impl NearArticles>,
        is_wanted: impl Fn(Pair) -> bool + Sync,
        mut add: impl FnMut(Vec<Pair>),
    ) {
        /// Articles whose pairs are gathered at once.
        const ARTICLES: u32 = 256;

        let of_one = |a: u32| {
            let groups = self.of(a).iter().flat_map(|&group| self.members(group));
            let mut others: Vec<u32> = groups.copied().filter(|&b| b > a).collect();
            others.sort_unstable();
            others.dedup();
            let pairs = others.into_iter().map(move |b| Pair { a, b });
            let wanted = pairs.filter(|&pair| is_wanted(pair) && screen.passes(pair));
            wanted.collect::<Vec<_>>()
        };
        let all = screen.articles.len() as u32;
        for start in (0..all).step_by(ARTICLES as usize) {
            let some = start..all.min(start.saturating_add(ARTICLES));
            add(some.into_par_iter().flat_map_iter(of_one).collect());
        }
    }
}

/// What an article is among large groups of near-duplicates.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Not looked at yet, or in no group of many with one key.
    Unknown,
    /// It has not many near-duplicates.
    Single,
    Representative,
    /// It is a verified near-duplicate of this representative.
    Member(u32),
}

/// The large groups of near-duplicates among some articles.
pub(super) struct NearGroups {
    places: Vec<Place>,
}

impl NearGroups {
    /// Finds them, and appends to `pairs` those to be compared in groups of many
    /// with one key. Of articles that nobody represents, these may be thousands each:
    /// where they come to [`Screen::most_pairs`], only verified near-duplicates are kept.
    pub fn find(
        keys: &KeyGroups,
        screen: &Screen<'_, impl NearArticles>,
        pairs: &mut Vec<Pair>,
    ) -> Self {
        let articles = screen.articles.len();
        let mut search = GroupSearch {
            keys,
            screen,
            places: vec![Place::Unknown; articles],
            looks: vec![0; keys.starts.len()],
            failures: vec![0; keys.starts.len()],
            met_by: vec![u32::MAX; articles],
        };
        let mut unverified = Vec::new();
        for article in 0..articles as u32 {
            let is_unknown = search.places[article as usize] == Place::Unknown;
            if is_unknown && !keys.of(article).is_empty() {
                search.place(article, pairs, &mut unverified);
                if unverified.len() >= screen.most_pairs {
                    pairs.append(&mut screen.near(std::mem::take(&mut unverified)));
                }
            }
        }
        pairs.append(&mut unverified);
        Self { places: search.places }
    }

    /// Whether the pair is one of two members, which are not compared.
    pub fn is_left_out(&self, Pair { a, b }: Pair) -> bool {
        let is_member = |at: u32| matches!(self.places[at as usize], Place::Member(_));
        is_member(a) && is_member(b)
    }

    /// The representative of the group that the article is in, if it is in one.
    pub fn representative(&self, article: u32) -> Option<u32> {
        match self.places[article as usize] {
            Place::Representative => Some(article),
            Place::Member(representative) => Some(representative),
            Place::Unknown | Place::Single => None,
        }
    }

    /// The members of all groups, in their order, each with its representative.
    pub fn represented(&self) -> impl Iterator<Item = (u32, u32)> {
        let all = (0..).zip(&self.places);
        all.filter_map(|(at, place)| match *place {
            Place::Member(representative) => Some((at, representative)),
            _ => None,
        })
    }

    /// The members of all groups, in their order.
    pub fn members(&self) -> Vec<u32> {
        self.represented().map(|(member, _)| member).collect()
    }

    /// How many pairs of one group, each of the two in it, are not among `compared`; where
    /// sides are given, pairs across them.
    pub fn left_out(&self, across: Option<&Across>, compared: impl Iterator<Item = Pair>) -> usize {
        let mut sizes = vec![0usize; self.places.len()];
        let mut of_sides: BTreeMap<(u32, u32), usize> = BTreeMap::new();
        for article in 0..self.places.len() as u32 {
            if let Some(representative) = self.representative(article) {
                sizes[representative as usize] += 1;
                if let Some(side) = across.and_then(|across| across.only_side(article)) {
                    *of_sides.entry((representative, side)).or_default() += 1;
                }
            }
        }
        let pairs = |&size: &usize| size * size.saturating_sub(1) / 2;
        let all: usize = sizes.iter().map(pairs).sum();
        let all = all - of_sides.values().map(pairs).sum::<usize>();
        let is_within = |Pair { a, b }: &Pair| {
            let group = self.representative(*a);
            group.is_some() && group == self.representative(*b)
        };
        all - compared.filter(is_within).count()
    }
}

struct GroupSearch<'s, A> {
    keys: &'s KeyGroups,
    screen: &'s Screen<'s, A>,
    places: Vec<Place>,
    /// How often each group of more than [`FULL_NEAR_GROUP`] was gone through.
    looks: Vec<u32>,
    /// For each group how many of its articles were tried as representatives in vain.
    failures: Vec<u32>,
    /// For each article the last that met it while looking.
    met_by: Vec<u32>,
}

impl<A: NearArticles> GroupSearch<'_, A> {
    /// Finds the place of an article, and appends what it is compared with: to
    /// `unverified` what only shares a key with it.
    fn place(&mut self, article: u32, pairs: &mut Vec<Pair>, unverified: &mut Vec<Pair>) {
        let (compared, met) = self.look(article);
        let near = self.near(article, met);
        if near.as_ref().is_some_and(|near| near.len() < FULL_GROUP) {
            self.keys.of(article).iter().for_each(|&group| self.failures[group as usize] += 1);
        }
        let near = near.unwrap_or_default();
        let pair = |other: u32| Pair::ordered(article, other);
        let is_representative =
            |other: &&u32| self.places[**other as usize] == Place::Representative;
        self.places[article as usize] = if near.len() < FULL_GROUP {
            Place::Single
        } else if let Some(&representative) = near.iter().filter(is_representative).min() {
            pairs.push(pair(representative));
            Place::Member(representative)
        } else {
            for &other in &near {
                let place = &mut self.places[other as usize];
                if *place == Place::Unknown {
                    *place = Place::Member(article);
                }
            }
            pairs.extend(near.iter().copied().map(pair));
            Place::Representative
        };
        if !matches!(self.places[article as usize], Place::Member(_)) {
            unverified.extend(compared.into_iter().map(pair));
        }
    }

    /// The articles with a key of this one that are compared with it if it is no
    /// member, and those that may make it one.
    fn look(&mut self, article: u32) -> (Vec<u32>, Vec<u32>) {
        let Self { keys, places, looks, met_by, .. } = self;
        let mut meet = |other: &u32| {
            std::mem::replace(&mut met_by[*other as usize], article) != article && *other != article
        };
        let is_large = |group: &u32| keys.members(*group).len() > FULL_NEAR_GROUP;
        let (large, small): (Vec<u32>, Vec<u32>) =
            keys.of(article).iter().partition(|group| is_large(group));
        let in_small = small.iter().flat_map(|&group| keys.members(group)).copied();
        let mut met: Vec<u32> = in_small.filter(|other| meet(other)).collect();
        // An earlier one that is single has been compared with this one.
        let is_new = |other: &u32| *other > article || places[*other as usize] != Place::Single;
        let mut compared: Vec<u32> = met.iter().copied().filter(is_new).collect();
        for group in large {
            let members = keys.members(group);
            let at = members.partition_point(|&other| other < article);
            let next = members[at + 1..].iter().take(2).copied();
            compared.extend(once(members[0]).chain(next).filter(|&other| other != article));
            let looks = &mut looks[group as usize];
            if *looks < MOST_LOOKS {
                *looks += 1;
                met.extend(members.iter().copied().filter(|other| meet(other)));
            }
        }
        (compared, met)
    }

    /// Which of these are verified near-duplicates of the article; `None` where they
    /// do not seem to be enough for a large group.
    fn near(&self, article: u32, met: Vec<u32>) -> Option<Vec<u32>> {
        let mut groups = self.keys.of(article).iter();
        if groups.all(|&group| self.failures[group as usize] >= MOST_FAILURES) {
            return None;
        }
        let own = self.screen.articles.signature(article as usize);
        let own: &NearSignature = &own;
        let equal = |&other: &u32| {
            let other = self.screen.articles.signature(other as usize);
            own.equal_minima(&other)
        };
        let mut likely: Vec<(Reverse<usize>, u32)> = met
            .into_iter()
            .map(|other| (Reverse(equal(&other)), other))
            .filter(|&(Reverse(equal), other)| {
                self.screen.may_reach(Pair::ordered(article, other), equal)
            })
            .collect();
        let is_expected = |it: &&(Reverse<usize>, u32)| it.0.0 >= self.screen.expected_equal;
        if likely.iter().filter(is_expected).count() < FULL_GROUP {
            return None;
        }
        likely.sort_unstable();
        let mut pairs = likely.into_iter().map(|(_, other)| Pair::ordered(article, other));
        let mut near = Vec::new();
        for tried in once(FIRST_TRIED).chain(std::iter::repeat(NEXT_TRIED)) {
            let some: Vec<Pair> = pairs.by_ref().take(tried).collect();
            let Screen { articles, least, .. } = self.screen;
            let found = some.par_chunks(PIECE).flat_map_iter(|piece| articles.near(piece, *least));
            let found: Vec<Pair> = found.collect();
            if found.is_empty() {
                break;
            }
            near.extend(found.iter().map(|&Pair { a, b }| if a == article { b } else { a }));
        }
        Some(near)
    }
}

/// Bands that are joined to one of four times as many rows, which hardly any but the
/// closest share: two of resemblance 0.95 have one of the eight in common with
/// probability 0.99, two of 0.8 with 0.2.
const JOINED_BANDS: usize = 4;

/// How many joined bands a signature has.
pub(super) const JOINED: usize = BANDS / JOINED_BANDS;

/// The keys of bands that are one joined band.
pub(super) type JoinedKey = [u32; JOINED_BANDS];

/// The key of a joined band, and that of the one that follows it.
pub(super) fn joined_band(signature: &NearSignature, band: usize) -> (JoinedKey, JoinedKey) {
    let mut keys = signature.keys;
    keys.rotate_left(band * JOINED_BANDS);
    let [joined, following] = [0, 1]
        .map(|at| -> JoinedKey { std::array::from_fn(|band| keys[at * JOINED_BANDS + band]) });
    (joined, following)
}

/// Pairs of members that are compared all the same, at most eight for each as the
/// first of the two: in each [joined band](JOINED_BANDS), each with the next that
/// agrees in it, whatever groups the two are in. Those that agree are ordered by the
/// bands that follow, so that the closest are mostly neighbours.
///
/// Source: sorted prefixes as in LSH Forest (Bawa, Condie, Ganesan, WWW 2005).
///
/// Where sides are given, the next of another side is meant.
pub(super) fn closest(
    members: &[u32],
    articles: &impl NearArticles,
    across: Option<&Across>,
) -> Vec<Pair> {
    let of_band = |band: usize| {
        let key = |&member: &u32| {
            let (joined, following) = joined_band(&articles.signature(member as usize), band);
            (joined, following, member)
        };
        let mut keys: Vec<_> = members.iter().map(key).collect();
        keys.sort_unstable();
        let mut pairs = Vec::new();
        for agreeing in keys.chunk_by(|one, other| one.0 == other.0) {
            let agreeing: Vec<u32> = agreeing.iter().map(|&(.., member)| member).collect();
            match across {
                None => pairs.extend(agreeing.windows(2).map(|two| Pair::ordered(two[0], two[1]))),
                Some(across) => across.for_each_next(&agreeing, |one, other| {
                    pairs.push(Pair::ordered(one, other));
                }),
            }
        }
        pairs
    };
    (0..JOINED).into_par_iter().flat_map_iter(of_band).collect()
}
