//! The frame of every saved form: magic, version, length and checksum around
//! little-endian bytes.
//!
//! ```text
//! magic: 4 bytes | version: u32 | length of the body: u64 | body | XXH3 of all before: u64
//! ```

use super::hash::checksum;
use crate::error::Error;

/// What a saved form is called in messages, its magic and its version.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Format {
    pub name: &'static str,
    pub magic: [u8; 4],
    pub version: u32,
}

/// Bytes before and after the body.
const HEADER: usize = 16;
const FOOTER: usize = 8;

impl Format {
    /// The body in its frame.
    pub fn seal(self, body: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER + body.len() + FOOTER);
        bytes.extend(self.magic);
        bytes.extend(self.version.to_le_bytes());
        bytes.extend((body.len() as u64).to_le_bytes());
        bytes.extend(body);
        bytes.extend(checksum(&bytes).to_le_bytes());
        bytes
    }

    /// The body of bytes that [`seal`](Self::seal) made, and nothing around them.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where they are anything else.
    pub fn open(self, bytes: &[u8]) -> Result<Body<'_>, Error> {
        let mut rest = Body { format: self, bytes };
        if rest.take(4)? != self.magic {
            return Err(self.corrupt(format!(
                "it begins with {:?}, not with {:?}",
                bytes[..4].escape_ascii().to_string(),
                self.magic.escape_ascii().to_string(),
            )));
        }
        let version = rest.u32()?;
        if version != self.version {
            return Err(self.corrupt(format!(
                "it has version {version}, and this program reads version {}; make it anew",
                self.version
            )));
        }
        let length = rest.u64()?;
        let expected = (HEADER + FOOTER) as u64;
        if length.checked_add(expected) != Some(bytes.len() as u64) {
            return Err(self.corrupt(format!(
                "{} bytes are there, and its header promises {}",
                bytes.len(),
                length.saturating_add(expected)
            )));
        }
        let (sealed, footer) = bytes.split_at(bytes.len() - FOOTER);
        if footer != checksum(sealed).to_le_bytes() {
            return Err(self.corrupt("its checksum does not fit; some byte was changed".into()));
        }
        Ok(Body { format: self, bytes: &sealed[HEADER..] })
    }

    /// The error of bytes that are not what they should be.
    pub fn corrupt(self, problem: String) -> Error {
        Error::Corrupt { form: self.name, problem }
    }
}

/// What is left to be read of a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Body<'a> {
    format: Format,
    bytes: &'a [u8],
}

impl<'a> Body<'a> {
    /// The next bytes, so many.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let Some((taken, rest)) = self.bytes.split_at_checked(count) else {
            let problem = format!("it ends {} bytes too early", count - self.bytes.len());
            return Err(self.format.corrupt(problem));
        };
        self.bytes = rest;
        Ok(taken)
    }

    pub fn u32(&mut self) -> Result<u32, Error> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub fn u64(&mut self) -> Result<u64, Error> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// A number of elements of at least `size` bytes each: never more than bytes
    /// are left for, so that memory may be reserved for them.
    pub fn count(&mut self, size: usize) -> Result<usize, Error> {
        let count = self.u64()?;
        let most = self.bytes.len() / size;
        usize::try_from(count).ok().filter(|&count| count <= most).ok_or_else(|| {
            let problem = format!("it promises {count} elements, and has bytes for {most}");
            self.format.corrupt(problem)
        })
    }

    /// All that is left.
    pub fn rest(self) -> &'a [u8] {
        self.bytes
    }

    /// That nothing is left.
    pub fn end(self) -> Result<(), Error> {
        match self.bytes.len() {
            0 => Ok(()),
            left => Err(self.format.corrupt(format!("{left} bytes too many"))),
        }
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let bytes = self.take(N)?;
        Ok(bytes.try_into().expect("as many as were taken"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMAT: Format = Format { name: "thing", magic: *b"NCth", version: 3 };

    #[test]
    fn a_body_comes_back() {
        let bytes = FORMAT.seal(&[1, 0, 0, 0, 9, 9]);
        let mut body = FORMAT.open(&bytes).unwrap();
        assert_eq!(body.u32().unwrap(), 1);
        assert_eq!(body.take(2).unwrap(), [9, 9]);
        assert!(body.take(1).is_err());
        body.end().unwrap();
    }

    #[test]
    fn every_changed_bit_and_every_cut_is_noticed() {
        let bytes = FORMAT.seal(b"some bytes");
        for bit in 0..8 * bytes.len() {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(FORMAT.open(&changed).is_err(), "bit {bit}");
        }
        for end in 0..bytes.len() {
            assert!(FORMAT.open(&bytes[..end]).is_err(), "cut at {end}");
        }
        let other = Format { version: 4, ..FORMAT };
        let message = other.open(&bytes).unwrap_err().to_string();
        assert!(message.contains("version 3") && message.contains("version 4"), "{message}");
    }
}
