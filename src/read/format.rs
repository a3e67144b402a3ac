//! What a file's name promises: how it is packed and what is inside.

use std::path::Path;

/// What a file holds once unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContentKind {
    /// One article, as it is.
    Plain,
    /// The same, which may say something of itself at its head.
    Markdown,
    /// One article with markup.
    Html,
    /// JSON Lines, or other records of JSON: many articles.
    Records,
    /// A table with a header row: CSV, or with tabs.
    Table { delimiter: u8 },
    /// Columns in place of rows: many articles.
    Columnar(ColumnarKind),
    /// The pages of a web archive, or their texts.
    Warc,
    /// RSS or Atom.
    Feed,
    /// Files in one.
    Archive(ArchiveKind),
    /// Whatever a command makes text of.
    #[cfg(feature = "read-pre")]
    Preprocessed,
    /// Of a kind that is never read, by what people call it.
    Unread(&'static str),
    /// Given by itself, and of no known ending: text, if it looks like that.
    Unknown,
}

/// How columns are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnarKind {
    Parquet,
    /// As a file, which is Feather, or as a stream.
    Arrow,
}

/// How files are put into one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ArchiveKind {
    Tar,
    Zip,
}

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    None,
    Gzip,
    Zstd,
    Xz,
    Bzip2,
}

/// The ending of a packed file, and that of a packed TAR file in one word.
fn packing(ending: &str) -> Option<(Packing, Option<&'static str>)> {
    Some(match ending {
        "gz" => (Packing::Gzip, None),
        "zst" => (Packing::Zstd, None),
        "xz" => (Packing::Xz, None),
        "bz2" => (Packing::Bzip2, None),
        "tgz" => (Packing::Gzip, Some("tar")),
        "tzst" => (Packing::Zstd, Some("tar")),
        "txz" => (Packing::Xz, Some("tar")),
        "tbz" | "tbz2" => (Packing::Bzip2, Some("tar")),
        _ => return None,
    })
}

/// The format that the endings of a file's name promise, in any case of letters.
/// Without a content if the ending is none of those that are read.
pub(super) fn of(path: &Path) -> (Option<ContentKind>, Packing) {
    let name = lower_name(path);
    let (ending, packing) = last_endings(&name);
    let content = match ending.unwrap_or_default() {
        "txt" | "text" => ContentKind::Plain,
        "md" | "markdown" => ContentKind::Markdown,
        "html" | "htm" | "xhtml" => ContentKind::Html,
        "jsonl" | "ndjson" | "json" => ContentKind::Records,
        "csv" => ContentKind::Table { delimiter: b',' },
        "tsv" | "tab" => ContentKind::Table { delimiter: b'\t' },
        "parquet" => ContentKind::Columnar(ColumnarKind::Parquet),
        "arrow" | "arrows" | "feather" => ContentKind::Columnar(ColumnarKind::Arrow),
        "warc" | "wet" => ContentKind::Warc,
        "rss" | "atom" => ContentKind::Feed,
        "tar" => ContentKind::Archive(ArchiveKind::Tar),
        "zip" => ContentKind::Archive(ArchiveKind::Zip),
        _ => return (None, packing),
    };
    (Some(content), packing)
}

/// [`of`] a file that somebody has named: also what only its content tells, and
/// what is refused.
pub(super) fn of_given(path: &Path) -> (ContentKind, Packing) {
    let (content, packing) = of(path);
    let name = lower_name(path);
    let ending = last_endings(&name).0.unwrap_or_default();
    let content = content.unwrap_or_else(|| match ending {
        "xml" | "rdf" => ContentKind::Feed,
        _ => unread(ending).map_or(ContentKind::Unknown, ContentKind::Unread),
    });
    (content, packing)
}

/// What people call the kind of file with this ending, if it holds articles that are
/// not read, or nothing that is text.
fn unread(ending: &str) -> Option<&'static str> {
    Some(match ending {
        "mbox" | "eml" | "mbx" | "msg" | "pst" => "mail",
        "pdf" => "a PDF document",
        "doc" | "docx" | "odt" | "rtf" | "pages" => "a document of a word processor",
        "xls" | "xlsx" | "ods" | "numbers" => "a spreadsheet",
        "ppt" | "pptx" | "odp" => "a presentation",
        "epub" | "mobi" | "azw3" => "an e-book",
        "7z" | "rar" | "cab" | "iso" | "cpio" => "an archive other than ZIP and TAR",
        "br" | "lz4" | "lzma" | "z" | "lzo" | "sz" => {
            "compressed by other means than gzip, zstd, xz and bzip2"
        }
        "avro" | "orc" | "wat" | "sqlite" | "db" | "duckdb" | "mdb" => "a data base",
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "tif" | "tiff" | "bmp" | "heic" => "an image",
        "mp3" | "mp4" | "wav" | "ogg" | "avi" | "mkv" | "mov" | "webm" | "flac" => "a recording",
        _ => return None,
    })
}

