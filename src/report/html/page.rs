//! What is around clusters and pairs: head, summary, legend, foot.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::findings::IdenticalSet;
use crate::report::escape;
use crate::report::phrases::{self, count, counted};

use super::contents::Contents;
use super::{controls, histogram};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = concat!(
    include_str!("script/start.js"),
    include_str!("script/pack.js"),
    include_str!("script/review.js"),
    include_str!("script/list.js"),
    include_str!("script/texts.js"),
    include_str!("script/end.js"),
);

/// Nothing is loaded, and of style and script only the page's own is taken.
/// A test says what the hashes must be after a change.
const POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
    style-src 'sha256-AMlBBzRK4uvX4O7QKil2A73d3wKaKO4WhSDx6EAs+ks='; \
    script-src 'sha256-XhVOZfUFwwZgjZhlNgVWR2jcuUnMeGq7lZbysxYBozQ='";

/// The most articles too short to judge that are named.
const LISTED: usize = 200;

/// From the first byte to the summary.
pub(super) fn start(contents: &Contents<'_>, title: Option<&str>) -> Markup {
    let sentence = headline(contents);
    let title = escape::line(title.unwrap_or(&sentence));
    html! {
        (DOCTYPE)
        (PreEscaped("<html lang=\"en\">"))
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(POLICY);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="referrer" content="no-referrer";
            meta name="generator" content=(concat!("nearcopy ", env!("CARGO_PKG_VERSION")));
            title { (title) }
            style { (PreEscaped(STYLE)) }
        }
        (PreEscaped("<body>"))
        a.skip href="#pairs" { "Skip to the pairs" }
        header.top {
            p.brand { "nearcopy" }
            h1 { (title) }
            nav aria-label="Parts of this page" {
                a href="#summary" { "Summary" }
                a href="#clusters" { "Clusters" }
                @if !contents.findings.identical.is_empty() {
                    a href="#identical" { "Same words" }
                }
                a href="#pairs" { "Pairs" }
            }
        }
        (PreEscaped("<main id=\"main\">"))
    }
}

/// What was found, in a few words.
fn headline(contents: &Contents<'_>) -> String {
    let articles = counted(contents.findings.statistics.articles, "article");
    match (contents.pairs.len(), contents.findings.identical.len()) {
        (0, 0) => format!("No copies among {articles}"),
        (0, sets) => {
            format!("{} with the same words among {articles}", counted(sets, "set"))
        }
        (1, _) => format!("1 copy among {articles}"),
        (pairs, _) => format!("{} copies among {articles}", count(pairs)),
    }
}

/// Counts, and how the scores are spread.
pub(super) fn summary(contents: &Contents<'_>) -> Markup {
    let findings = contents.findings;
    let copied: usize = findings.identical.iter().map(|set| set.articles.len() - 1).sum();
    let otherwise = findings.identical.iter().map(IdenticalSet::written_otherwise).sum();
    let figures = [
        (findings.statistics.articles, "articles"),
        (findings.identical.len(), "sets with the same words"),
        (copied, "repeats in these sets"),
        (otherwise, "of these written otherwise"),
        (findings.listed_len() + findings.unlisted_len(), "pairs of copies"),
        (findings.unlisted_len(), "of these not listed"),
        (findings.lookalikes(), "copies with lookalike letters"),
        (contents.clusters.len(), "clusters of versions"),
        (findings.statistics.templates, "pairs of filled forms"),
        (findings.statistics.not_copies, "left out as decided"),
        (findings.skipped.len(), "too short to judge"),
    ];
    html! {
        section id="summary" aria-labelledby="summary-h" {
            h2 id="summary-h" { "Summary" }
            dl.figures {
                @for (number, what) in figures.into_iter().filter(|(number, _)| *number > 0) {
                    div { dt { (what) } dd { (count(number)) } }
                }
            }
            @if !findings.matches.is_empty() { (histogram::scores(&findings.matches)) }
            @if let Some(prefix) = contents.prefix() {
                p.note {
                    "All ids begin with " bdi.id { (prefix) } ", which is left out below."
                }
            }
            @if !findings.skipped.is_empty() { (skipped(contents)) }
            @if findings.statistics.templates > 0 { (templates(contents)) }
        }
    }
}

