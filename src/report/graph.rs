//! Who probably copied from whom, as a graph for other programs.
//!
//! Each cluster is a tree, or several: an article's parent is the one among the earlier
//! articles of its cluster of which it is a copy with the highest score; of several with that
//! score, the earliest. That is what dates tell, and no more: the true source may not be among
//! the articles. An article has no parent where its date is not known, or no earlier copy is.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::json_lines::{Known, Rounded, write_line};
use super::{ReportInput, escape};
use crate::about::AboutField;
use crate::date::Date;
use crate::error::Error;
use crate::findings::Findings;
use crate::verify::Relation;

/// A form of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GraphFormat {
    /// GraphML, for Gephi, yEd and others.
    GraphMl,
    /// The language of Graphviz.
    Dot,
    /// One object of JSON: `clusters`, each with `articles` and `edges`.
    Json,
}

impl GraphFormat {
    /// The form that the ending of a file's name stands for: `.graphml`, `.dot` or `.gv`, or
    /// `.json`.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] for any other ending.
    pub fn of_path(path: &Path) -> Result<Self, Error> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        match &*ending {
            "graphml" => Ok(Self::GraphMl),
            "dot" | "gv" => Ok(Self::Dot),
            "json" => Ok(Self::Json),
            _ => Err(Error::Setting {
                name: "graph",
                value: format!("{:?}", path.display().to_string()),
                allowed: "a file that ends with .graphml, .dot, .gv or .json",
            }),
        }
    }
}

/// A step from an article to one that was probably made from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Step {
    pub parent: usize,
    pub child: usize,
    pub score: f32,
    pub relation: Relation,
}

/// A cluster as the articles that are in it, the earliest first, and the steps between them.
struct Tree {
    articles: Vec<usize>,
    steps: Vec<Step>,
}

/// Writes the clusters of the findings as trees: who was probably made from whom, by the
/// dates of the articles.
///
/// # Errors
///
/// Those of the writer.
///
/// # Panics
///
/// If the findings were not made from the articles.
///
/// ```
/// use nearcopy::report::{self, GraphFormat, ReportInput};
/// use nearcopy::{About, Article, Detector};
///
/// let text = "The river rose by two metres overnight and the old bridge was closed to all.";
/// let date = |date: &str| About::default().with_date(date.parse().expect("a day"));
/// let articles = [
///     Article::new("copy", format!("{text} So it stays.")).with_about(date("2022-01-18")),
///     Article::new("first", text).with_about(date("2022-01-17")),
/// ];
/// let findings = Detector::builder().build()?.detect(&articles)?;
/// let mut graph = Vec::new();
/// report::write_graph(&mut graph, &ReportInput::new(&articles, &findings), GraphFormat::Dot)?;
/// assert!(String::from_utf8(graph)?.contains("n0 -> n1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_graph(
    mut out: impl Write,
    input: &ReportInput<'_>,
    format: GraphFormat,
) -> io::Result<()> {
    let trees = trees(input);
    input.check()?;
    match format {
        GraphFormat::GraphMl => write_graphml(&mut out, input, &trees)?,
        GraphFormat::Dot => write_dot(&mut out, input, &trees)?,
        GraphFormat::Json => write_json(&mut out, input, &trees)?,
    }
    out.flush()
}

fn trees(input: &ReportInput<'_>) -> Vec<Tree> {
    let copies = Copies::new(input);
    let findings = input.findings;
    let tree = |cluster: &crate::cluster::Cluster| {
        let mut articles: Vec<usize> = vec![cluster.representative];
        articles.extend(cluster.members.iter().map(|member| member.article));
        articles.sort_by_key(|&article| copies.order(article));
        let members = articles.iter().copied().collect();
        let steps = articles.iter().filter_map(|&child| copies.step_to(child, &members)).collect();
        Tree { articles, steps }
    };
    findings.clusters.iter().map(tree).collect()
}

/// Which articles are copies of which, and when each was published.
pub(super) struct Copies<'r> {
    input: &'r ReportInput<'r>,
    dates: HashMap<usize, Date>,
    /// For each article of a set of the same words the set.
    sets: HashMap<usize, &'r [usize]>,
    /// For each article with a match the others, one of each set.
    matches: HashMap<usize, Vec<(usize, f32, Relation)>>,
}

impl<'r> Copies<'r> {
    pub fn new(input: &'r ReportInput<'r>) -> Self {
        let findings: &Findings = input.findings;
        let dated = |article: usize| Some((article, input.articles.about(article).date?));
        let dates: HashMap<usize, Date> =
            super::about::named(input).into_iter().filter_map(dated).collect();
        let mut sets: HashMap<usize, &[usize]> = HashMap::new();
        for set in &findings.identical {
            sets.extend(set.articles.iter().map(|&article| (article, &set.articles[..])));
        }
        let first = |article: usize| sets.get(&article).map_or(article, |set| set[0]);
        let mut matches: HashMap<usize, Vec<_>> = HashMap::new();
        for found in findings.all_unaligned() {
            let (a, b) = (first(found.a), first(found.b));
            matches.entry(a).or_default().push((b, found.score, found.relation));
            matches.entry(b).or_default().push((a, found.score, found.relation));
        }
        Self { input, dates, sets, matches }
    }

