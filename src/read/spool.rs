//! Texts that cannot be read again from where they came from, in a temporary
//! file in place of memory.

use std::borrow::Cow;
use std::io;

use super::again::{TextLocation, checksum};
use crate::error::Error;
use crate::support::spill::TempFile;

/// Texts in a temporary file.
#[derive(Debug)]
pub(super) struct Spool(TempFile);

impl Spool {
    pub fn new() -> Result<Self, Error> {
        TempFile::new().map(Self)
    }

    /// Writes these texts at once, and says where each is. After a failure,
    /// which [`finish`](Self::finish) tells, nothing more is written.
    pub fn put(&self, texts: &[Cow<'_, str>]) -> Vec<TextLocation> {
        let mut offset = self.0.add(texts.concat().as_bytes());
        let place = |text: &Cow<'_, str>| {
            let location =
                TextLocation { offset, bytes: text.len() as u32, checksum: checksum(text) };
            offset += text.len() as u64;
            location
        };
        texts.iter().map(place).collect()
    }

    /// The spool, if everything put into it was written.
    pub fn finish(self) -> Result<Self, Error> {
        self.0.check().map(|()| self)
    }

    pub fn text(&self, location: TextLocation) -> Result<String, Error> {
        let mut bytes = vec![0; location.bytes as usize];
        self.0.read(&mut bytes, location.offset);
        self.0.check()?;
        let text = String::from_utf8(bytes).ok().filter(|text| checksum(text) == location.checksum);
        text.ok_or_else(|| {
            let damaged = "the temporary file for texts was damaged";
            let source = io::Error::new(io::ErrorKind::InvalidData, damaged);
            Error::File { path: std::env::temp_dir(), source }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_in_comes_out() {
        let spool = Spool::new().unwrap();
        let texts: Vec<Cow<'_, str>> = vec!["Rain fell.".into(), "".into(), "Né à Genève.".into()];
        let mut location = spool.put(&texts);
        location.extend(spool.put(&["later".into()]));
        let spool = spool.finish().unwrap();
        let read: Vec<String> = location.iter().map(|&it| spool.text(it).unwrap()).collect();
        assert_eq!(read, ["Rain fell.", "", "Né à Genève.", "later"]);

        let damaged = TextLocation { checksum: 0, ..location[0] };
        assert!(spool.text(damaged).unwrap_err().to_string().contains("damaged"));
    }
}
