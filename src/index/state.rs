//! What an index keeps beside its segments: which articles are gone.
//!
//! ```text
//! whether texts are kept: u32 | number of segments: u64, then for each, the oldest first:
//!   length of its file's name: u64 | name
//!   number of removed articles: u64 | each: u32
//! ```

use crate::error::Error;
use crate::support::saved::Format;

/// The frame of the state in a manifest.
const STATE: Format = Format { name: "index state", magic: *b"NCis", version: 1 };

/// The state of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct State {
    pub keeps_texts: bool,
    /// The oldest first.
    pub segments: Vec<SegmentState>,
}

/// A segment, and what is gone from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SegmentState {
    /// The name of its file.
    pub file: String,
    /// The articles that were removed, or of which there is a newer version; rising.
    pub removed: Vec<u32>,
}

impl State {
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::new();
        body.extend(u32::from(self.keeps_texts).to_le_bytes());
        body.extend((self.segments.len() as u64).to_le_bytes());
        for SegmentState { file, removed } in &self.segments {
            body.extend((file.len() as u64).to_le_bytes());
            body.extend(file.as_bytes());
            body.extend((removed.len() as u64).to_le_bytes());
            body.extend(removed.iter().flat_map(|at| at.to_le_bytes()));
        }
        STATE.seal(&body)
    }

    /// # Errors
    ///
    /// [`Error::Corrupt`] where the bytes are anything else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut body = STATE.open(bytes)?;
        let keeps_texts = body.u32()? == 1;
        let count = body.count(16)?;
        let mut segments = Vec::with_capacity(count);
        for _ in 0..count {
            let length = body.count(1)?;
            let file = String::from_utf8(body.take(length)?.to_vec())
                .map_err(|_| STATE.corrupt("the name of a segment is not UTF-8".into()))?;
            let count = body.count(4)?;
            let removed: Vec<u32> = (0..count).map(|_| body.u32()).collect::<Result<_, _>>()?;
            if !removed.is_sorted_by(|one, next| one < next) {
                return Err(STATE.corrupt("a list of articles is out of order".into()));
            }
            segments.push(SegmentState { file, removed });
        }
        body.end().map(|()| Self { keeps_texts, segments })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_comes_back_and_a_damaged_one_is_refused() {
        let segment = |file: &str, removed: &[u32]| SegmentState {
            file: file.into(),
            removed: removed.to_vec(),
        };
        let segments = vec![segment("segment-1", &[1, 5]), segment("segment-2", &[])];
        let state = State { keeps_texts: true, segments };
        assert_eq!(State::from_bytes(&state.to_bytes()).unwrap(), state);
        let mut unordered = state.clone();
        unordered.segments[0].removed = vec![5, 1];
        assert!(State::from_bytes(&unordered.to_bytes()).is_err());
    }
}