/// What the content looks like, by its first bytes, if it is no plain text: of a file
/// whose name says nothing. With an ending under which it is read, if there is one.
pub(super) fn looks_like(head: &[u8]) -> Option<(&'static str, Option<&'static str>)> {
    const MAGIC: [(&[u8], &str, Option<&str>); 16] = [
        (b"\x1f\x8b", "compressed by gzip", Some("gz")),
        (b"\x28\xb5\x2f\xfd", "compressed by zstd", Some("zst")),
        (b"\xfd7zXZ\0", "compressed by xz", Some("xz")),
        (b"BZh", "compressed by bzip2", Some("bz2")),
        (b"PK\x03\x04", "a ZIP archive", Some("zip")),
        (b"PAR1", "a Parquet file", Some("parquet")),
        (b"ARROW1", "an Arrow file", Some("arrow")),
        (b"WARC/", "a web archive", Some("warc")),
        (b"%PDF-", "a PDF document", None),
        (b"{\\rtf", "a document of a word processor", None),
        (b"\xd0\xcf\x11\xe0", "a document of a word processor", None),
        (b"7z\xbc\xaf", "an archive other than ZIP and TAR", None),
        (b"Rar!", "an archive other than ZIP and TAR", None),
        (b"SQLite format 3", "a data base", None),
        (b"<?xml", "XML", Some("rss")),
        (b"<rss", "a feed", Some("rss")),
    ];
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if let Some((_, what, ending)) = MAGIC.iter().find(|(magic, ..)| text.starts_with(magic)) {
        return Some((what, *ending));
    }
    if head.get(257..262) == Some(b"ustar") {
        return Some(("a TAR archive", Some("tar")));
    }
    let begins =
        |word: &[u8]| text.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word));
    if begins(b"<!doctype html") || begins(b"<html") {
        return Some(("a web page", Some("html")));
    }
    // Prose does not begin like that; nor does source code, in one line.
    let record = text.strip_prefix(b"[").map_or(text, <[u8]>::trim_ascii_start);
    let field = record.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    if field.is_some_and(|field| field.starts_with(b"\"")) {
        return Some(("JSON", Some("jsonl")));
    }
    let mail = text.starts_with(b"From ") && memchr::memmem::find(text, b"\nFrom: ").is_some();
    mail.then_some(("mail", None))
}

/// Whether these are the first bytes of RSS or Atom.
pub(super) fn is_feed(head: &[u8]) -> bool {
    [&b"<rss"[..], b"<feed", b"<rdf:RDF"]
        .iter()
        .any(|root| memchr::memmem::find(head, root).is_some())
}

/// The ending of a file's name in lower case, for a count of those that are not
/// read; with what it is packed in, as `pdf.gz`. Empty if there is none.
pub(super) fn ending(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let (name, packed) = match name.rsplit_once('.') {
        Some((inner, packed @ ("gz" | "zst" | "xz" | "bz2"))) if inner.contains('.') => {
            (inner, Some(packed))
        }
        _ => (name.as_str(), None),
    };
    let ending = match name.rsplit_once('.') {
        // What is long, or has a space in it, is no ending but part of a name.
        Some((stem, ending)) if !stem.is_empty() && ending.chars().count() <= LONGEST => ending,
        _ => "",
    };
    let ending = if ending.contains(char::is_whitespace) { "" } else { ending };
    packed.map_or_else(|| ending.to_owned(), |packed| format!("{ending}.{packed}"))
}

/// Most characters of an ending.
const LONGEST: usize = 12;

fn lower_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase()
}

/// The ending that tells the content, and the packing that the last one tells.
fn last_endings(name: &str) -> (Option<&str>, Packing) {
    let (inner, last) = match name.rsplit_once('.') {
        Some((inner, last)) => (inner, last),
        None => return (None, Packing::None),
    };
    match packing(last) {
        Some((packing, Some(content))) => (Some(content), packing),
        Some((packing, None)) => (inner.rsplit_once('.').map(|(_, ending)| ending), packing),
        None => (Some(last), Packing::None),
    }
}

/// What a place in a file of many articles is counted in.
pub(super) fn unit(path: &Path) -> &'static str {
    match of_given(path).0 {
        ContentKind::Warc => "record",
        ContentKind::Feed => "entry",
        ContentKind::Columnar(_) => "row",
        _ => "line",
    }
}

