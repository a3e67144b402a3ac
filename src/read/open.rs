//! A file as a stream of unpacked bytes, counted on the way.

use std::fs::File;
#[cfg(feature = "read-archives")]
use std::io::Seek;
use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use super::format::Packing;
use super::problem::ProblemKind;
use super::task::Task;
use super::walk::Source;

/// Receives how far the reading of files is, in bytes of the files as stored.
/// Called from many threads.
///
/// Every method does nothing by default, and `()` is the receiver that ignores
/// everything.
pub trait Meter: Sync {
    /// Reading begins; the files have `bytes` bytes in all. Standard input has
    /// no length that is known before: it counts as none.
    fn begin(&self, bytes: u64) {
        let _ = bytes;
    }

    /// `bytes` more bytes are read. What is left out, unread, counts too: in
    /// the end the sum is the total of [`begin`](Self::begin), or above it by
    /// what came from standard input.
    fn advance(&self, bytes: u64) {
        let _ = bytes;
    }
}

impl Meter for () {}

/// How much a file is asked for at a time.
const CHUNK: usize = 256 << 10;

/// How many bytes of a packed file were read so far; nothing for any other file.
#[derive(Clone, Debug, Default)]
pub(super) struct PackedBytes {
    read: Option<Arc<AtomicU64>>,
    /// How many times its packed size an article or line may have.
    most_times: u64,
}

/// An article or line that unpacks to no more than this, in bytes, may have any ratio
/// to its packed size: to unpack it does no harm.
const FREE: u64 = 32 << 20;

/// The default ratio: prose unpacks to some 3 to 10 times its size, and a gigabyte of
/// zeros to a thousand times and more.
pub(super) const MOST_TIMES: u64 = 100;

/// How many bytes an archive of this size may unpack to.
#[cfg(any(feature = "read-archives", feature = "read-parquet"))]
pub(super) fn most_unpacked(bytes: u64, most_times: u64) -> u64 {
    bytes.saturating_mul(most_times).max(FREE)
}

impl PackedBytes {
    /// How many bytes were read, of which some may not be unpacked yet.
    pub fn read(&self) -> u64 {
        self.read.as_ref().map_or(0, |bytes| bytes.load(Ordering::Relaxed))
    }

    /// Whether so many unpacked bytes, which began when `start` bytes were read, are
    /// too many for what was read since.
    pub fn expands(&self, unpacked: u64, start: u64) -> bool {
        // What was read ahead before the start counts too.
        let packed = self.read() - start + CHUNK as u64;
        self.read.is_some() && unpacked > FREE && unpacked / self.most_times > packed
    }
}

/// A file, standard input or the member of an archive, unpacked.
pub(super) struct Stream<'m> {
    pub input: Box<dyn Read + Send + 'm>,
    /// How many packed bytes were read for it.
    pub packed: PackedBytes,
    pub origin: Origin,
}

/// What kind of stream articles come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// A file whose bytes are the stream's, so that a part can be read again.
    File,
    /// A decompressor, of which a failure then speaks.
    Packed,
    /// Any other that passes once.
    Stream,
}

impl Origin {
    /// What to say of a stream that failed.
    pub fn failed(self, error: io::Error) -> ProblemKind {
        let reason = error.to_string();
        match self {
            Self::Packed => ProblemKind::CutShort { reason },
            Self::File | Self::Stream => ProblemKind::Unreadable { reason },
        }
    }
}

impl<'m> Stream<'m> {
    /// The bytes of a stream that is not packed and passes once.
    pub fn plain(input: impl Read + Send + 'm) -> Self {
        let packed = PackedBytes::default();
        Self { input: Box::new(input), packed, origin: Origin::Stream }
    }

    /// All bytes that remain, but no more than the task allows; and what is wrong
    /// with them, if they are the beginning only.
    ///
    /// `expected` is how many there are, as far as that is known.
    pub fn bytes(
        mut self,
        expected: Option<u64>,
        task: &Task<'_>,
    ) -> Result<(Vec<u8>, Option<ProblemKind>), ProblemKind> {
        let too_large = ProblemKind::TooLarge { limit: task.limit };
        if expected.is_some_and(|bytes| bytes > task.limit) {
            return Err(too_large);
        }
        let start = self.packed.read();
        let is_packed = self.origin == Origin::Packed;
        let mut input = (&mut self.input).take(task.limit + 1);
        // One byte more than the file has, so that its end is seen without growing.
        let mut bytes = Vec::with_capacity(expected.map_or(0, |bytes| bytes as usize + 1));
        // What is packed is asked for step by step, and given up as soon as it expands
        // as no text does.
        let mut read = Ok(0);
        while is_packed && matches!(read, Ok(0)) {
            let before = bytes.len();
            read = (&mut input).take(STEP).read_to_end(&mut bytes);
            if bytes.len() == before {
                break;
            }
            if self.packed.expands(bytes.len() as u64, start) {
                return Err(ProblemKind::Expands { times: task.most_times });
            }
            read = read.map(|_| 0);
        }
        let cut = match read.and_then(|_| input.read_to_end(&mut bytes)) {
            Ok(_) => None,
            Err(error) if is_packed && !bytes.is_empty() => Some(self.origin.failed(error)),
            Err(error) => return Err(ProblemKind::Unreadable { reason: error.to_string() }),
        };
        if bytes.len() as u64 > task.limit { Err(too_large) } else { Ok((bytes, cut)) }
    }
}