    /// What orders articles: the date, those without one last, then the id.
    fn order(&self, article: usize) -> (bool, (i64, i64), &'r str) {
        let date = self.dates.get(&article);
        let order = date.map(|date| date.order()).unwrap_or_default();
        (date.is_none(), order, self.input.articles.id(article))
    }

    /// The step from an article's parent among these members, if it has one.
    pub fn step_to(
        &self,
        child: usize,
        members: &std::collections::HashSet<usize>,
    ) -> Option<Step> {
        let date = *self.dates.get(&child)?;
        let set = |article: usize| self.sets.get(&article).copied();
        let own = set(child).unwrap_or_default();
        let first = own.first().copied().unwrap_or(child);
        let exact = own.iter().map(|&article| (article, 1.0, Relation::Exact));
        let others = self.matches.get(&first).map(Vec::as_slice).unwrap_or_default();
        let others = others.iter().flat_map(|&(other, score, relation)| {
            let same = set(other).map_or_else(|| vec![other], <[usize]>::to_vec);
            same.into_iter().map(move |article| (article, score, relation))
        });
        let is_earlier = |&(article, ..): &(usize, f32, Relation)| {
            let earlier = self.dates.get(&article).is_some_and(|other| other.is_before(date));
            earlier && members.contains(&article)
        };
        let best = exact.chain(others).filter(is_earlier).min_by(|one, other| {
            let order = self.order(one.0).cmp(&self.order(other.0));
            other.1.total_cmp(&one.1).then(order)
        });
        best.map(|(parent, score, relation)| Step { parent, child, score, relation })
    }
}

/// The articles of all trees, numbered in this order.
fn numbers(trees: &[Tree]) -> HashMap<usize, usize> {
    let articles = trees.iter().flat_map(|tree| &tree.articles);
    articles.enumerate().map(|(number, &article)| (article, number)).collect()
}

fn write_graphml(out: &mut dyn Write, input: &ReportInput<'_>, trees: &[Tree]) -> io::Result<()> {
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- nearcopy -->\n\
         <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">"
    )?;
    let of_nodes = ["label", "title", "date", "source", "link", "author", "language"];
    for name in of_nodes {
        writeln!(
            out,
            " <key id=\"{name}\" for=\"node\" attr.name=\"{name}\" attr.type=\"string\"/>"
        )?;
    }
    for (name, of, kind) in
        [("cluster", "node", "int"), ("score", "edge", "double"), ("relation", "edge", "string")]
    {
        writeln!(
            out,
            " <key id=\"{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>"
        )?;
    }
    writeln!(out, " <graph edgedefault=\"directed\">")?;
    let numbers = numbers(trees);
    for (cluster, tree) in trees.iter().enumerate() {
        for &article in &tree.articles {
            writeln!(out, "  <node id=\"n{}\">", numbers[&article])?;
            writeln!(out, "   <data key=\"label\">{}</data>", xml(input.articles.id(article)))?;
            let about = input.articles.about(article);
            for field in AboutField::ALL {
                if let Some(value) = about.get(field) {
                    writeln!(out, "   <data key=\"{field}\">{}</data>", xml(&value))?;
                }
            }
            writeln!(out, "   <data key=\"cluster\">{}</data>\n  </node>", cluster + 1)?;
        }
        for Step { parent, child, score, relation } in &tree.steps {
            writeln!(
                out,
                "  <edge source=\"n{}\" target=\"n{}\"><data key=\"score\">{score:.4}</data>\
                 <data key=\"relation\">{relation}</data></edge>",
                numbers[parent], numbers[child],
            )?;
        }
    }
    writeln!(out, " </graph>\n</graphml>")
}

