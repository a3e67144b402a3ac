//! What a search has found so far, as values or stored.

use std::borrow::Cow;

use crate::candidate::Candidate;
use crate::error::Error;
use crate::findings::{Match, StoredMatches};

/// Matches in their order, named by ranks.
#[derive(Debug)]
pub(super) enum MatchList {
    Memory(Vec<Match>),
    Stored(StoredMatches),
}

/// Candidates that are verified at once where matches are stored: their verdicts are in
/// memory, at some 400 bytes each. Fewer would be read and opened more often, as those of a
/// large group stand in the order of their first articles.
const VERIFIED_AT_ONCE: usize = 1 << 16;

/// Stored matches that are aligned at once: about a kilobyte each. They are work for half a
/// second, so that hardly any thread waits for the last one.
const CHANGED_AT_ONCE: usize = 1 << 13;

impl MatchList {
    pub fn len(&self) -> usize {
        match self {
            Self::Memory(matches) => matches.len(),
            Self::Stored(matches) => matches.len(),
        }
    }

    /// The matches; those that are stored without their alignments.
    pub fn iter(&self) -> Box<dyn Iterator<Item = Cow<'_, Match>> + '_> {
        match self {
            Self::Memory(matches) => Box::new(matches.iter().map(Cow::Borrowed)),
            Self::Stored(matches) => Box::new(matches.iter_unaligned().map(Cow::Owned)),
        }
    }

    pub fn extend(&mut self, found: impl IntoIterator<Item = Match>) {
        match self {
            Self::Memory(matches) => matches.extend(found),
            Self::Stored(matches) => found.into_iter().for_each(|found| matches.push(&found)),
        }
    }

    /// The candidates in their order, as many at a time as a list of this kind takes.
    pub fn batches(&self, candidates: Vec<Candidate>) -> Box<dyn Iterator<Item = Vec<Candidate>>> {
        let mut rest = candidates.into_iter();
        match self {
            Self::Memory(_) => Box::new(std::iter::once(rest.collect())),
            Self::Stored(_) => Box::new(std::iter::from_fn(move || {
                let batch: Vec<_> = rest.by_ref().take(VERIFIED_AT_ONCE).collect();
                (!batch.is_empty()).then_some(batch)
            })),
        }
    }

    /// The list with all matches as `change` leaves them, which is given many at a time.
    pub fn changed(
        self,
        mut change: impl FnMut(&mut Vec<Match>) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        let stored = match self {
            Self::Memory(mut matches) => {
                change(&mut matches)?;
                return Ok(Self::Memory(matches));
            }
            Self::Stored(stored) => stored,
        };
        let mut changed = Self::Stored(stored.another()?);
        let mut matches = stored.iter();
        loop {
            let mut some: Vec<Match> = matches.by_ref().take(CHANGED_AT_ONCE).collect();
            if some.is_empty() {
                break;
            }
            change(&mut some)?;
            changed.extend(some);
        }
        drop(matches);
        stored.check()?;
        Ok(changed)
    }

    /// Calls each article by another number, given at its present one.
    pub fn renumber(&mut self, numbers: &[u32]) {
        match self {
            Self::Memory(matches) => matches.iter_mut().for_each(|found| {
                (found.a, found.b) = (numbers[found.a] as usize, numbers[found.b] as usize);
            }),
            Self::Stored(matches) => matches.renumber(numbers),
        }
    }

    /// The matches as [`Findings`](crate::Findings) have them.
    pub fn into_parts(self) -> (Vec<Match>, StoredMatches) {
        match self {
            Self::Memory(matches) => (matches, StoredMatches::default()),
            Self::Stored(matches) => (Vec::new(), matches),
        }
    }

    /// As [`StoredMatches::check`].
    pub fn check(&self) -> Result<(), Error> {
        match self {
            Self::Memory(_) => Ok(()),
            Self::Stored(matches) => matches.check(),
        }
    }
}
