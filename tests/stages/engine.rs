//! The least engine on which the stages run: vectors that are cut into parts and sorted.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use nearcopy::candidate::View;
use nearcopy::stages::{
    CandidatePair, Closest, FoundPair, Key, Listing, MemberKey, Number, Plan, PlanSettings,
    Proposals, Proposer, Signer, least_counts, proposed, stars,
};
use nearcopy::statistics::CorpusStatistics;
use nearcopy::verify::{Level, MIN_WORDS};
use nearcopy::{Article, Findings};

/// What was found, by ids.
#[derive(Debug, Default)]
pub struct Found {
    pub identical: Vec<Vec<String>>,
    pub pairs: Vec<(String, String, FoundPair)>,
    pub clusters: Vec<(String, Vec<(String, f32)>)>,
    /// How many articles are in large groups of near-duplicates as members.
    pub members: usize,
}

/// A part of a table, its rows in any order.
type Part<T> = Vec<T>;

/// The numbers that decide what goes where: splitmix64.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        value ^ (value >> 31)
    }

    pub fn below(&mut self, range: usize) -> usize {
        (self.next() % range as u64) as usize
    }

    pub fn shuffle<T>(&mut self, rows: &mut [T]) {
        for at in (1..rows.len()).rev() {
            rows.swap(at, self.below(at + 1));
        }
    }

    /// The rows in so many parts, shuffled.
    fn cut<T>(&mut self, mut rows: Vec<T>, parts: usize) -> Vec<Part<T>> {
        self.shuffle(&mut rows);
        self.send(rows, parts, |_, random| random.next())
    }

    /// The rows in so many parts, those together that are given the same number.
    fn send<T>(
        &mut self,
        rows: Vec<T>,
        parts: usize,
        to: impl Fn(&T, &mut Self) -> u64,
    ) -> Vec<Part<T>> {
        let mut all: Vec<Part<T>> = (0..parts).map(|_| Vec::new()).collect();
        for row in rows {
            let part = Self(to(&row, self)).below(parts);
            all[part].push(row);
        }
        all
    }
}

