//! A file as a stream of unpacked bytes, counted on the way.

use std::fs::File;
use std::io::{self, BufReader, Read};

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

/// The unpacked bytes of a file or of standard input.
pub(super) fn open<'m>(
    source: &Source,
    meter: &'m dyn Meter,
) -> io::Result<Box<dyn Read + Send + 'm>> {
    if source.path.as_os_str() == "-" {
        return Ok(Box::new(Counted { input: io::stdin(), meter, unread: None }));
    }
    // Made before the file is opened: if that fails, its bytes count all the same.
    let mut counted = Counted { input: None, meter, unread: Some(source.bytes) };
    counted.input = Some(File::open(&source.path)?);
    Ok(match source.packing {
        Packing::None => Box::new(counted),
        Packing::Gzip => Box::new(MultiGzDecoder::new(BufReader::with_capacity(CHUNK, counted))),
        #[cfg(not(feature = "read-zstd"))]
        Packing::Zstd => return Err(io::ErrorKind::Unsupported.into()),
        #[cfg(feature = "read-zstd")]
        Packing::Zstd => {
            let buffered = BufReader::with_capacity(CHUNK, counted);
            Box::new(zstd::stream::read::Decoder::with_buffer(buffered)?)
        }
    })
}

/// Tells a meter what is read. When dropped, it tells the rest of the expected
/// length.
struct Counted<'m, R> {
    input: R,
    meter: &'m dyn Meter,
    unread: Option<u64>,
}

impl<R> Counted<'_, R> {
    fn count(&mut self, bytes: usize) {
        let bytes = bytes as u64;
        let told = self.unread.map_or(bytes, |unread| bytes.min(unread));
        self.unread = self.unread.map(|unread| unread - told);
        if told > 0 {
            self.meter.advance(told);
        }
    }
}

impl Read for Counted<'_, io::Stdin> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.input.read(buffer)?;
        self.count(bytes);
        Ok(bytes)
    }
}

impl Read for Counted<'_, Option<File>> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(file) = &mut self.input else { return Ok(0) };
        let bytes = file.read(buffer)?;
        self.count(bytes);
        Ok(bytes)
    }
}

impl<R> Drop for Counted<'_, R> {
    fn drop(&mut self) {
        if let Some(unread) = self.unread.filter(|&unread| unread > 0) {
            self.meter.advance(unread);
        }
    }
}
