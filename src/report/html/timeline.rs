//! When the articles of a cluster were published, and which was probably made from which, as
//! a picture: the earliest at the top and at the left, with a line from each article to those
//! whose probable source it is.

use std::collections::HashSet;

use maud::{Markup, html};

use crate::cluster::Cluster;
use crate::date::Date;
use crate::report::escape;
use crate::report::graph::Step;
use crate::report::phrases::{count, counted};

use super::contents::Contents;
use super::histogram::tenths;

/// How many articles are in a picture at most: the earliest.
const MOST: usize = 30;

/// The picture's size, in user units: how high a line is, where the days end and the axis
/// begins, and where it ends, so that a name has room behind the last dot.
const WIDTH: usize = 760;
const LINE: usize = 22;
const START: f32 = 150.0;
const END: f32 = 540.0;
const RADIUS: f32 = 5.0;

/// Most characters of a name beside a dot.
const NAME: usize = 30;

/// An article in the picture.
struct Dot {
    article: usize,
    date: Date,
    x: f32,
    y: f32,
}

/// The picture of a cluster, if the dates of two of its articles are known.
pub(super) fn timeline(contents: &Contents<'_>, cluster: &Cluster) -> Option<Markup> {
    let articles = cluster.members.iter().map(|member| member.article);
    let members: HashSet<usize> = articles.chain([cluster.representative]).collect();
    let dots = dots(contents, &members);
    if dots.len() < 2 {
        return None;
    }
    let dated = dots.len();
    let dots = &dots[..dated.min(MOST)];
    let steps: Vec<Step> =
        dots.iter().filter_map(|dot| contents.copies.step_to(dot.article, &members)).collect();
    let key = contents.key_of(cluster.representative);
    let height = LINE * dots.len() + LINE / 2;
    let [title, description] = ["t", "d"].map(|part| format!("timeline-{part}-{key}"));
    Some(html! {
        figure.timeline {
            figcaption {
                "When they were published"
                span.key { "● no earlier copy is here" }
                span.key { "○ probably made from the one that a line comes from" }
            }
            svg viewBox=(format!("0 0 {WIDTH} {height}")) role="img"
                aria-labelledby={ (title) " " (description) } {
                title id=(title) {
                    "Timeline of " (counted(dots.len(), "article"))
                }
                desc id=(description) { (described(contents, dots, &steps)) }
                @for step in &steps { (line(dots, step)) }
                @for dot in dots {
                    @let is_source = !steps.iter().any(|step| step.child == dot.article);
                    text.when x="0" y=(tenths(dot.y + 4.0)) { (when(dot.date)) }
                    circle class=[is_source.then_some("source")] cx=(tenths(dot.x)) cy=(tenths(dot.y)) r=(tenths(RADIUS)) {}
                    text x=(tenths(dot.x + 2.0 * RADIUS)) y=(tenths(dot.y + 4.0)) {
                        (name(contents, dot.article))
                    }
                }
            }
            @if dated > dots.len() {
                p.note { "and " (counted(dated - dots.len(), "later article")) }
            }
            @if members.len() > dated {
                p.note { (count(members.len() - dated)) " without a date" }
            }
        }
    })
}

/// The articles whose dates are known, the earliest first.
fn dots(contents: &Contents<'_>, members: &HashSet<usize>) -> Vec<Dot> {
    let dated = |&article: &usize| Some((article, contents.about(article).date?));
    let mut articles: Vec<(usize, Date)> = members.iter().filter_map(dated).collect();
    let id = |article: usize| contents.input.articles.id(article);
    articles.sort_by(|one, other| {
        one.1.order().cmp(&other.1.order()).then_with(|| id(one.0).cmp(id(other.0)))
    });
    let Some(&(_, first)) = articles.first() else { return Vec::new() };
    let shown = &articles[..articles.len().min(MOST)];
    let since = |date: Date| first.seconds_to(date).max(0);
    let whole = shown.iter().map(|&(_, date)| since(date)).max().unwrap_or_default().max(1);
    let place = |(line, (article, date)): (usize, (usize, Date))| {
        let share = (since(date) as f64 / whole as f64) as f32;
        let x = START + RADIUS + share.min(1.0) * (END - START);
        Dot { article, date, x, y: (LINE * line + LINE / 2 + LINE / 4) as f32 }
    };
    articles.into_iter().enumerate().map(place).collect()
}