/// Searches the articles in so many parts, cut and shuffled by this seed.
pub fn search(articles: &[Article<'_>], settings: PlanSettings, parts: usize, seed: u64) -> Found {
    let mut random = Random(seed);
    // Numbers in the order of ids, with gaps.
    let mut ids: Vec<&str> = articles.iter().map(Article::id).collect();
    ids.sort_unstable();
    let number = |id: &str| 7 * ids.binary_search(&id).unwrap() as u64 + 3;
    let id = |number: Number| ids[(number as usize - 3) / 7].to_owned();
    let texts: BTreeMap<Number, &str> =
        articles.iter().map(|it| (number(it.id()), it.text())).collect();

    // 1: fingerprints; grouped.
    let rows: Vec<Number> = texts.keys().copied().collect();
    let mut groups: HashMap<u128, Vec<(Number, u32)>> = HashMap::new();
    for part in random.cut(rows, parts) {
        let mut signer = Signer::default();
        for article in part {
            let found = signer.fingerprint(texts[&article]).unwrap();
            groups.entry(found.words_hash).or_default().push((article, found.words));
        }
    }
    let (mut distinct, mut same, mut searched) = (Vec::new(), Vec::new(), Vec::new());
    let mut identical = Vec::new();
    for group in groups.values_mut() {
        group.sort_unstable();
        let (first, words) = group[0];
        distinct.push(first);
        if words as usize >= MIN_WORDS {
            searched.push(first);
        }
        if words > 0 && group.len() > 1 {
            same.extend(group[1..].iter().map(|&(other, _)| (first, other)));
            identical.push(group.iter().map(|&(article, _)| id(article)).collect::<Vec<_>>());
        }
    }
    identical.sort_unstable();

    // 2: counts; summed.
    let statistics = match settings.level {
        Level::Near => CorpusStatistics::default(),
        _ => count(&texts, random.cut(distinct, parts)),
    };
    let plan = Plan::new(settings, searched.len() as u64, &statistics).unwrap();
    let saved = plan.to_bytes();
    let plan = Plan::from_bytes(&saved, settings.threads).unwrap();
    assert_eq!(plan.to_bytes(), saved);

    // 3: keys; sorted.
    let mut listings: Vec<Listing> = Vec::new();
    for part in random.cut(searched, parts) {
        let mut signer = Signer::default();
        for article in part {
            let signed = signer.sign(&plan, texts[&article]).unwrap();
            let listing = |&key: &Key| Listing { key, article, needed: signed.needed };
            listings.extend(signed.keys.iter().map(listing));
        }
    }

    // 4: pairs; summed. Of keys that are sent to one part each is in order.
    let mut proposals = Proposals::default();
    for mut part in random.send(listings, parts, |it, _| it.key.key ^ (it.key.view as u64) << 60) {
        part.sort_unstable();
        let mut proposer = Proposer::default();
        part.iter().for_each(|&listing| proposer.add(listing, &mut proposals).unwrap());
        proposer.finish(&mut proposals);
    }
    let mut sums: HashMap<(Number, Number), (View, u64, u32)> = HashMap::new();
    for share in &proposals.shares {
        let sum = sums.entry((share.a, share.b)).or_insert((share.view, 0, share.needed));
        assert_eq!(sum.2, share.needed);
        *sum = (sum.0.min(share.view), sum.1 + u64::from(share.weight), sum.2);
    }
    let view = |(view, weight, needed): (View, u64, u32)| proposed(view, weight, needed);
    let mut candidates: BTreeMap<(Number, Number), View> =
        sums.into_iter().filter_map(|(pair, sum)| Some((pair, view(sum)?))).collect();

    // 5: large groups, those together that are connected.
    let of_article = |&(key, article): &(u64, Number)| (Node::Key(key), Node::Article(article));
    let components = components(proposals.large.iter().map(of_article));
    let component = |it: &(u64, Number)| components[&Node::Key(it.0)];
    let (mut near, mut members) = (proposals.near, BTreeMap::new());
    let mut keys: Vec<MemberKey> = Vec::new();
    let large = proposals.large;
    for mut part in random.send(large, parts, |it, _| component(it)) {
        random.shuffle(&mut part);
        let texts = texts_of(&texts, part.iter().map(|&(_, article)| article));
        let found = plan.represent(&part, &texts).unwrap();
        near.extend(found.near);
        members.extend(found.members);
        keys.extend(found.keys);
    }
    near.retain(|(a, b)| !members.contains_key(a) || !members.contains_key(b));
    for mut part in random.send(keys, parts, |it, _| it.joined.iter().map(|&n| u64::from(n)).sum())
    {
        part.sort_unstable();
        let mut closest = Closest::default();
        near.extend(part.into_iter().filter_map(|key| closest.add(key)));
    }
    for pair in near {
        let view = candidates.entry(pair).or_insert(View::Near);
        *view = View::Near.min(*view);
    }

    // 6: matches.
    let candidates = candidates.into_iter().map(|((a, b), view)| CandidatePair { a, b, view });
    let mut found = Vec::new();
    for part in random.cut(candidates.collect(), parts) {
        let texts = texts_of(&texts, part.iter().flat_map(|pair| [pair.a, pair.b]));
        found.extend(plan.verify(&part, &texts, true).unwrap());
    }

    // 7: passages at the level near.
    if settings.level == Level::Near {
        let matching: BTreeSet<Number> = found.iter().flat_map(|it| [it.a, it.b]).collect();
        let statistics = count(&texts, random.cut(matching.into_iter().collect(), parts));
        let pair = |it: FoundPair| CandidatePair { a: it.a, b: it.b, view: it.view };
        let parts = random.cut(found.into_iter().map(pair).collect(), parts);
        let align = |part: Vec<CandidatePair>| {
            let texts = texts_of(&texts, part.iter().flat_map(|pair| [pair.a, pair.b]));
            plan.align(&part, &texts, &statistics).unwrap()
        };
        found = parts.into_iter().flat_map(align).collect();
    }
    found.sort_unstable_by_key(|it| (it.a, it.b));

    // 8: clusters, component by component.
    let is_match = |it: &&FoundPair| it.relation.name() != "template";
    let matches = found.iter().filter(is_match).map(|it| (it.a, it.b, it.score));
    let matches: Vec<(Number, Number, f32)> = matches.collect();
    let edges = matches.iter().map(|&(a, b, _)| (a, b)).chain(same.iter().copied());
    let components = self::components(edges);
    type Component = (Vec<(Number, Number, f32)>, Vec<(Number, Number)>);
    let mut parts: BTreeMap<u64, Component> = BTreeMap::new();
    matches.iter().for_each(|it| parts.entry(components[&it.0]).or_default().0.push(*it));
    same.iter().for_each(|it| parts.entry(components[&it.0]).or_default().1.push(*it));
    let mut clusters = Vec::new();
    for (mut matches, mut same) in parts.into_values() {
        random.shuffle(&mut matches);
        random.shuffle(&mut same);
        clusters.extend(stars(&matches, &same));
    }
    clusters.sort_unstable_by_key(|(representative, _)| *representative);
    let named = |(representative, members): (Number, Vec<(Number, f32)>)| {
        (id(representative), members.into_iter().map(|(it, score)| (id(it), score)).collect())
    };
    let clusters = clusters.into_iter().map(named).collect();
    let pairs = found.into_iter().map(|it| (id(it.a), id(it.b), it)).collect();
    Found { identical, pairs, clusters, members: members.len() }
}

/// The statistics of texts that are counted in parts, as far as they are needed.
fn count(texts: &BTreeMap<Number, &str>, parts: Vec<Part<Number>>) -> CorpusStatistics {
    let (mut documents, mut words, mut runs) = (0, HashMap::new(), HashMap::new());
    for part in parts {
        let texts: Vec<&str> = part.iter().map(|article| texts[article]).collect();
        let counted = CorpusStatistics::count(&texts).unwrap();
        documents += counted.documents();
        for (sums, counts) in [
            (&mut words, counted.word_frequencies().collect::<Vec<_>>()),
            (&mut runs, counted.run_frequencies().collect()),
        ] {
            counts.into_iter().for_each(|(hash, count)| *sums.entry(hash).or_insert(0) += count);
        }
    }
    let [least_words, least_runs] = least_counts(documents);
    words.retain(|_, count: &mut u32| *count >= least_words);
    runs.retain(|_, count: &mut u32| *count >= least_runs);
    let (words, runs) = (words.into_iter().collect(), runs.into_iter().collect());
    CorpusStatistics::from_frequencies(documents, 1, words, runs).unwrap()
}

fn texts_of<'t>(
    texts: &BTreeMap<Number, &'t str>,
    articles: impl Iterator<Item = Number>,
) -> Vec<(Number, &'t str)> {
    let articles: BTreeSet<Number> = articles.collect();
    articles.into_iter().map(|article| (article, texts[&article])).collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Node {
    Key(u64),
    Article(Number),
}

/// For each node the number of its connected component.
fn components<N: Copy + Eq + std::hash::Hash>(
    edges: impl Iterator<Item = (N, N)>,
) -> HashMap<N, u64> {
    let mut numbers: HashMap<N, usize> = HashMap::new();
    let mut above: Vec<usize> = Vec::new();
    fn root(above: &[usize], mut at: usize) -> usize {
        while above[at] != at {
            at = above[at];
        }
        at
    }
    for (one, other) in edges {
        let [one, other] = [one, other].map(|node| {
            let next = numbers.len();
            let number = *numbers.entry(node).or_insert(next);
            if number == above.len() {
                above.push(number);
            }
            root(&above, number)
        });
        above[one.max(other)] = one.min(other);
    }
    numbers.into_iter().map(|(node, at)| (node, root(&above, at) as u64)).collect()
}

/// That these are the findings of one search, down to the last bit.
pub fn assert_same(found: &Found, whole: &Findings, articles: &[Article<'_>], what: &str) {
    let id = |at: usize| articles[at].id();
    let sets: Vec<Vec<&str>> =
        whole.identical.iter().map(|set| set.articles.iter().map(|&at| id(at)).collect()).collect();
    assert_eq!(found.identical, sets, "{what}");
    let mut matches: Vec<_> = whole.matches.iter().chain(&whole.templates).collect();
    matches.sort_unstable_by_key(|it| (id(it.a), id(it.b)));
    let named = matches.iter().map(|it| (id(it.a), id(it.b)));
    let pairs = found.pairs.iter().map(|(a, b, _)| (a.as_str(), b.as_str()));
    let (named, pairs): (BTreeSet<_>, BTreeSet<_>) = (named.collect(), pairs.collect());
    let missing: Vec<_> = named.difference(&pairs).take(5).collect();
    let extra: Vec<_> = pairs.difference(&named).take(5).collect();
    assert!(missing.is_empty() && extra.is_empty(), "{what}: no {missing:?}, but {extra:?}");
    assert_eq!(found.pairs.len(), matches.len(), "{what}");
    for (expected, (a, b, found)) in matches.iter().zip(&found.pairs) {
        let what = format!("{what}: {a} {b}");
        assert_eq!((id(expected.a), id(expected.b)), (a.as_str(), b.as_str()), "{what}");
        assert_eq!((found.view, found.relation), (expected.view, expected.relation), "{what}");
        assert_eq!(found.score.to_bits(), expected.score.to_bits(), "{what}");
        assert_eq!(found.evidence, expected.evidence, "{what}");
        assert_eq!(found.alignment, expected.alignment, "{what}");
        assert!(found.alignment.is_some());
    }
    let clusters = whole.clusters.iter().map(|cluster| {
        let members = cluster.members.iter().map(|it| (id(it.article).to_owned(), it.score));
        (id(cluster.representative).to_owned(), members.collect::<Vec<_>>())
    });
    assert_eq!(found.clusters, clusters.collect::<Vec<_>>(), "{what}");
}
