//! A stream of bytes as blocks of whole lines.
//!
//! A block is large, so that its lines can be parsed in parallel, and its
//! buffer is used again for the next but one: a stream of any length takes two
//! blocks of memory, or twice its longest line that is within the limit.

use std::io::{self, Read};

use memchr::{memchr, memrchr};

use super::open::PackedBytes;

/// How much is asked for at a time while the end of a line is looked for.
const CHUNK: usize = 1 << 20;

/// Cuts a stream into blocks of whole lines.
pub(super) struct Lines<R> {
    input: R,
    /// The beginning of a line whose end is not read yet.
    carry: Vec<u8>,
    /// The size of a block, unless a single line is longer.
    target: usize,
    /// The length of a line beyond which it is not kept.
    limit: usize,
    /// How many bytes of the stream are read, and of the packed file that it is
    /// unpacked from.
    position: u64,
    packed: PackedBytes,
    ended: bool,
    failure: Option<io::Error>,
}

/// Some whole lines of a stream.
#[derive(Default)]
pub(super) struct LineBlock {
    /// The lines, each with its line feed; the last of the stream may lack it.
    pub bytes: Vec<u8>,
    /// Where in the stream the first line begins.
    pub offset: u64,
    /// The block is one line that is too long, and its bytes are not kept.
    pub overlong: Option<Overlong>,
}

/// Why a line is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Overlong {
    /// It is longer than the limit.
    Limit,
    /// It is much longer than what it is unpacked from.
    Expands,
}

impl LineBlock {
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty() && self.overlong.is_none()
    }
}

impl<R: Read> Lines<R> {
    pub fn new(input: R, target: usize, limit: usize) -> Self {
        let (carry, packed) = (Vec::new(), PackedBytes::default());
        Self { input, carry, target, limit, position: 0, packed, ended: false, failure: None }
    }

    /// The same of a stream that is unpacked from a file of which so much is read.
    pub fn packed(self, packed: PackedBytes) -> Self {
        Self { packed, ..self }
    }

    /// What ended the stream before its end.
    pub fn into_failure(self) -> Option<io::Error> {
        self.failure
    }

    /// Replaces `block` by the next one; an empty one is the end. When reading
    /// fails, the lines that are whole by then still come.
    pub fn fill(&mut self, block: &mut LineBlock) {
        let bytes = &mut block.bytes;
        block.offset = self.position - self.carry.len() as u64;
        bytes.clear();
        bytes.append(&mut self.carry);
        block.overlong = None;
        let packed = self.packed.read();
        while !self.ended {
            let searched = bytes.len();
            self.read(self.target.saturating_sub(searched).max(CHUNK), bytes);
            if let Some(at) = memrchr(b'\n', &bytes[searched..]) {
                if !self.ended || self.failure.is_some() {
                    self.carry.extend_from_slice(&bytes[searched + at + 1..]);
                    bytes.truncate(searched + at + 1);
                }
                break;
            }
            if self.ended {
                break;
            }
            block.overlong = if bytes.len() > self.limit {
                Some(Overlong::Limit)
            } else if self.packed.expands(bytes.len() as u64, packed) {
                Some(Overlong::Expands)
            } else {
                None
            };
            if block.overlong.is_some() {
                bytes.clear();
                bytes.shrink_to(self.target);
                self.skip_line();
                return;
            }
        }
        if self.failure.is_some() {
            // No line feed came after it: the line is not whole.
            self.carry.clear();
            let whole = memrchr(b'\n', bytes).map_or(0, |at| at + 1);
            bytes.truncate(whole);
        }
    }

    /// Reads on to the next line feed, keeping only what comes after it.
    fn skip_line(&mut self) {
        let mut chunk = Vec::with_capacity(CHUNK);
        while !self.ended {
            chunk.clear();
            self.read(CHUNK, &mut chunk);
            if let Some(at) = memchr(b'\n', &chunk) {
                self.carry.extend_from_slice(&chunk[at + 1..]);
                return;
            }
        }
    }

    /// Appends `count` bytes, or fewer at the end of the stream.
    fn read(&mut self, count: usize, bytes: &mut Vec<u8>) {
        let before = bytes.len();
        let read = (&mut self.input).take(count as u64).read_to_end(bytes);
        self.position += (bytes.len() - before) as u64;
        match read {
            Ok(_) => self.ended = bytes.len() - before < count,
            Err(error) => {
                self.ended = true;
                self.failure = Some(error);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(input: impl Read, target: usize, limit: usize) -> (Vec<Option<String>>, bool) {
        let mut lines = Lines::new(input, target, limit);
        let (mut all, mut block) = (Vec::new(), LineBlock::default());
        let mut offset = 0;
        loop {
            lines.fill(&mut block);
            if block.is_empty() {
                return (all, lines.into_failure().is_some());
            }
            let text = String::from_utf8(block.bytes.clone()).unwrap();
            // Behind a line that is not kept, the place cannot be foretold here.
            assert!(all.contains(&None) || block.offset == offset);
            offset += text.len() as u64;
            all.push(block.overlong.is_none().then_some(text));
        }
    }

    /// Fails where it should end.
    struct Failing;

    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("broken"))
        }
    }

    #[test]
    fn blocks_hold_whole_lines_and_lose_nothing() {
        let line = |n: usize| format!("{}\n", "x".repeat(n * 37 % 90_000));
        let text: String = (0..200).map(line).collect();
        for text in [&text[..], text.trim_end(), "a", "\n", "\n\na\n", ""] {
            let (blocks, failed) = blocks(text.as_bytes(), 1 << 20, 1 << 30);
            let blocks: Vec<String> = blocks.into_iter().map(Option::unwrap).collect();
            assert!(!failed);
            assert!(blocks.concat() == text);
            assert!(blocks.iter().rev().skip(1).all(|block| block.ends_with('\n')));
        }
    }

    #[test]
    fn a_line_beyond_the_limit_is_not_kept() {
        let long = "x".repeat(5 * CHUNK);
        let (found, _) = blocks(format!("a\n{long}\nb\n").as_bytes(), CHUNK, CHUNK);
        assert_eq!(found, [Some("a\n".into()), None, Some("b\n".into())]);
        let (found, _) = blocks(format!("a\n{long}").as_bytes(), CHUNK, CHUNK);
        assert_eq!(found, [Some("a\n".into()), None]);
        let (found, _) = blocks(format!("{long}\nb").as_bytes(), CHUNK, 6 * CHUNK);
        assert_eq!(found, [Some(format!("{long}\nb"))]);
    }

    #[test]
    fn a_block_knows_where_it_begins() {
        let text = format!("a\n{}\nb\n", "x".repeat(5 * CHUNK));
        let mut lines = Lines::new(text.as_bytes(), CHUNK, CHUNK);
        let mut block = LineBlock::default();
        for (offset, overlong) in [(0, false), (2, true), (5 * CHUNK + 3, false)] {
            lines.fill(&mut block);
            assert_eq!((block.offset, block.overlong.is_some()), (offset as u64, overlong));
        }
    }

    #[test]
    fn a_failure_keeps_the_whole_lines() {
        for (text, kept) in [("a\nb\nc", "a\nb\n"), ("a\nb\n", "a\nb\n"), ("a", ""), ("", "")] {
            let (found, failed) = blocks(text.as_bytes().chain(Failing), CHUNK, CHUNK);
            assert!(failed);
            assert_eq!(found.into_iter().flatten().collect::<String>(), kept, "{text:?}");
        }
    }
}