/// Down from the parent and then to the child.
fn line(dots: &[Dot], step: &Step) -> Markup {
    let dot = |article: usize| dots.iter().find(|dot| dot.article == article);
    let (Some(from), Some(to)) = (dot(step.parent), dot(step.child)) else { return html! {} };
    let d = format!(
        "M{} {}V{}H{}",
        tenths(from.x),
        tenths(from.y + RADIUS),
        tenths(to.y),
        tenths((to.x - RADIUS).max(from.x)),
    );
    html! { path.line d=(d) {} }
}

/// The same in words.
fn described(contents: &Contents<'_>, dots: &[Dot], steps: &[Step]) -> String {
    let described = |dot: &Dot| {
        let step = steps.iter().find(|step| step.child == dot.article);
        let source = step.map_or_else(String::new, |step| {
            let named = name(contents, step.parent);
            format!(", probably made from {named} ({}, {:.2})", step.relation, step.score)
        });
        format!("{}: {}{source}", when(dot.date), name(contents, dot.article))
    };
    dots.iter().map(described).collect::<Vec<_>>().join(". ")
}

/// The day, and the minute if it is known.
fn when(date: Date) -> String {
    date.to_string().chars().take(16).collect::<String>().replace('T', " ")
}

/// The outlet, or the id where that is not known.
fn name(contents: &Contents<'_>, article: usize) -> String {
    let about = contents.about(article);
    let name = about.source.as_deref().unwrap_or(contents.input.articles.id(article));
    let name = escape::line(name);
    match name.char_indices().nth(NAME) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::report::{Html, ReportInput, Reporter};
    use crate::{About, Article, Detector};

    /// The part of the page that shows when these articles were published; each has a date and
    /// an outlet.
    fn figure(articles: &[(&str, &str, &str)]) -> Option<String> {
        let text = "The river rose by two metres overnight and the old bridge was closed to all.";
        let article = |(at, (id, date, source)): (usize, &(&str, &str, &str))| {
            let mut about = About::default().with_source((*source).to_owned());
            if !date.is_empty() {
                about = about.with_date(date.parse().unwrap());
            }
            // Of many, every other one has the same words.
            let end = if at < 4 { format!(" It was day {at}.") } else { String::new() };
            Article::new((*id).to_owned(), text.to_owned() + &end).with_about(about)
        };
        let articles: Vec<_> = articles.iter().enumerate().map(article).collect();
        let findings = Detector::builder().build().unwrap().detect(&articles).unwrap();
        let mut page = Vec::new();
        Html::new().write(&mut page, &ReportInput::new(&articles, &findings)).unwrap();
        let page = String::from_utf8(page).unwrap();
        let start = page.find("<figure class=\"timeline\"")?;
        let length = page[start..].find("</figure>")?;
        Some(page[start..start + length].to_owned())
    }

    #[test]
    fn dots_and_lines() {
        let figure = figure(&[
            ("c", "2022-01-19", "Third <b>"),
            ("a", "2022-01-17", "First\u{202e}"),
            ("b", "2022-01-18", "Second"),
            ("d", "", "None"),
        ])
        .unwrap();
        assert_eq!(figure.matches("<circle").count(), 3);
        assert_eq!(figure.matches("<circle class=\"source\"").count(), 1);
        assert_eq!(figure.matches("<path").count(), 2);
        assert!(figure.contains(">2022-01-17</text><circle class=\"source\" cx=\"155\""));
        assert!(figure.contains("cx=\"350\"") && figure.contains("cx=\"545\""));
        assert!(figure.contains("Third &lt;b&gt;") && !figure.contains("<b>"));
        assert!(figure.contains("2022-01-18: Second, probably made from First"));
        assert!(figure.contains("1 without a date") && !figure.contains('\u{202e}'));
    }

    #[test]
    fn without_two_dates_there_is_none() {
        assert_eq!(figure(&[("a", "2022-01-17", "A"), ("b", "", "B")]), None);
        // Of the same moment: both at the beginning, and no line.
        let same = figure(&[("a", "2022-01-17", "A"), ("b", "2022-01-17", "B")]).unwrap();
        assert_eq!((same.matches("cx=\"155\"").count(), same.matches("<path").count()), (2, 0));
        assert_eq!(same.matches("<circle class=\"source\"").count(), 2);
    }

    #[test]
    fn a_large_cluster_shows_its_earliest() {
        let ids: Vec<String> = (0..40).map(|at| format!("{at:02}")).collect();
        let articles: Vec<(&str, &str, &str)> =
            ids.iter().map(|id| (&**id, "2022-01-17T08:30:00Z", "Post")).collect();
        let figure = figure(&articles).unwrap();
        assert_eq!(figure.matches("<circle").count(), 30);
        assert!(figure.contains("and 10 later articles") && figure.contains(">2022-01-17 08:30<"));
    }
}
