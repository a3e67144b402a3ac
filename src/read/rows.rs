//! Articles that come one after the other in one stream: in blocks, made in parallel.
//!
//! While the articles of one block are made by as many cores as are free, another core
//! reads the next block. What reads the stream says only where the parts of each article
//! are; markup and encodings are work for the others.

use std::borrow::Cow;

use rayon::prelude::*;

use super::batch::StoredText;
use super::open::Origin;
use super::problem::ProblemKind;
use super::records::ReadBatch;
use super::task::Task;
use crate::about::About;

/// How many bytes one core works on at a time.
const PIECE: usize = 256 << 10;

/// What was read of one article, not looked into yet.
pub(super) struct RawRow<T> {
    /// The line, record or entry, counted from 1.
    pub line: u64,
    /// Or what is wrong with it.
    pub content: Result<T, ProblemKind>,
    /// How many bytes it takes.
    pub bytes: usize,
}

/// An article, and what to say of it.
pub(super) struct Row {
    pub id: String,
    pub text: String,
    pub about: About<'static>,
    pub notes: Vec<ProblemKind>,
}

/// What comes of a stream at last: its end, or a failure behind this line.
pub(super) struct Ended {
    pub line: u64,
    pub failure: Option<std::io::Error>,
}

/// What reads rows from a stream.
pub(super) trait Rows: Send {
    type Raw: Send;

    /// The next row, if there is one.
    fn next(&mut self) -> Option<RawRow<Self::Raw>>;

    fn ended(self) -> Ended;
}

/// Rows in pieces, each for one core.
type Block<T> = Vec<Vec<RawRow<T>>>;

/// All articles that `make` finds in the rows, taken in; `Ok(None)` is none, and no
/// problem.
pub(super) fn read<R: Rows>(
    mut rows: R,
    origin: Origin,
    make: impl Fn(R::Raw, u64) -> Result<Option<Row>, ProblemKind> + Sync,
    task: &Task<'_>,
) -> ReadBatch {
    let target = 4 * rayon::current_num_threads();
    let mut all = ReadBatch::default();
    let mut now = fill(&mut rows, target);
    while !now.is_empty() {
        let (next, parts) = rayon::join(
            || fill(&mut rows, target),
            || {
                let parts = now.into_par_iter().map(|piece| take_in(piece, &make, task));
                parts.collect::<Vec<_>>()
            },
        );
        parts.into_iter().for_each(|part| all.append(part, 0));
        now = next;
    }
    let Ended { line, failure } = rows.ended();
    if let Some(error) = failure {
        all.problems.add(Some(line), origin.failed(error));
    }
    all
}

/// So many pieces of rows, or those that are left.
fn fill<R: Rows>(rows: &mut R, target: usize) -> Block<R::Raw> {
    let mut block = Block::new();
    while block.len() < target {
        let (mut piece, mut bytes) = (Vec::new(), 0);
        while bytes < PIECE {
            let Some(row) = rows.next() else { break };
            bytes += row.bytes + size_of::<RawRow<R::Raw>>();
            piece.push(row);
        }
        if piece.is_empty() {
            break;
        }
        block.push(piece);
    }
    block
}

fn take_in<T>(
    rows: Vec<RawRow<T>>,
    make: &(impl Fn(T, u64) -> Result<Option<Row>, ProblemKind> + Sync),
    task: &Task<'_>,
) -> ReadBatch {
    let mut outcome = ReadBatch::default();
    let mut texts = Vec::with_capacity(rows.len());
    for RawRow { line, content, .. } in rows {
        match content.and_then(|content| make(content, line)) {
            Ok(Some(row)) => {
                outcome.batch.push(&row.id, line, Some(&row.about));
                texts.push(Cow::Owned(row.text));
                row.notes.into_iter().for_each(|note| outcome.problems.add(Some(line), note));
            }
            Ok(None) => {}
            Err(problem) => outcome.problems.add(Some(line), problem),
        }
    }
    if !texts.is_empty() {
        let first = task.intake.take(&texts);
        outcome.batch.complete(StoredText::all(texts, task.spool), first);
    }
    outcome
}
