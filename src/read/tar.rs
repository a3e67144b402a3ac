//! The members of a TAR archive, from a stream: the crate `tar` reads the headers, and
//! only so much of what lies between them is in memory as a name takes.

use std::io::{self, Read};

use tar::{EntryType, Header, PaxExtensions};

use super::archive::{Member, Members};
use super::open;
use super::problem::ProblemKind;
use super::task::Task;
use super::walk::Source;

/// The size of a header, and what everything is filled up to.
const BLOCK: u64 = 512;

/// Most bytes of what stands before a header for its sake: a long name.
const LONGEST: u64 = 1 << 20;

/// What was said before a header of the member that it begins.
#[derive(Default)]
struct Extensions {
    name: Option<Vec<u8>>,
    bytes: Option<u64>,
    is_sparse: bool,
}

/// Reads all members.
pub(super) fn read(source: &Source, task: &Task<'_>, members: &mut Members<'_>) -> io::Result<()> {
    let mut stream = open::open(source, task)?;
    let packed = stream.packed.clone();
    let input = &mut stream.input;
    let mut extensions = Extensions::default();
    while let Some(header) = next_header(input)? {
        members.budget.spend(BLOCK as usize)?;
        let stored = header.entry_size()?;
        let padding = (BLOCK - stored % BLOCK) % BLOCK;
        let mut kept = || -> io::Result<Vec<u8>> {
            if stored > LONGEST {
                return Err(io::Error::other("a name has more than a mebibyte"));
            }
            let mut bytes = Vec::new();
            (&mut *input).take(stored).read_to_end(&mut bytes)?;
            skip(input, padding, members)?;
            Ok(bytes)
        };
        match header.entry_type() {
            EntryType::GNULongName => {
                let mut name = kept()?;
                name.truncate(name.iter().position(|&byte| byte == 0).unwrap_or(name.len()));
                extensions.name = Some(name);
                continue;
            }
            EntryType::XHeader => {
                extensions.read(&kept()?)?;
                continue;
            }
            EntryType::GNULongLink | EntryType::XGlobalHeader => {
                kept()?;
                continue;
            }
            _ => {}
        }
        let Extensions { name, bytes, is_sparse } = std::mem::take(&mut extensions);
        let bytes = bytes.unwrap_or(stored);
        let padding = (BLOCK - bytes % BLOCK) % BLOCK;
        let name = name.unwrap_or_else(|| header.path_bytes().into_owned());
        let is_file = matches!(header.entry_type(), EntryType::Regular | EntryType::Continuous);
        let is_sparse = is_sparse || header.entry_type() == EntryType::GNUSparse;
        let mut data = (&mut *input).take(bytes);
        let member = Member { name: &name, bytes, is_encrypted: false };
        if (is_file || is_sparse)
            && !name.ends_with(b"/")
            && let Some(file) = members.begin(&member)
        {
            if is_sparse {
                let reason = "is stored with holes";
                members.failed(file.path, ProblemKind::UnreadMember { reason });
            } else {
                members.read(file, &mut data, &packed);
            }
        }
        let rest = data.limit();
        skip(input, rest.checked_add(padding).unwrap_or(rest), members)?;
    }
    // The checksum of what it was packed in comes last.
    while skip_some(input, u64::MAX, members)? > 0 {}
    Ok(())
}

impl Extensions {
    fn read(&mut self, records: &[u8]) -> io::Result<()> {
        for record in PaxExtensions::new(records) {
            let record = record?;
            match record.key_bytes() {
                b"path" => self.name = Some(record.value_bytes().to_vec()),
                b"size" => self.bytes = record.value().ok().and_then(|it| it.parse().ok()),
                key => self.is_sparse |= key.starts_with(b"GNU.sparse."),
            }
        }
        Ok(())
    }
}

/// The next header; `None` at the end, which is a block of zeros or that of the stream.
fn next_header(input: &mut (impl Read + ?Sized)) -> io::Result<Option<Header>> {
    let mut header = Header::new_old();
    let bytes = header.as_mut_bytes();
    let mut read = 0;
    while read < bytes.len() {
        match input.read(&mut bytes[read..]) {
            Ok(0) if read == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => read += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    if bytes.iter().all(|&byte| byte == 0) {
        return Ok(None);
    }
    // The field of the checksum counts as spaces.
    let sum = bytes[..148].iter().chain(&bytes[156..]).map(|&byte| u32::from(byte)).sum::<u32>();
    match header.cksum() {
        Ok(expected) if expected == sum + 8 * u32::from(b' ') => Ok(Some(header)),
        _ => Err(io::Error::other("the header of a member is damaged")),
    }
}

/// Reads on without keeping anything.
fn skip(input: &mut (impl Read + ?Sized), mut bytes: u64, members: &Members<'_>) -> io::Result<()> {
    while bytes > 0 {
        match skip_some(input, bytes, members)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => bytes -= count,
        }
    }
    Ok(())
}

/// Reads up to so many bytes, and says how many there were; 0 is the end.
fn skip_some(
    input: &mut (impl Read + ?Sized),
    bytes: u64,
    members: &Members<'_>,
) -> io::Result<u64> {
    let mut chunk = [0; 16 << 10];
    let wanted = chunk.len().min(usize::try_from(bytes).unwrap_or(chunk.len()));
    loop {
        match input.read(&mut chunk[..wanted]) {
            Ok(count) => return members.budget.spend(count).map(|count| count as u64),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
