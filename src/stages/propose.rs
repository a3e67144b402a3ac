//! Listings in the order of their keys → pairs.

use std::collections::VecDeque;

use super::Number;
use super::sign::Key;
use crate::candidate::{FULL_GROUP, MOST_WITH_PHRASE, MOST_WITH_WORD, View};
use crate::error::Error;

/// An article under one of its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::exhaustive_structs)]
pub struct Listing {
    /// The key.
    pub key: Key,
    /// The article.
    pub article: Number,
    /// [`Signed::needed`](super::Signed::needed) of the article.
    pub needed: u32,
}

/// What a key adds to a pair of articles that are listed under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(clippy::exhaustive_structs)]
pub struct PairShare {
    /// The article with the smaller number.
    pub a: Number,
    /// The other.
    pub b: Number,
    /// Of what kind the key is: of a pair the least counts.
    pub view: View,
    /// Of a pair the sum counts.
    pub weight: u32,
    /// What the two ask for: the same for every key that they share.
    pub needed: u32,
}

/// Of a pair that shares keys: the view by which it is a candidate, if it is one. `view` is the
/// least of all its [shares](PairShare), `weight` their sum.
///
/// This is the [rule](crate::candidate#the-rule) without near pairs, which need none.
///
/// ```
/// use nearcopy::candidate::View;
/// use nearcopy::stages::proposed;
///
/// assert_eq!(proposed(View::Phrases, 29, 32), None);
/// assert_eq!(proposed(View::Phrases, 38, 32), Some(View::Phrases));
/// assert_eq!(proposed(View::Signature, 0, 32), Some(View::Signature));
/// ```
pub fn proposed(view: View, weight: u64, needed: u32) -> Option<View> {
    (view < View::Phrases || weight >= needed.into()).then_some(view)
}

/// What listings propose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Proposals {
    /// What keys add to pairs, but for the view [`Near`](View::Near).
    pub shares: Vec<PairShare>,
    /// Near pairs, of groups of up to [`FULL_GROUP`] articles; a pair may be there
    /// several times.
    pub near: Vec<(Number, Number)>,
    /// Larger groups of the view near: the key and an article, for each of its articles.
    pub large: Vec<(u64, Number)>,
}

/// Turns listings, which come in the order of key and article, into pairs. No more than 127
/// of a group are kept at a time, however many articles have a key.
///
/// Listings of one key must go to the same proposer, one after the other; which keys
/// go to which, and where one begins anew, makes no difference.
///
/// | view | a group proposes |
/// |---|---|
/// | `Signature` | every pair; of more than 24 articles each with the first and the next two |
/// | `Phrases` | every pair of up to 12 articles |
/// | `RareWords` | every pair of up to 127 articles |
/// | `Near` | every pair of up to 24 articles; larger ones are told |
///
/// Cost: a few nanoseconds a listing and a pair.
#[derive(Debug, Default)]
pub struct Proposer {
    last: Option<Listing>,
    /// The group's articles until it is known to be too large, with what they need; then the
    /// last two.
    group: VecDeque<(Number, u32)>,
    /// How many there were.
    count: usize,
    first: (Number, u32),
}

/// Of a larger group, how many that come next each article is paired with.
const REACH: usize = 2;

impl Proposer {
    /// Adds the next listing, and what it proposes to `out`.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where it does not follow the one before in the order of keys and
    /// articles.
    pub fn add(&mut self, listing: Listing, out: &mut Proposals) -> Result<(), Error> {
        let place = |it: &Listing| (it.key.view, it.key.key, it.article);
        if self.last.is_some_and(|last| place(&last) >= place(&listing)) {
            return Err(Error::Setting {
                name: "the order of listings",
                value: format!("{:?} after {:?}", place(&listing), self.last.as_ref().map(place)),
                allowed: "by view, key and article, each once",
            });
        }
        let group = |it: &Listing| (it.key.view, it.key.key);
        if self.last.is_some_and(|last| group(&last) != group(&listing)) {
            self.finish(out);
        }
        self.last = Some(listing);
        let article = (listing.article, listing.needed);
        if self.count == 0 {
            self.first = article;
        }
        self.group.push_back(article);
        self.count += 1;
        let Key { view, key, .. } = listing.key;
        match view {
            View::All => self.pair_with_all(listing, out),
            View::Signature => self.pair_with_some(out),
            View::Near if self.count == FULL_GROUP + 1 => {
                out.large.extend(self.group.drain(..).map(|(article, _)| (key, article)));
            }
            View::Near if self.count > FULL_GROUP => {
                self.group.clear();
                out.large.push((key, listing.article));
            }
            // Too many: nothing of it is needed any more.
            _ if self.count > most(view) => self.group.clear(),
            _ => {}
        }
        Ok(())
    }

