//! What is known of an article beside its text, behind its id.

use maud::{Markup, html};

use super::contents::Contents;
use crate::about::is_web;
use crate::report::escape;

/// Headline, outlet and date; the headline leads to the article if its link is one of
/// the web. Nothing where nothing is known.
pub(super) fn about(contents: &Contents<'_>, article: usize) -> Markup {
    let about = contents.about(article);
    let is_link = |link: &&str| is_web(link) && !link.contains(escape::is_unsafe);
    let link = about.link.as_deref().filter(is_link);
    let title = about.title.as_deref().map(escape::line);
    html! {
        @match (title, link) {
            (Some(title), Some(link)) => {
                " " a href=(link) rel="noopener noreferrer" { bdi lang="" { (title) } }
            }
            (Some(title), None) => { " " bdi lang="" { (title) } }
            (None, Some(link)) => {
                " " a href=(link) rel="noopener noreferrer" { bdi { (escape::line(link)) } }
            }
            (None, None) => {}
        }
        @if let Some(source) = &about.source { " " bdi.note lang="" { (escape::line(source)) } }
        @if let Some(date) = about.date { " " span.note { (date.to_string()) } }
    }
}
