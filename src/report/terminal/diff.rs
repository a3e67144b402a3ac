//! A match's regions as a readable word diff.
//!
//! The changes of [`substance`] come first. Then both texts, [`inline`] (one
//! text, with what was taken out and put in) or in [`columns`] (A on the left,
//! B on the right).

use std::io::{self, Write};

use crate::align::Alignment;
use crate::report::layout::{Collapse, Sides, pieces};

use super::paint::Paint;
use super::{columns, inline, substance};

/// From this many columns on, a diff is printed side by side.
const SIDE_BY_SIDE: usize = 120;

/// The widest a line of text gets: longer lines are hard to read.
const WIDEST_LINE: usize = 100;

/// How many changes of substance are listed before a diff that is shown in
/// full, and before others.
const SUBSTANCE_IN_FULL: usize = 16;
const SUBSTANCE: usize = 5;

/// Prints the differences between two texts.
#[derive(Clone, Copy, Debug)]
pub(super) struct DiffPrinter {
    pub(super) paint: Paint,
    pub(super) width: usize,
    pub(super) collapse: Collapse,
}

impl DiffPrinter {
    /// Prints the diff of `sides`, whose correspondence is `alignment`.
    pub(super) fn print(
        &self,
        out: &mut dyn Write,
        sides: Sides<'_>,
        alignment: &Alignment,
    ) -> io::Result<()> {
        let most = if self.collapse == Collapse::LONG { SUBSTANCE_IN_FULL } else { SUBSTANCE };
        let width = self.width.min(WIDEST_LINE);
        substance::print(out, alignment, sides, (width, most), self.paint)?;
        let pieces = pieces(&alignment.regions, sides, self.collapse);
        if self.width >= SIDE_BY_SIDE {
            let column = ((self.width - columns::RULE_WIDTH) / 2).min(WIDEST_LINE);
            return columns::print(out, &pieces, sides, column, self.paint);
        }
        inline::print(out, &pieces, sides, width, self.paint)
    }
}
