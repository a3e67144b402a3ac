//! A match's regions as a readable word diff.
//!
//! Regions → [`pieces`], where long stretches that nobody wants to read in
//! full are folded → lines, [`inline`] (one text, with what was taken out and
//! put in) or in [`columns`] (A on the left, B on the right). What was changed
//! in [`substance`] is told first.

mod columns;
mod inline;
pub(super) mod pauses;
pub(super) mod pieces;
mod substance;

use std::io::{self, Write};

use crate::align::Alignment;
use crate::report::paint::Paint;

pub(super) use pieces::Fold;

/// From this many columns on, a diff is printed side by side.
const SIDE_BY_SIDE: usize = 120;

/// Text is not laid out wider than this: longer lines are hard to read.
const WIDEST_LINE: usize = 100;

/// How many changes of substance are told before a diff that is shown in full,
/// and before others.
const SUBSTANCE_IN_FULL: usize = 16;
const SUBSTANCE: usize = 5;

/// The two texts of a match, each with the name it goes by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sides<'t> {
    pub(super) a: &'t str,
    pub(super) b: &'t str,
}

/// Prints the differences between two texts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Printer {
    pub(super) paint: Paint,
    pub(super) width: usize,
    pub(super) fold: Fold,
}

impl Printer {
    /// Whether the diff will have two columns.
    pub(super) fn is_side_by_side(&self) -> bool {
        self.width >= SIDE_BY_SIDE
    }

    /// Prints the diff of `sides`, whose correspondence is `alignment`.
    pub(super) fn print(
        &self,
        out: &mut dyn Write,
        sides: Sides<'_>,
        alignment: &Alignment,
    ) -> io::Result<()> {
        let most = if self.fold == Fold::LONG { SUBSTANCE_IN_FULL } else { SUBSTANCE };
        let room = (self.width.min(WIDEST_LINE), most);
        substance::print(out, alignment, sides, room, self.paint)?;
        let pieces = pieces::pieces(&alignment.regions, sides, self.fold);
        if self.is_side_by_side() {
            let column = ((self.width - columns::RULE_WIDTH) / 2).min(WIDEST_LINE);
            return columns::print(out, &pieces, sides, column, self.paint);
        }
        inline::print(out, &pieces, sides, self.width.min(WIDEST_LINE), self.paint)
    }
}
