//! A file as a stream of unpacked bytes, counted on the way.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use super::format::Packing;
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

/// The unpacked bytes of a file or of standard input, and how many packed ones were
/// read for them; `most_times` is the limit for [`PackedBytes::expands`].
pub(super) fn open<'m>(
    source: &Source,
    meter: &'m dyn Meter,
    most_times: u64,
) -> io::Result<(Box<dyn Read + Send + 'm>, PackedBytes)> {
    if source.path.as_os_str() == "-" {
        let counted = CountedInput { input: io::stdin(), meter, unread: None, packed: None };
        return Ok((Box::new(counted), PackedBytes::default()));
    }
    let packed = (source.packing != Packing::None).then(Arc::default);
    // Made before the file is opened: if that fails, its bytes count all the same.
    let unread = Some(source.bytes);
    let mut counted = CountedInput { input: None, meter, unread, packed: packed.clone() };
    counted.input = Some(File::open(&source.path)?);
    let input: Box<dyn Read + Send + 'm> = match source.packing {
        Packing::None => Box::new(counted),
        Packing::Gzip => Box::new(MultiGzDecoder::new(BufReader::with_capacity(CHUNK, counted))),
        #[cfg(not(feature = "read-zstd"))]
        Packing::Zstd => return Err(io::ErrorKind::Unsupported.into()),
        #[cfg(feature = "read-zstd")]
        Packing::Zstd => {
            let buffered = BufReader::with_capacity(CHUNK, counted);
            Box::new(zstd::stream::read::Decoder::with_buffer(buffered)?)
        }
    };
    Ok((input, PackedBytes { read: packed, most_times }))
}

/// Tells a meter what is read. When dropped, it tells the rest of the expected
/// length.
struct CountedInput<'m, R> {
    input: R,
    meter: &'m dyn Meter,
    unread: Option<u64>,
    packed: Option<Arc<AtomicU64>>,
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

impl<R> Drop for CountedInput<'_, R> {
    fn drop(&mut self) {
        if let Some(unread) = self.unread.filter(|&unread| unread > 0) {
            self.meter.advance(unread);
        }
    }
}
