//! Markup and data that the page unpacks when they are needed: gzip inside of base64,
//! in elements that a browser neither shows nor runs.
//!
//! Tens of thousands of pairs are too much for a document: a browser lays out whatever it
//! has parsed. A block is text to it, and about a tenth as long as its markup.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

/// Between two entries of a block. No entry has it: what articles contain is escaped.
const SEPARATOR: char = '\u{1e}';

/// How much markup a block has, in bytes, before it is closed. Larger ones take less
/// space, since neighbours are alike; the script unpacks a whole one for each entry.
const BLOCK: usize = 192 << 10;

/// Writes the entries of one list, block by block, in their order.
pub(super) struct BlockWriter<'w> {
    out: &'w mut dyn Write,
    list: &'static str,
    /// The number of the block's first entry, and how many are in it.
    first: usize,
    entries: usize,
    markup: String,
}

impl<'w> BlockWriter<'w> {
    pub(super) fn new(out: &'w mut dyn Write, list: &'static str) -> Self {
        Self { out, list, first: 0, entries: 0, markup: String::new() }
    }

    pub(super) fn push(&mut self, entry: &str) -> io::Result<()> {
        debug_assert!(!entry.contains(SEPARATOR));
        if self.entries > 0 {
            self.markup.push(SEPARATOR);
        }
        self.markup.push_str(entry);
        self.entries += 1;
        if self.markup.len() >= BLOCK { self.close() } else { Ok(()) }
    }

    /// Writes what is left.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if self.entries > 0 { self.close() } else { Ok(()) }
    }

    fn close(&mut self) -> io::Result<()> {
        let Self { list, first, entries, .. } = *self;
        write!(
            self.out,
            "<script type=\"text/plain\" data-list=\"{list}\" data-first=\"{first}\" data-count=\"{entries}\">"
        )?;
        packed(self.out, self.markup.as_bytes())?;
        self.out.write_all(b"</script>\n")?;
        self.first += self.entries;
        self.entries = 0;
        self.markup.clear();
        Ok(())
    }
}

/// Writes data in an element of its own.
pub(super) fn data(out: &mut dyn Write, id: &str, data: &[u8]) -> io::Result<()> {
    write!(out, "<script type=\"text/plain\" id=\"{id}\">")?;
    packed(out, data)?;
    out.write_all(b"</script>\n")
}

fn packed(out: &mut dyn Write, data: &[u8]) -> io::Result<()> {
    // Without a time or a name in its head, the same data gives the same bytes.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(data)?;
    out.write_all(base64(&encoder.finish()?).as_bytes())
}

/// Base64 with `+`, `/` and padding.
pub(super) fn base64(bytes: &[u8]) -> String {
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - group.len()));
        for at in 0..4 {
            let digit = digits[(bits >> (18 - 6 * at)) as usize & 63];
            text.push(if at <= group.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (bytes, expected) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(bytes.as_bytes()), expected);
        }
    }

    #[test]
    fn a_block_is_closed_when_it_is_full() {
        let mut page = Vec::new();
        let mut blocks = BlockWriter::new(&mut page, "pairs");
        let long = "x".repeat(BLOCK);
        for entry in ["a", &long, "b"] {
            blocks.push(entry).unwrap();
        }
        blocks.finish().unwrap();
        let page = String::from_utf8(page).unwrap();
        let heads: Vec<&str> =
            page.lines().map(|line| &line[line.find("data-first").unwrap()..][..31]).collect();
        assert_eq!(
            heads,
            [r#"data-first="0" data-count="2">H"#, r#"data-first="2" data-count="1">H"#]
        );
        // The head of gzip: no name, no time.
        assert!(page.contains(&format!(">{}", &base64(&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0])[..10])));
        let mut nothing = Vec::new();
        BlockWriter::new(&mut nothing, "pairs").finish().unwrap();
        assert!(nothing.is_empty());
        let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
        encoder.write_all(b"back").unwrap();
        let mut back = String::new();
        GzDecoder::new(&encoder.finish().unwrap()[..]).read_to_string(&mut back).unwrap();
        assert_eq!(back, "back");
    }
}
