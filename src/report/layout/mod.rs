//! The regions of a match as what is drawn: whole or collapsed pieces, side by side in rows.
//!
//! Regions → [`pieces`] (long stretches that nobody wants to read in full are
//! collapsed) → [`rows`] (what corresponds is in one row; a row ends where
//! both texts have a [break](breaks)). The terminal's one-column diff draws the
//! pieces; its two columns and the HTML page draw the rows.

mod breaks;
mod pieces;
mod rows;

pub(super) use pieces::{Collapse, Piece, is_spacing, pieces, remark};
pub(super) use rows::{Row, rows};

/// The two texts of a match.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sides<'t> {
    pub(super) a: &'t str,
    pub(super) b: &'t str,
}
