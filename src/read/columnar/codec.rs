//! How the parts of a columnar file are compressed.

use std::io::Read;

use flate2::bufread::MultiGzDecoder;

use super::source::{Failure, Fallible};

/// How a part is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Codec {
    None,
    Snappy,
    Gzip,
    Brotli,
    Zstd,
    /// A block without a header.
    Lz4Block,
    /// Blocks with headers, as Hadoop writes them; or one without.
    Lz4Hadoop,
    Lz4Frame,
}

const CORRUPT: Failure = Failure::Damaged("what is compressed does not unpack");

impl Codec {
    /// Fills `unpacked` with what these bytes unpack to.
    pub fn unpack(self, packed: &[u8], mut unpacked: Vec<u8>) -> Fallible<Vec<u8>> {
        let out = &mut unpacked[..];
        let is_whole = match self {
            Self::None => {
                let is_whole = packed.len() == out.len();
                if is_whole {
                    out.copy_from_slice(packed);
                }
                is_whole
            }
            Self::Snappy => {
                let length = snap::raw::Decoder::new().decompress(packed, out);
                length.is_ok_and(|length| length == out.len())
            }
            Self::Gzip => MultiGzDecoder::new(packed).read_exact(out).is_ok(),
            Self::Brotli => {
                const BUFFER: usize = 4096;
                brotli_decompressor::Decompressor::new(packed, BUFFER).read_exact(out).is_ok()
            }
            Self::Zstd => {
                let mut decompressor = zstd::bulk::Decompressor::new()?;
                let length = decompressor.decompress_to_buffer(packed, out);
                length.is_ok_and(|length| length == out.len())
            }
            Self::Lz4Block => is_lz4_block(packed, out),
            Self::Lz4Hadoop => is_lz4_of_hadoop(packed, out) || is_lz4_block(packed, out),
            Self::Lz4Frame => lz4_flex::frame::FrameDecoder::new(packed).read_exact(out).is_ok(),
        };
        if is_whole { Ok(unpacked) } else { Err(CORRUPT) }
    }
}

fn is_lz4_block(packed: &[u8], out: &mut [u8]) -> bool {
    lz4_flex::block::decompress_into(packed, out).is_ok_and(|length| length == out.len())
}

/// Each block has its lengths before it, unpacked and packed.
fn is_lz4_of_hadoop(mut packed: &[u8], mut out: &mut [u8]) -> bool {
    while let Some((header, rest)) = packed.split_first_chunk::<8>() {
        let length = |at: usize| {
            let bytes = header[at..at + 4].try_into().map_or(0, u32::from_be_bytes);
            bytes as usize
        };
        let (unpacked, block) = (length(0), length(4));
        if unpacked > out.len() || block > rest.len() {
            return false;
        }
        let (filled, left) = out.split_at_mut(unpacked);
        if !is_lz4_block(&rest[..block], filled) {
            return false;
        }
        (packed, out) = (&rest[block..], left);
    }
    packed.is_empty() && out.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_hadoop() {
        let mut packed = Vec::new();
        for part in ["Rain fell, ", "and rain fell, and rain fell."] {
            let block = lz4_flex::block::compress(part.as_bytes());
            packed.extend((part.len() as u32).to_be_bytes());
            packed.extend((block.len() as u32).to_be_bytes());
            packed.extend(block);
        }
        let text = b"Rain fell, and rain fell, and rain fell.";
        let unpacked = |packed: &[u8], length| Codec::Lz4Hadoop.unpack(packed, vec![0; length]);
        assert_eq!(unpacked(&packed, text.len()).unwrap(), text);
        assert_eq!(unpacked(&lz4_flex::block::compress(text), text.len()).unwrap(), text);
        assert!(unpacked(&packed, text.len() + 1).is_err());
        assert!(unpacked(&packed[..packed.len() - 1], text.len()).is_err());
    }

    #[test]
    fn what_is_no_whole_part_is_refused() {
        let all = [
            Codec::None,
            Codec::Snappy,
            Codec::Gzip,
            Codec::Brotli,
            Codec::Zstd,
            Codec::Lz4Block,
            Codec::Lz4Frame,
        ];
        for codec in all {
            for packed in [&b""[..], b"\0", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff"] {
                assert!(codec.unpack(packed, vec![0; 7]).is_err(), "{codec:?}");
            }
        }
    }
}
