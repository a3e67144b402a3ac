//! The main text of a web page: its article without what stands around it.
//!
//! Navigation, consent to cookies, teasers and imprint are the same on all pages of
//! a site. They make copies of articles that have nothing in common, and hide one
//! article in two sites.
//!
//! Where the article is, dom_smoothie finds, which is Mozilla's Readability (the
//! reader view of Firefox) in Rust: it scores elements by how much running text is
//! in them and how much of it is links, and takes the best with its like neighbours.
//! It gets the page in a reduced form, see [`skeleton`], which bounds what it may
//! take; what it finds is made into text like any page.
//!
//! A guess can be wrong, and text that is lost silently is worse than furniture. So
//! it is compared with the sentences of the page that the page itself does not mark
//! as something else (`aside`, `footer`, `class="comments"`). Where it lacks more than
//! a fifth of them, the library looks again, further around (as an article whose parts
//! stand apart needs) and in what it takes for furniture by its names. Where it lacks
//! more than half, the whole page is taken, as where the page is beyond the limits and
//! where the library fails.
//!
//! The headline often stands outside of what is found, and is put before it: it is the
//! line of the page that makes up most of its title.

mod elements;
mod prose;
mod skeleton;

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_smoothie::{CandidateSelectMode, Config, Readability};

use super::html;
use prose::Prose;
use skeleton::Skeleton;

/// What became of a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum MainText {
    Found(String),
    /// It has no link, so nothing that leads elsewhere: all of it is the article.
    Whole,
    /// The article could not be told from the rest.
    Unclear,
}

/// The main text of a page; `whole` is the text of all of it.
pub(super) fn of(page: &str, whole: &str) -> MainText {
    let skeleton = Skeleton::of(page);
    if skeleton.cut {
        return MainText::Unclear;
    }
    if skeleton.links == 0 {
        return MainText::Whole;
    }
    let sentences = skeleton.prose.amount();
    let mut best: Option<(usize, String)> = None;
    for attempt in ATTEMPTS {
        let Some(content) = extract(&skeleton.page, attempt) else { continue };
        let text = html::text_of(&content);
        let found = Prose::of(&text);
        let kept = skeleton.prose.shared_with(&found);
        if found.amount() > 0 && best.as_ref().is_none_or(|(most, _)| kept > *most) {
            best = Some((kept, text));
        }
        if best.as_ref().is_some_and(|(kept, _)| 5 * kept >= 4 * sentences) {
            break;
        }
    }
    match best {
        Some((kept, text)) if 2 * kept >= sentences => {
            MainText::Found(with_headline(text, whole, &skeleton.titles))
        }
        _ => MainText::Unclear,
    }
}

/// How far around the best element its like are looked for, and how many characters
/// are enough so that the library does not look again in what its names speak
/// against: from the narrowest on.
const ATTEMPTS: [(CandidateSelectMode, usize); 3] = [
    (CandidateSelectMode::Readability, 25),
    (CandidateSelectMode::DomSmoothie, 25),
    (CandidateSelectMode::DomSmoothie, 500),
];

/// The markup of the article. A panic of the library is no more than a page whose
/// article it does not find.
fn extract(page: &str, (mode, enough): (CandidateSelectMode, usize)) -> Option<String> {
    let config = Config {
        // There are no scripts.
        disable_json_ld: true,
        candidate_select_mode: mode,
        char_threshold: enough,
        ..Config::default()
    };
    let found = catch_unwind(AssertUnwindSafe(|| {
        let article = Readability::new(page, None, Some(config)).ok()?.parse().ok()?;
        Some(article.content.to_string())
    }));
    found.ok().flatten()
}

/// The text behind its headline, if that is a line of the page that makes up at
/// least half of the page's title and is not in the text.
fn with_headline(text: String, whole: &str, titles: &[String]) -> String {
    let titles: Vec<String> = titles.iter().map(|title| squeezed(title)).collect();
    let is_headline = |line: &&str| {
        titles.iter().any(|title| 2 * line.len() >= title.len() && title.contains(*line))
    };
    let lines = whole.lines().map(str::trim).filter(|line| !line.is_empty());
    let headline = lines.filter(is_headline).max_by_key(|line| line.len());
    match headline {
        Some(headline) if !text.lines().any(|line| line.trim() == headline) => {
            format!("{headline}\n\n{text}")
        }
        _ => text,
    }
}

/// With one space for each run of white space.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
