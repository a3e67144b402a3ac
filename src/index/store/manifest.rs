//! What an index consists of at one moment: a numbered manifest.
//!
//! ```text
//! magic "NCmf" | version: u32 | length of the body: u64 | body | XXH3 of all before: u64
//! body:
//!   generation: u64
//!   number of files: u64, then for each, sorted by name:
//!     length of the name: u64 | name: UTF-8
//!     magic: 4 bytes | version: u32 | bytes: u64 | checksum: u64
//!   length of what the layer above keeps: u64 | its bytes
//! ```
//!
//! All integers are little-endian.

use std::collections::BTreeSet;

use super::sealed::FileEntry;
use crate::error::Error;
use crate::support::saved::Format;

/// The frame of a manifest.
pub(crate) const MANIFEST: Format = Format { name: "manifest", magic: *b"NCmf", version: 1 };

/// Bytes of a file in the list, beside its name.
const FILE: usize = 32;

/// A state of an index that was committed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Manifest {
    /// Counts the commits: 1 for the first.
    pub generation: u64,
    /// The files of this state, sorted by name.
    pub files: Vec<FileEntry>,
    /// What the layer above keeps.
    pub body: Vec<u8>,
}

impl Manifest {
    /// Its bytes, as they are saved.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::new();
        body.extend(self.generation.to_le_bytes());
        body.extend((self.files.len() as u64).to_le_bytes());
        for file in &self.files {
            body.extend((file.name.len() as u64).to_le_bytes());
            body.extend(file.name.as_bytes());
            body.extend(file.magic);
            body.extend(file.version.to_le_bytes());
            body.extend(file.bytes.to_le_bytes());
            body.extend(file.checksum.to_le_bytes());
        }
        body.extend((self.body.len() as u64).to_le_bytes());
        body.extend(&self.body);
        MANIFEST.seal(&body)
    }

    /// The manifest of which these are the bytes.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where they are anything else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut rest = MANIFEST.open(bytes)?;
        let generation = rest.u64()?;
        let count = rest.count(FILE)?;
        let mut files = Vec::with_capacity(count);
        for _ in 0..count {
            let length = rest.count(1)?;
            let name = std::str::from_utf8(rest.take(length)?)
                .ok()
                .filter(|name| is_plain(name))
                .ok_or_else(|| MANIFEST.corrupt("a file's name is no plain name".into()))?
                .to_string();
            let magic = rest.take(4)?.try_into().expect("4 bytes");
            let version = rest.u32()?;
            let (bytes, checksum) = (rest.u64()?, rest.u64()?);
            files.push(FileEntry { name, magic, version, bytes, checksum });
        }
        if !files.is_sorted_by(|one, next| one.name < next.name) {
            return Err(MANIFEST.corrupt("its files are not sorted by name".into()));
        }
        let length = rest.count(1)?;
        let body = rest.take(length)?.to_vec();
        rest.end()?;
        Ok(Self { generation, files, body })
    }

    /// The names of its files.
    pub fn names(&self) -> BTreeSet<String> {
        self.files.iter().map(|file| file.name.clone()).collect()
    }
}

/// Whether a name stays inside the folder on every system.
pub(crate) fn is_plain(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    name.bytes().all(plain) && !name.starts_with('.') && !name.is_empty()
}

/// The names of files in the folder of an index, and what they say.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Name {
    /// `manifest-0000000042`: the manifest of this generation.
    Manifest(u64),
    /// `manifest-0000000042.new`: one that was being written.
    Unfinished,
    /// `segment-0000000042-1`: a sealed file that was made for this generation.
    Sealed(u64),
    /// Anything else, which this module never touches.
    Foreign,
}

impl Name {
    /// What a file's name says.
    pub fn of(name: &str) -> Self {
        if let Some(rest) = name.strip_prefix("manifest-") {
            return match (number(rest), rest.strip_suffix(".new").and_then(number)) {
                (Some(generation), _) => Self::Manifest(generation),
                (None, Some(_)) => Self::Unfinished,
                (None, None) => Self::Foreign,
            };
        }
        let mut parts = name.rsplitn(3, '-');
        match (parts.next(), parts.next().and_then(number), parts.next()) {
            (Some(counter), Some(generation), Some(stem))
                if !stem.is_empty() && counter.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                Self::Sealed(generation)
            }
            _ => Self::Foreign,
        }
    }

    /// The name of the manifest of this generation.
    pub fn manifest(generation: u64) -> String {
        format!("manifest-{generation:010}")
    }
}

/// A generation as names write it: ten digits, or more where ten are too few.
fn number(digits: &str) -> Option<u64> {
    let number = digits.parse().ok()?;
    (format!("{number:010}") == digits).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let file = |name: &str| FileEntry {
            name: name.into(),
            magic: *b"NCsg",
            version: 7,
            bytes: 1234,
            checksum: 0xABCD,
        };
        let files = vec![file("segment-0000000001-0"), file("segment-0000000002-0")];
        Manifest { generation: 2, files, body: b"what the layer above keeps".to_vec() }
    }

    #[test]
    fn a_manifest_comes_back_and_every_change_is_noticed() {
        let bytes = manifest().to_bytes();
        assert_eq!(Manifest::from_bytes(&bytes).unwrap(), manifest());
        for bit in 0..8 * bytes.len() {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(Manifest::from_bytes(&changed).is_err(), "bit {bit}");
        }
        for end in 0..bytes.len() {
            assert!(Manifest::from_bytes(&bytes[..end]).is_err(), "cut at {end}");
        }
    }

    /// Whoever can make checksums can still not make a name that leads elsewhere,
    /// nor memory be reserved for what is not there.
    #[test]
    fn crafted_manifests_are_refused() {
        for name in ["", "../x", "a/b", ".x", "a\\b", "C:x", "a b"] {
            let mut crafted = manifest();
            crafted.files[0].name = name.into();
            assert!(Manifest::from_bytes(&crafted.to_bytes()).is_err(), "{name:?}");
        }
        let mut crafted = manifest();
        crafted.files.swap(0, 1);
        assert!(Manifest::from_bytes(&crafted.to_bytes()).is_err());
        let mut body = 1u64.to_le_bytes().to_vec();
        body.extend(u64::MAX.to_le_bytes());
        assert!(Manifest::from_bytes(&MANIFEST.seal(&body)).is_err());
    }

    #[test]
    fn names_say_what_they_are() {
        assert_eq!(Name::of(&Name::manifest(42)), Name::Manifest(42));
        assert_eq!(Name::of(&Name::manifest(u64::MAX)), Name::Manifest(u64::MAX));
        assert_eq!(Name::of("manifest-0000000042.new"), Name::Unfinished);
        assert_eq!(Name::of("segment-0000000007-12"), Name::Sealed(7));
        assert_eq!(Name::of("my-words-0000000007-0"), Name::Sealed(7));
        for name in
            ["manifest-42", "manifest-", "lock", "notes.txt", "segment-7-1", "-0000000007-1"]
        {
            assert_eq!(Name::of(name), Name::Foreign, "{name}");
        }
    }
}
