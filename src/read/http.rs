//! A response of HTTP, as web archives keep it, to the content of a page.

use std::io::{self, Read};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::problem::ProblemKind;
use super::task::Task;

/// Most fields in the head of a response.
const MOST_FIELDS: usize = 512;

/// A content that decompresses to no more than this may do so from anything.
const FREE: u64 = 32 << 20;

/// What a server answered.
pub(super) struct Response {
    pub status: u16,
    pub content_type: String,
    pub body: Vec<u8>,
}

/// The response that a record holds; `None` if it is none. Its body is only decoded where
/// the status is 200.
pub(super) fn response(record: &[u8], task: &Task<'_>) -> Result<Option<Response>, ProblemKind> {
    let mut fields = vec![httparse::EMPTY_HEADER; MOST_FIELDS];
    let mut head = httparse::Response::new(&mut fields);
    let mut config = httparse::ParserConfig::default();
    config.allow_spaces_after_header_name_in_responses(true);
    config.allow_obsolete_multiline_headers_in_responses(true);
    config.ignore_invalid_headers_in_responses(true);
    let Ok(httparse::Status::Complete(length)) = config.parse_response(&mut head, record) else {
        return Ok(None);
    };
    let field = |wanted: &str| {
        let fields = head.headers.iter();
        let mut found = fields.filter(|field| field.name.eq_ignore_ascii_case(wanted));
        found.next().map(|field| String::from_utf8_lossy(field.value).trim().to_owned())
    };
    let status = head.code.unwrap_or_default();
    let content_type = field("content-type").unwrap_or_default();
    let body = &record[length..];
    if status != 200 {
        return Ok(Some(Response { status, content_type, body: Vec::new() }));
    }
    let is_chunked =
        field("transfer-encoding").is_some_and(|it| it.to_ascii_lowercase().contains("chunked"));
    // Some archives keep the field and not the chunks.
    let joined = if is_chunked { unchunked(body) } else { None };
    let mut body = joined.unwrap_or_else(|| body.to_vec());
    let encodings = field("content-encoding").unwrap_or_default();
    for encoding in encodings.rsplit(',') {
        body = decoded(body, &encoding.trim().to_ascii_lowercase(), task)?;
    }
    Ok(Some(Response { status, content_type, body }))
}

/// The chunks put together; `None` if they are none. Of a body that was cut, those that
/// there are.
fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    while !body.is_empty() {
        let Ok(httparse::Status::Complete((start, length))) = httparse::parse_chunk_size(body)
        else {
            return (!joined.is_empty()).then_some(joined);
        };
        if length == 0 {
            break;
        }
        let chunk = &body[start..];
        let end = usize::try_from(length).map_or(chunk.len(), |length| length.min(chunk.len()));
        joined.extend_from_slice(&chunk[..end]);
        let rest = &chunk[end..];
        body = rest.strip_prefix(b"\r\n").unwrap_or(rest);
    }
    Some(joined)
}

/// The content without an encoding. Some archives keep the name of the encoding of a
/// content that is decoded: that stays as it is.
fn decoded(body: Vec<u8>, encoding: &str, task: &Task<'_>) -> Result<Vec<u8>, ProblemKind> {
    match encoding {
        "gzip" | "x-gzip" if body.starts_with(&[0x1F, 0x8B]) => {
            unpacked(MultiGzDecoder::new(&body[..]), body.len(), task)
        }
        // Zlib by the standard, and by some servers without its head.
        "deflate" if body.first().is_some_and(|byte| byte & 0x0F == 8) => {
            unpacked(ZlibDecoder::new(&body[..]), body.len(), task)
        }
        "deflate" if std::str::from_utf8(&body).is_err() => {
            unpacked(DeflateDecoder::new(&body[..]), body.len(), task)
        }
        #[cfg(feature = "read-zstd")]
        "zstd" if body.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) => {
            match zstd::stream::read::Decoder::with_buffer(&body[..]) {
                Ok(input) => unpacked(input, body.len(), task),
                Err(error) => Err(ProblemKind::Unreadable { reason: error.to_string() }),
            }
        }
        "br" if std::str::from_utf8(&body).is_err() => {
            Err(ProblemKind::OtherFormat { what: "a page compressed by Brotli", ending: None })
        }
        _ => Ok(body),
    }
}

fn unpacked(input: impl Read, packed: usize, task: &Task<'_>) -> Result<Vec<u8>, ProblemKind> {
    let most = (packed as u64).saturating_mul(task.most_times).max(FREE);
    let mut body = Vec::new();
    let read = input.take(most.min(task.limit) + 1).read_to_end(&mut body);
    match read {
        _ if body.len() as u64 > task.limit => Err(ProblemKind::TooLarge { limit: task.limit }),
        _ if body.len() as u64 > most => Err(ProblemKind::Expands { times: task.most_times }),
        // What came before the end of a body that was cut.
        Ok(_) => Ok(body),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof && !body.is_empty() => Ok(body),
        Err(error) => Err(ProblemKind::Unreadable { reason: error.to_string() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks() {
        for (body, joined) in [
            (&b"4\r\nRain\r\n6;x=y\r\n fell.\r\n0\r\n\r\n"[..], Some(&b"Rain fell."[..])),
            (b"4\r\nRain\r\n6\r\n fe", Some(b"Rain fe")),
            (b"4\r\nRain\r\nno chunk", Some(b"Rain")),
            (b"FFFFFFFFFFFFFFF\r\nRain", Some(b"Rain")),
            (b"<html>", None),
            (b"0\r\n\r\n", Some(b"")),
        ] {
            assert_eq!(unchunked(body).as_deref(), joined, "{body:?}");
        }
    }
}