fn skipped(contents: &Contents<'_>) -> Markup {
    let skipped = &contents.findings.skipped;
    html! {
        details.list {
            summary { (counted(skipped.len(), "article")) " too short to judge" }
            ul {
                @for one in skipped.iter().take(LISTED) {
                    li { (contents.name(one.article)) " " span.note { (one.words) " words" } }
                }
            }
            @if skipped.len() > LISTED { p.note { "and " (count(skipped.len() - LISTED)) " more" } }
        }
    }
}

/// The pairs that are no copies, if they are listed.
fn templates(contents: &Contents<'_>) -> Markup {
    let templates = &contents.findings.templates;
    html! {
        @if templates.is_empty() {
            p.note {
                (counted(contents.findings.statistics.templates, "pair"))
                " of filled forms, as two weather tables, are no copies; --templates lists them."
            }
        } @else {
            details.list {
                summary { (counted(templates.len(), "pair")) " of filled forms" }
                ul {
                    @for one in templates.iter().take(LISTED) {
                        li {
                            (contents.name(one.a)) " ~ " (contents.name(one.b)) " "
                            span.note { (phrases::score(one.score)) }
                        }
                    }
                }
                @if templates.len() > LISTED {
                    p.note { "and " (count(templates.len() - LISTED)) " more" }
                }
            }
        }
    }
}

/// What the marks in the texts mean.
pub(super) fn legend() -> Markup {
    html! {
        div.legend role="group" aria-label="What the marks mean" {
            span { del.d { "only in A" } }
            span { ins.i { "only in B" } }
            span { del.r { "replaced" } " " ins.r { "by this" } }
            span { ins.r.sub { "a change of substance" } }
            span { span.s { "written otherwise" } }
            span { mark.m { "at another place" } }
            span { del.d.long { "a long stretch only in A" } }
            span { ins.i.long { "only in B" } }
            span { span.n { "1" } " a passage; its number leads to the other side" }
        }
    }
}

/// Begins the entries of a list.
pub(super) fn start_of_cards(list: &str) -> Markup {
    PreEscaped(format!("<div class=\"cards\" data-list=\"{list}\">"))
}

/// Ends the entries of a list, and its section.
pub(super) fn end_of_cards() -> Markup {
    PreEscaped("</div></section>".to_owned())
}

/// From the last pair to the data.
pub(super) fn foot(contents: &Contents<'_>) -> Markup {
    let statistics = &contents.findings.statistics;
    let foot = html! {
        footer {
            p {
                "A and B are the articles of a pair: A is the one that was given first, or whose \
                 id comes first. The score says how \
                 sure it is that one is a copy of the other, from 0 to 1; it is computed from both \
                 texts. Control characters are shown by their code, as "
                code { "\\u{202e}" } "."
            }
            p.note {
                (count(statistics.words)) " words read, " (count(statistics.candidates))
                " candidates compared" (phrases::left_out(contents.findings)) ". Written by nearcopy " (env!("CARGO_PKG_VERSION")) "."
            }
        }
    };
    PreEscaped(format!("{}</main>{}", controls::review().0, foot.0))
}

/// The page's own script.
pub(super) fn script() -> Markup {
    html! { script { (PreEscaped(SCRIPT)) } }
}

/// The last bytes.
pub(super) fn end() -> Markup {
    PreEscaped("</body></html>\n".to_owned())
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::super::pack::base64;
    use super::*;

    #[test]
    fn the_policy_names_style_and_script() {
        for (text, directive) in [(STYLE, "style-src"), (SCRIPT, "script-src")] {
            let named = format!("{directive} 'sha256-{}'", base64(&Sha256::digest(text)));
            assert!(POLICY.contains(&named), "the policy wants: {named}");
        }
    }

    /// An element's content ends at the first thing that looks like its end.
    #[test]
    fn style_and_script_do_not_end_themselves() {
        for text in [STYLE, SCRIPT] {
            assert!(!text.contains("</") && !text.contains("<!--"));
        }
    }
}