/// The cargo feature that reading such a file takes and this build does not have.
pub(super) fn missing_feature(content: ContentKind, packing: Packing) -> Option<&'static str> {
    let content = match content {
        ContentKind::Html => Some((cfg!(feature = "read-html"), "read-html")),
        ContentKind::Warc => Some((cfg!(feature = "read-warc"), "read-warc")),
        ContentKind::Feed => Some((cfg!(feature = "read-feeds"), "read-feeds")),
        ContentKind::Columnar(_) => Some((cfg!(feature = "read-parquet"), "read-parquet")),
        ContentKind::Archive(_) => Some((cfg!(feature = "read-archives"), "read-archives")),
        _ => None,
    };
    let packing = match packing {
        Packing::Zstd => Some((cfg!(feature = "read-zstd"), "read-zstd")),
        Packing::Xz => Some((cfg!(feature = "read-xz"), "read-xz")),
        Packing::Bzip2 => Some((cfg!(feature = "read-bzip2"), "read-bzip2")),
        Packing::None | Packing::Gzip => None,
    };
    let missing = |needed: Option<(bool, &'static str)>| needed.filter(|(there, _)| !there);
    missing(content).or(missing(packing)).map(|(_, feature)| feature)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_of_others() {
        for (name, wanted) in [
            ("a.pdf", "pdf"),
            ("A.PDF", "pdf"),
            ("a.csv.gz", "csv.gz"),
            ("a.pdf.xz", "pdf.xz"),
            ("a.gz", "gz"),
            ("Makefile", ""),
            (".gitignore", ""),
            ("a. Part two", ""),
            ("a.", ""),
            ("a.éps", "éps"),
        ] {
            assert_eq!(ending(Path::new(name)), wanted, "{name}");
        }
    }

    #[test]
    fn endings() {
        let comma = ContentKind::Table { delimiter: b',' };
        for (name, content, packing) in [
            ("a.txt", Some(ContentKind::Plain), Packing::None),
            ("A.TXT", Some(ContentKind::Plain), Packing::None),
            ("a.md", Some(ContentKind::Markdown), Packing::None),
            ("a.text.gz", Some(ContentKind::Plain), Packing::Gzip),
            ("a.htm", Some(ContentKind::Html), Packing::None),
            ("a.html.zst", Some(ContentKind::Html), Packing::Zstd),
            ("a.jsonl", Some(ContentKind::Records), Packing::None),
            ("a.ndjson.GZ", Some(ContentKind::Records), Packing::Gzip),
            ("a.jsonl.zst", Some(ContentKind::Records), Packing::Zstd),
            ("a.markdown", Some(ContentKind::Markdown), Packing::None),
            ("a.XHTML", Some(ContentKind::Html), Packing::None),
            ("a.json.gz", Some(ContentKind::Records), Packing::Gzip),
            ("a.json.xz", Some(ContentKind::Records), Packing::Xz),
            ("a.csv.bz2", Some(comma), Packing::Bzip2),
            ("a.TAR", Some(ContentKind::Archive(ArchiveKind::Tar)), Packing::None),
            ("a.tar.xz", Some(ContentKind::Archive(ArchiveKind::Tar)), Packing::Xz),
            ("a.tgz", Some(ContentKind::Archive(ArchiveKind::Tar)), Packing::Gzip),
            ("a.parquet", Some(ContentKind::Columnar(ColumnarKind::Parquet)), Packing::None),
            ("a.FEATHER", Some(ContentKind::Columnar(ColumnarKind::Arrow)), Packing::None),
            ("a.warc.wet.gz", Some(ContentKind::Warc), Packing::Gzip),
            ("a.xml", None, Packing::None),
            ("a.gz", None, Packing::Gzip),
            ("a.pdf", None, Packing::None),
            ("txt", None, Packing::None),
            ("a.txt/", Some(ContentKind::Plain), Packing::None),
            ("..", None, Packing::None),
            ("", None, Packing::None),
        ] {
            assert_eq!(of(Path::new(name)), (content, packing), "{name}");
        }
    }

    #[test]
    fn what_is_named_is_known_or_refused() {
        for (name, content) in [
            ("a.pdf", ContentKind::Unread("a PDF document")),
            ("a.mbox.gz", ContentKind::Unread("mail")),
            ("a.xml", ContentKind::Feed),
            ("README", ContentKind::Unknown),
            ("a.rst", ContentKind::Unknown),
        ] {
            assert_eq!(of_given(Path::new(name)).0, content, "{name}");
        }
    }

    #[test]
    fn content_tells() {
        for (head, wanted) in [
            (&b"PK\x03\x04..."[..], Some("a ZIP archive")),
            (b"\xef\xbb\xbf{\"id\": 1}", Some("JSON")),
            (b"[ {\n \"id\": 1}", Some("JSON")),
            (b"\n<!DOCTYPE HTML>", Some("a web page")),
            (b"From a@b Mon\nReceived: x\nFrom: a\n", Some("mail")),
            (b"From here on it rained.", None),
            (b"[Paris] Rain fell.", None),
            (b"{curly}", None),
            (b"", None),
        ] {
            assert_eq!(looks_like(head).map(|(what, _)| what), wanted, "{head:?}");
        }
    }
}