/// Text that is no markup, without the characters that XML does not have.
fn xml(text: &str) -> String {
    let safe = escape::line(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    safe.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn write_dot(out: &mut dyn Write, input: &ReportInput<'_>, trees: &[Tree]) -> io::Result<()> {
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    writeln!(out, "digraph nearcopy {{\n  node [shape=box];")?;
    let numbers = numbers(trees);
    for (cluster, tree) in trees.iter().enumerate() {
        writeln!(out, "  subgraph cluster_{} {{", cluster + 1)?;
        for &article in &tree.articles {
            let mut label = quoted(&escape::line(input.articles.id(article)));
            let known = super::about::label(&input.articles.about(article));
            if !known.is_empty() {
                label += &format!("\\n{}", quoted(&known));
            }
            writeln!(out, "    n{} [label=\"{label}\"];", numbers[&article])?;
        }
        writeln!(out, "  }}")?;
        for Step { parent, child, score, relation } in &tree.steps {
            writeln!(
                out,
                "  n{} -> n{} [label=\"{relation} {score:.2}\"];",
                numbers[parent], numbers[child],
            )?;
        }
    }
    writeln!(out, "}}")
}

fn write_json(out: &mut dyn Write, input: &ReportInput<'_>, trees: &[Tree]) -> io::Result<()> {
    #[derive(Serialize)]
    struct Graph<'r> {
        nearcopy: &'static str,
        clusters: Vec<Cluster<'r>>,
    }
    #[derive(Serialize)]
    struct Cluster<'r> {
        articles: Vec<Node<'r>>,
        edges: Vec<Edge<'r>>,
    }
    #[derive(Serialize)]
    struct Node<'r> {
        id: &'r str,
        #[serde(flatten)]
        known: Known<'r>,
    }
    #[derive(Serialize)]
    struct Edge<'r> {
        from: &'r str,
        to: &'r str,
        score: Rounded,
        relation: &'static str,
    }
    let id = |article: usize| input.articles.id(article);
    let node =
        |&article: &usize| Node { id: id(article), known: Known(input.articles.about(article)) };
    let edge = |step: &Step| Edge {
        from: id(step.parent),
        to: id(step.child),
        score: Rounded(step.score),
        relation: step.relation.name(),
    };
    let cluster = |tree: &Tree| Cluster {
        articles: tree.articles.iter().map(node).collect(),
        edges: tree.steps.iter().map(edge).collect(),
    };
    let clusters = trees.iter().map(cluster).collect();
    write_line(out, &Graph { nearcopy: "graph", clusters })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::about::About;
    use crate::report::sample;

    fn graph(format: GraphFormat) -> String {
        let (mut articles, findings) = (sample::articles(), sample::findings());
        let dates = ["2022-01-18T10:00:00Z", "2022-01-17T12:00:00Z", "2022-01-18T12:00:00Z"];
        for (article, date) in articles.iter_mut().zip(dates) {
            let about =
                About::default().with_title("\"<&>\\\u{1b}").with_date(date.parse().unwrap());
            *article = article.clone().with_about(about);
        }
        let mut findings = findings;
        let mut members = findings.clusters[0].members.clone();
        members.push(crate::cluster::Member { article: 2, ..members[0] });
        findings.clusters[0].members = members;
        let mut graph = Vec::new();
        write_graph(&mut graph, &ReportInput::new(&articles, &findings), format).unwrap();
        String::from_utf8(graph).unwrap()
    }

    #[test]
    fn the_same_words_before_other_copies() {
        let json: serde_json::Value = serde_json::from_str(&graph(GraphFormat::Json)).unwrap();
        let cluster = &json["clusters"][0];
        let ids: Vec<&str> = cluster["articles"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["id"].as_str().unwrap())
            .collect();
        assert_eq!(ids, ["wire/2", "wire/1", "wire/3"]);
        assert_eq!(cluster["articles"][0]["date"], "2022-01-17T12:00:00Z");
        assert_eq!(
            cluster["edges"],
            serde_json::json!([
                {"from": "wire/2", "to": "wire/1", "score": 0.87, "relation": "reworded"},
                {"from": "wire/1", "to": "wire/3", "score": 1.0, "relation": "exact"},
            ])
        );
    }

    #[test]
    fn titles_are_no_markup() {
        let xml = graph(GraphFormat::GraphMl);
        let title = r#"<data key="title">&quot;&lt;&amp;&gt;\\u{1b}</data>"#;
        assert!(xml.contains(title), "{xml}");
        assert!(
            xml.contains("<edge source=\"n0\" target=\"n1\"><data key=\"score\">0.8700</data>"),
            "{xml}"
        );
        let dot = graph(GraphFormat::Dot);
        assert!(
            dot.contains(r#"n0 [label="wire/2\n\"<&>\\\\u{1b} | 2022-01-17T12:00:00Z"];"#),
            "{dot}"
        );
        assert!(dot.contains("n1 -> n2 [label=\"exact 1.00\"];"), "{dot}");
    }

    #[test]
    fn the_ending_says_the_form() {
        for (name, format) in [
            ("a.GraphML", GraphFormat::GraphMl),
            ("a.dot", GraphFormat::Dot),
            ("b/a.gv", GraphFormat::Dot),
            ("a.json", GraphFormat::Json),
        ] {
            assert_eq!(GraphFormat::of_path(Path::new(name)).unwrap(), format);
        }
        let error = GraphFormat::of_path(Path::new("a.svg")).unwrap_err().to_string();
        assert_eq!(
            error,
            "graph must be a file that ends with .graphml, .dot, .gv or .json, got \"a.svg\""
        );
    }
}