    /// Ends the last group. Other listings may follow.
    pub fn finish(&mut self, out: &mut Proposals) {
        let Some(Listing { key: Key { view, weight, .. }, .. }) = self.last.take() else { return };
        let group = std::mem::take(&mut self.group);
        let count = std::mem::take(&mut self.count);
        let pairs = || {
            let all = group.iter().enumerate();
            all.flat_map(|(at, &one)| group.iter().skip(at + 1).map(move |&other| (one, other)))
        };
        match view {
            View::Near if count <= FULL_GROUP => {
                out.near.extend(pairs().map(|((a, _), (b, _))| (a, b)));
            }
            View::Signature if count <= FULL_GROUP => {
                out.shares.extend(pairs().map(|(one, other)| share(one, other, view, weight)));
            }
            View::Phrases | View::RareWords if count <= most(view) => {
                out.shares.extend(pairs().map(|(one, other)| share(one, other, view, weight)));
            }
            _ => {}
        }
    }

    fn pair_with_all(&self, listing: Listing, out: &mut Proposals) {
        let own = (listing.article, listing.needed);
        let others = self.group.iter().take(self.count - 1);
        out.shares.extend(others.map(|&other| share(other, own, View::All, 0)));
    }

    /// Pairs the last article of a group of bands, once that is too large, with the two before
    /// and the first; when it becomes too large, so the earlier ones.
    fn pair_with_some(&mut self, out: &mut Proposals) {
        if self.count <= FULL_GROUP {
            return;
        }
        let from = if self.count == FULL_GROUP + 1 { 1 } else { self.group.len() - 1 };
        for at in from..self.group.len() {
            let own = self.group[at];
            for before in at.saturating_sub(REACH)..at {
                out.shares.push(share(self.group[before], own, View::Signature, 0));
            }
            let place = self.count - self.group.len() + at;
            if place > REACH {
                out.shares.push(share(self.first, own, View::Signature, 0));
            }
        }
        self.group.drain(..self.group.len() - REACH);
    }
}

/// How many articles of a group may be, so that it proposes pairs.
fn most(view: View) -> usize {
    match view {
        View::Phrases => MOST_WITH_PHRASE as usize,
        View::RareWords => MOST_WITH_WORD as usize,
        _ => usize::MAX,
    }
}

fn share(one: (Number, u32), other: (Number, u32), view: View, weight: u32) -> PairShare {
    PairShare { a: one.0, b: other.0, view, weight, needed: one.1.min(other.1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposals(view: View, count: u64) -> Proposals {
        let mut out = Proposals::default();
        let mut proposer = Proposer::default();
        for key in [3, 8] {
            for article in 0..count {
                let key = Key { view, key, weight: 5 };
                proposer.add(Listing { key, article, needed: article as u32 }, &mut out).unwrap();
            }
        }
        proposer.finish(&mut out);
        out
    }

    /// The pairs of one of the two groups.
    fn pairs(view: View, count: u64) -> Vec<(Number, Number)> {
        let Proposals { mut shares, near, .. } = proposals(view, count);
        assert!(shares.iter().all(|it| it.view == view && it.needed == it.a as u32));
        shares.sort_unstable();
        let mut all: Vec<_> = shares.iter().map(|it| (it.a, it.b)).chain(near).collect();
        all.sort_unstable();
        assert!(all.chunks(2).all(|two| two[0] == two[1]), "both groups propose the same");
        all.dedup();
        all
    }

    #[test]
    fn groups_are_bounded_as_in_a_search() {
        let all = |count: u64| count * (count - 1) / 2;
        for (view, most) in
            [(View::Signature, 24), (View::Near, 24), (View::Phrases, 12), (View::RareWords, 127)]
        {
            for count in [1, 2, 3, most] {
                assert_eq!(pairs(view, count).len() as u64, all(count), "{view} {count}");
            }
        }
        assert!(pairs(View::Phrases, 13).is_empty() && pairs(View::RareWords, 128).is_empty());
        for count in [25, 26, 60, 1000] {
            // As `pairs_of_group` has it: each with the next two, and with the first.
            let mut expected = Vec::new();
            for a in 0..count {
                expected.extend((a + 1..count.min(a + 3)).map(|b| (a, b)));
                expected.extend((a == 0).then_some(3..count).into_iter().flatten().map(|b| (0, b)));
            }
            expected.sort_unstable();
            assert_eq!(pairs(View::Signature, count), expected, "{count}");
            let near = proposals(View::Near, count);
            assert!(near.near.is_empty());
            let expected = [3, 8].map(|key| (0..count).map(move |article| (key, article)));
            assert_eq!(near.large, expected.into_iter().flatten().collect::<Vec<_>>());
        }
        assert_eq!(pairs(View::All, 40).len() as u64, all(40));
    }

    #[test]
    fn listings_out_of_order_are_refused() {
        let key = Key { view: View::Near, key: 3, weight: 0 };
        let listing = |article| Listing { key, article, needed: 0 };
        let mut proposer = Proposer::default();
        let mut out = Proposals::default();
        proposer.add(listing(5), &mut out).unwrap();
        for article in [5, 4] {
            let message = proposer.add(listing(article), &mut out).unwrap_err().to_string();
            assert!(message.contains("by view, key and article"), "{message}");
        }
    }
}