/// How much of what is packed is unpacked between two looks at how it expands.
const STEP: u64 = 1 << 20;

/// The unpacked bytes of a file or of standard input.
pub(super) fn open<'m>(source: &Source, task: &Task<'m>) -> io::Result<Stream<'m>> {
    let meter = task.meter;
    if source.path.as_os_str() == "-" {
        return Ok(Stream::plain(CountedInput {
            input: io::stdin(),
            meter,
            unread: None,
            packed: None,
        }));
    }
    let packed = (source.packing != Packing::None).then(Arc::default);
    let counted = CountedInput::open(source, packed.clone(), meter)?;
    let input = unpacked(counted, source.packing)?;
    let origin = match source.packing {
        Packing::None if source.is_regular => Origin::File,
        Packing::None => Origin::Stream,
        _ => Origin::Packed,
    };
    Ok(Stream { input, packed: PackedBytes { read: packed, most_times: task.most_times }, origin })
}

/// A file in which any place can be gone to, as it is, and how much of it is read.
#[cfg(feature = "read-archives")]
pub(super) fn open_seekable<'m>(
    source: &Source,
    task: &Task<'m>,
) -> io::Result<(impl Read + Seek + Send + use<'m>, PackedBytes)> {
    let packed: Option<Arc<AtomicU64>> = Some(Arc::default());
    let counted = CountedInput::open(source, packed.clone(), task.meter)?;
    Ok((counted, PackedBytes { read: packed, most_times: task.most_times }))
}

/// The bytes of a stream that is packed in this way.
pub(super) fn unpacked<'m>(
    input: impl Read + Send + 'm,
    packing: Packing,
) -> io::Result<Box<dyn Read + Send + 'm>> {
    if packing == Packing::None {
        return Ok(Box::new(input));
    }
    let buffered = BufReader::with_capacity(CHUNK, input);
    Ok(match packing {
        Packing::None | Packing::Gzip => Box::new(MultiGzDecoder::new(buffered)),
        #[cfg(feature = "read-zstd")]
        Packing::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(buffered)?),
        #[cfg(feature = "read-xz")]
        Packing::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(buffered, true, XZ_MEMORY)),
        #[cfg(feature = "read-bzip2")]
        Packing::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(buffered)),
        #[allow(unreachable_patterns)]
        _ => return Err(io::ErrorKind::Unsupported.into()),
    })
}

/// How much memory a file may have its decompressor take, in KiB: `xz -9` asks for 65
/// MiB, and a forged file for 4 GiB.
#[cfg(feature = "read-xz")]
const XZ_MEMORY: u32 = 256 << 10;

/// Tells a meter what is read. When dropped, it tells the rest of the expected
/// length.
struct CountedInput<'m, R> {
    input: R,
    meter: &'m dyn Meter,
    unread: Option<u64>,
    packed: Option<Arc<AtomicU64>>,
}

impl<'m> CountedInput<'m, Option<File>> {
    fn open(
        source: &Source,
        packed: Option<Arc<AtomicU64>>,
        meter: &'m dyn Meter,
    ) -> io::Result<Self> {
        // Made before the file is opened: if that fails, its bytes count all the same.
        let mut counted = Self { input: None, meter, unread: Some(source.bytes), packed };
        counted.input = Some(File::open(&source.path)?);
        Ok(counted)
    }
}

impl<R> CountedInput<'_, R> {
    fn count(&mut self, bytes: usize) {
        let bytes = bytes as u64;
        if let Some(packed) = &self.packed {
            packed.fetch_add(bytes, Ordering::Relaxed);
        }
        let told = self.unread.map_or(bytes, |unread| bytes.min(unread));
        self.unread = self.unread.map(|unread| unread - told);
        if told > 0 {
            self.meter.advance(told);
        }
    }
}

impl Read for CountedInput<'_, io::Stdin> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.input.read(buffer)?;
        self.count(bytes);
        Ok(bytes)
    }
}

impl Read for CountedInput<'_, Option<File>> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(file) = &mut self.input else { return Ok(0) };
        let bytes = file.read(buffer)?;
        self.count(bytes);
        Ok(bytes)
    }
}

#[cfg(feature = "read-archives")]
impl Seek for CountedInput<'_, Option<File>> {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        self.input.as_mut().map_or(Ok(0), |file| file.seek(to))
    }
}

impl<R> Drop for CountedInput<'_, R> {
    fn drop(&mut self) {
        if let Some(unread) = self.unread.filter(|&unread| unread > 0) {
            self.meter.advance(unread);
        }
    }
}
