//! An index gives what a search of the same articles gives.

mod articles;
mod faults;
mod saved;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use articles::{articles, without};
use nearcopy::index::{Index, Snapshot};
use nearcopy::{Article, Articles, Detector, Findings};

fn detector() -> Detector {
    Detector::builder().build().unwrap()
}

/// The pairs of findings by ids, each with what was decided.
fn pairs(findings: &Findings, articles: &dyn Articles) -> BTreeMap<(String, String), String> {
    let name = |at: usize| articles.id(at).to_owned();
    let decided = |found: &nearcopy::Match| {
        let verdict = (found.score, found.relation, found.evidence, &found.alignment);
        ((name(found.a), name(found.b)), format!("{verdict:?}"))
    };
    findings.matches.iter().map(decided).collect()
}

fn identical(findings: &Findings, articles: &dyn Articles) -> Vec<Vec<String>> {
    let ids = |set: &nearcopy::IdenticalSet| {
        set.articles.iter().map(|&at| articles.id(at).to_owned()).collect()
    };
    findings.identical.iter().map(ids).collect()
}

/// What a search of these articles finds.
fn searched(articles: &[Article<'_>]) -> Findings {
    detector().detect(articles).unwrap()
}

/// That the index finds what a search of these articles finds.
fn assert_searches_alike(snapshot: &Snapshot, articles: &[Article<'_>]) {
    let expected = searched(articles);
    let found = snapshot.search(&detector(), &()).unwrap();
    assert_eq!(pairs(&found.findings, &found.articles), pairs(&expected, &articles));
    assert_eq!(identical(&found.findings, &found.articles), identical(&expected, &articles));
    assert_eq!(found.findings.statistics, expected.statistics);
    assert_eq!(found.findings.clusters.len(), expected.clusters.len());
    assert_eq!(found.findings.skipped.len(), expected.skipped.len());
}

/// The bytes of all files but the manifests.
fn files(folder: &Path) -> BTreeSet<Vec<u8>> {
    let all = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_segment = |path: &std::path::PathBuf| {
        path.file_name().unwrap().to_str().unwrap().starts_with("segment")
    };
    all.filter(is_segment).map(|path| std::fs::read(path).unwrap()).collect()
}

#[test]
fn what_is_added_in_parts_is_found_as_in_one_search() {
    for (count, part) in [(40, 7), (400, 37), (400, 400), (400, 90)] {
        let articles = articles(count, 3);
        let folder = tempfile::tempdir().unwrap();
        let mut index = Index::create(folder.path().join("index"), true).unwrap();
        let mut listed: BTreeMap<(String, String), String> = BTreeMap::new();
        for part in articles.chunks(part) {
            let added = index.add(&detector(), &part, &()).unwrap();
            assert_eq!((added.added, added.replaced, added.unchanged), (part.len(), 0, 0));
            listed.extend(pairs(&added.findings, &added.articles));
        }
        let searched = searched(&articles);
        let expected = pairs(&searched, &&articles[..]);
        assert!(expected.len() > count / 8, "{}", expected.len());
        // Which article a pair names of those with the same words changes with each addition.
        let sets = identical(&searched, &&articles[..]);
        let first = |id: &String| {
            let set = sets.iter().find(|set| set.contains(id));
            set.map_or(id.clone(), |set| set[0].clone())
        };
        let firsts = |(a, b): &(String, String)| {
            let (a, b) = (first(a), first(b));
            if a < b { (a, b) } else { (b, a) }
        };
        let listed: BTreeSet<_> = listed.keys().map(firsts).collect();
        let missing = expected.keys().filter(|pair| !listed.contains(*pair)).count();
        let others = listed.iter().filter(|pair| !expected.contains_key(*pair)).count();
        assert!(
            missing * 50 <= expected.len() && others * 20 <= expected.len(),
            "{missing} of {} missing, {others} others, {count} articles by {part}",
            expected.len()
        );
        assert_searches_alike(&index.snapshot(), &articles);
        drop(index);
        let reopened = Snapshot::open(folder.path().join("index")).unwrap();
        assert_searches_alike(&reopened, &articles);
        assert!(nearcopy::index::check(folder.path().join("index")).unwrap().is_empty());
    }
}

/// The verdicts on an article are those of a search that has it too.
#[test]
fn a_query_is_judged_as_in_a_search() {
    for count in [30, 300] {
        let articles = articles(count, 5);
        let folder = tempfile::tempdir().unwrap();
        let mut index = Index::create(folder.path().join("index"), true).unwrap();
        let expected = pairs(&searched(&articles), &&articles[..]);
        let mut compared = 0;
        for left_out in (0..count).step_by(count / 30) {
            let rest = without(&articles, left_out);
            index.add(&detector(), &&rest[..], &()).unwrap();
            index.remove([articles[left_out].id()]).unwrap();
            let snapshot = index.snapshot();
            let found = snapshot.query(&detector(), &&articles[left_out..=left_out], &()).unwrap();
            let id = articles[left_out].id();
            // Pairs name the first of an identical set, and a query itself.
            if !found.findings.identical.is_empty() {
                continue;
            }
            let names_it = |pair: &&(String, String)| pair.0 == id || pair.1 == id;
            let found = pairs(&found.findings, &found.articles);
            // A is the article that was asked about, and in a search the one whose id is first.
            assert!(found.keys().all(|pair| pair.0 == id), "{id}: {:?}", found.keys());
            let wanted = expected.iter().filter(|(pair, _)| names_it(pair));
            let others = |pair: &(String, String)| {
                if pair.0 == id { pair.1.clone() } else { pair.0.clone() }
            };
            let names: BTreeSet<_> = wanted.clone().map(|(pair, _)| others(pair)).collect();
            assert_eq!(found.keys().map(others).collect::<BTreeSet<_>>(), names, "{id}");
            let found: BTreeMap<_, _> =
                found.into_iter().filter(|(pair, _)| pair.1 > pair.0).collect();
            let wanted: BTreeMap<_, _> = wanted.filter(|(pair, _)| pair.0 == id).collect();
            assert_eq!(found.iter().collect::<BTreeMap<_, _>>(), wanted, "{id} of {count}");
            compared += wanted.len();
        }
        assert!(compared > 5, "{compared}");
    }
}

/// Additions, versions and removals in any order leave what a search of the rest finds,
/// and after compaction the same files.
#[test]
fn histories_that_end_alike_are_compacted_alike() {
    let articles = articles(240, 9);
    let mut ends = Vec::new();
    for history in 0..3 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("index");
        let mut index = Index::create(&path, true).unwrap();
        let add = |index: &mut Index, some: &[Article<'_>]| {
            index.add_unsearched(&detector(), &some, &()).unwrap()
        };
        let is_kept = |at: usize| at % 5 != 1;
        let kept: Vec<Article<'_>> =
            (0..articles.len()).filter(|&at| is_kept(at)).map(|at| articles[at].clone()).collect();
        match history {
            0 => assert_eq!(add(&mut index, &kept), kept.len()),
            1 => {
                articles.chunks(50).for_each(|some| {
                    add(&mut index, some);
                });
                let gone = (0..articles.len()).filter(|&at| !is_kept(at));
                let gone: Vec<&str> = gone.map(|at| articles[at].id()).collect();
                assert_eq!(index.remove(gone.iter().copied()).unwrap(), gone.len());
                assert_eq!(index.remove(gone).unwrap(), 0);
            }
            _ => {
                let older: Vec<Article<'_>> = kept
                    .iter()
                    .rev()
                    .map(|it| Article::new(it.id(), format!("Older words. {}", it.text())))
                    .collect();
                add(&mut index, &older);
                for some in kept.rchunks(33) {
                    let added = index.add(&detector(), &some, &()).unwrap();
                    assert_eq!((added.added, added.replaced), (some.len(), some.len()));
                }
                assert_eq!(add(&mut index, &kept), 0);
            }
        }
        assert_searches_alike(&index.snapshot(), &kept);
        let before = index.snapshot();
        index.compact().unwrap();
        assert_searches_alike(&index.snapshot(), &kept);
        // The state before can still be read.
        assert_searches_alike(&before, &kept);
        let summary = index.snapshot().summary().unwrap();
        assert_eq!((summary.articles, summary.removed, summary.segments), (kept.len(), 0, 1));
        ends.push(files(&path));
    }
    assert_eq!(ends[0].len(), 1);
    assert!(ends.iter().all(|end| *end == ends[0]));
}
