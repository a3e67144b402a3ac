//! Filters, order, pages and decisions: what the script works, and what it alone shows.

use maud::{Markup, html};

use crate::report::phrases::count;
use crate::verify::Relation;

use super::contents::Contents;
use super::histogram::{RELATIONS, of};

/// Says that the document itself has some of a list only, to whoever has no script.
pub(super) fn shown(all: usize, shown: usize, what: &str) -> Markup {
    html! {
        @if all > shown {
            p.note.static {
                (count(shown)) " of " (count(all)) " " (what) " are shown here; to see the others, \
                 the page needs its script."
            }
        }
    }
}

pub(super) fn pairs(contents: &Contents<'_>) -> Markup {
    let matches = &contents.findings.matches;
    let repeated = contents.pairs.iter().filter(|pair| pair.is_repeated).count();
    let mut alignments = matches.iter().filter_map(|found| found.alignment.as_ref());
    let has_substance = alignments.any(|it| it.substance().next().is_some());
    html! {
        form.filters hidden data-list="pairs" aria-label="Which pairs are shown, and in which order" {
            label {
                "Order "
                select name="order" {
                    option value="surest" { "surest first" }
                    option value="doubtful" { "most doubtful first" }
                    option value="id" { "by id" }
                    option value="shared" { "most shared text first" }
                    option value="relation" { "by relation" }
                    option value="decision" { "undecided first" }
                }
            }
            (decisions())
            (words("Id or title"))
            label { "Score from " input type="number" name="score" min="0" max="1" step="0.05" value="0"; }
            label { "to " input type="number" name="most" min="0" max="1" step="0.05" value="1"; }
            fieldset {
                legend { "Relation" }
                @for relation in RELATIONS.into_iter().filter(|it| of(matches, *it) > 0) {
                    (relation_box(relation, of(matches, relation)))
                }
            }
            @if has_substance {
                label { input type="checkbox" name="substance"; " only with changes of substance" }
            }
            @if repeated > 0 {
                label {
                    input type="checkbox" name="repeated";
                    " also pairs of two versions of one cluster " span.note { (count(repeated)) }
                }
            }
            button type="button" data-do="open" { "Open all" }
            button type="button" data-do="close" { "Fold all" }
            output aria-live="polite" {}
        }
    }
}

fn relation_box(relation: Relation, pairs: usize) -> Markup {
    html! {
        label {
            input type="checkbox" name="relation" value=(relation.name()) checked;
            " " (relation.name()) " " span.note { (count(pairs)) }
        }
    }
}

pub(super) fn clusters() -> Markup {
    html! {
        form.filters hidden data-list="clusters" aria-label="Which clusters are shown, and in which order" {
            label {
                "Order "
                select name="order" {
                    option value="largest" { "largest first" }
                    option value="smallest" { "smallest first" }
                    option value="id" { "by id" }
                }
            }
            (words("Id or title"))
            output aria-live="polite" {}
        }
    }
}

pub(super) fn sets() -> Markup {
    html! {
        form.filters hidden data-list="sets" aria-label="Which sets are shown, and in which order" {
            label {
                "Order "
                select name="order" {
                    option value="changed" { "with changes first" }
                    option value="largest" { "largest first" }
                    option value="id" { "by id" }
                }
            }
            (decisions())
            (words("Id or title"))
            output aria-live="polite" {}
        }
    }
}

fn words(label: &str) -> Markup {
    html! { label { (label) " " input type="search" name="words" autocomplete="off"; } }
}

fn decisions() -> Markup {
    html! {
        label {
            "Decision "
            select name="decision" {
                option value="" { "any" }
                option value="none" { "undecided" }
                option value="copy" { "copy" }
                option value="not_copy" { "not a copy" }
                option value="later" { "later" }
            }
        }
    }
}

/// How far the review is, and its file. Stays in sight.
pub(super) fn review() -> Markup {
    html! {
        div.review-bar hidden role="region" aria-label="Review" {
            span.progress { output name="decided" aria-live="polite" {} progress value="0" max="1" aria-label="Decided" {} }
            span.keys {
                kbd { "j" } " " kbd { "k" } " next, previous · "
                kbd { "c" } " copy · " kbd { "n" } " not a copy · " kbd { "l" } " later · "
                kbd { "u" } " undo · " kbd { "o" } " texts"
            }
            span.file {
                button type="button" data-do="export" { "Export decisions" }
                label.button { "Import" input.vh type="file" name="import" accept=".jsonl,.json,.txt"; }
            }
            output.said name="said" aria-live="polite" {}
        }
    }
}
