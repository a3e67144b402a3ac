//! What a file's name promises: how it is packed and what is inside.

use std::path::Path;

/// What a file holds once unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContentKind {
    /// One article, as it is.
    Plain,
    /// One article with markup.
    Html,
    /// JSON Lines: many articles.
    Records,
}

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    None,
    Gzip,
    Zstd,
}

/// The format that the endings of a file's name promise, in any case of letters.
/// Without a content if the ending is none of the known ones.
pub(super) fn of(path: &Path) -> (Option<ContentKind>, Packing) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let (name, packing) = match name.rsplit_once('.') {
        Some((inner, "gz")) => (inner, Packing::Gzip),
        Some((inner, "zst")) => (inner, Packing::Zstd),
        _ => (name.as_str(), Packing::None),
    };
    let content = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("txt" | "text" | "md") => Some(ContentKind::Plain),
        Some("html" | "htm") => Some(ContentKind::Html),
        Some("jsonl" | "ndjson") => Some(ContentKind::Records),
        _ => None,
    };
    (content, packing)
}

/// The cargo feature that reading such a file takes and this build does not have.
pub(super) fn missing_feature(content: ContentKind, packing: Packing) -> Option<&'static str> {
    if content == ContentKind::Html && !cfg!(feature = "read-html") {
        return Some("read-html");
    }
    (packing == Packing::Zstd && !cfg!(feature = "read-zstd")).then_some("read-zstd")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings() {
        for (name, content, packing) in [
            ("a.txt", Some(ContentKind::Plain), Packing::None),
            ("A.TXT", Some(ContentKind::Plain), Packing::None),
            ("a.md", Some(ContentKind::Plain), Packing::None),
            ("a.text.gz", Some(ContentKind::Plain), Packing::Gzip),
            ("a.htm", Some(ContentKind::Html), Packing::None),
            ("a.html.zst", Some(ContentKind::Html), Packing::Zstd),
            ("a.jsonl", Some(ContentKind::Records), Packing::None),
            ("a.ndjson.GZ", Some(ContentKind::Records), Packing::Gzip),
            ("a.jsonl.zst", Some(ContentKind::Records), Packing::Zstd),
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
}
