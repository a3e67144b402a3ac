//! What a file's name promises: how it is packed and what is inside.

use std::path::Path;

/// What a file holds once unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
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
pub(super) fn of(path: &Path) -> (Option<Content>, Packing) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let (name, packing) = match name.rsplit_once('.') {
        Some((inner, "gz")) => (inner, Packing::Gzip),
        Some((inner, "zst")) => (inner, Packing::Zstd),
        _ => (name.as_str(), Packing::None),
    };
    let content = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("txt" | "text" | "md") => Some(Content::Plain),
        Some("html" | "htm") => Some(Content::Html),
        Some("jsonl" | "ndjson") => Some(Content::Records),
        _ => None,
    };
    (content, packing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings() {
        for (name, content, packing) in [
            ("a.txt", Some(Content::Plain), Packing::None),
            ("A.TXT", Some(Content::Plain), Packing::None),
            ("a.md", Some(Content::Plain), Packing::None),
            ("a.text.gz", Some(Content::Plain), Packing::Gzip),
            ("a.htm", Some(Content::Html), Packing::None),
            ("a.html.zst", Some(Content::Html), Packing::Zstd),
            ("a.jsonl", Some(Content::Records), Packing::None),
            ("a.ndjson.GZ", Some(Content::Records), Packing::Gzip),
            ("a.jsonl.zst", Some(Content::Records), Packing::Zstd),
            ("a.gz", None, Packing::Gzip),
            ("a.pdf", None, Packing::None),
            ("txt", None, Packing::None),
            ("a.txt/", Some(Content::Plain), Packing::None),
            ("..", None, Packing::None),
            ("", None, Packing::None),
        ] {
            assert_eq!(of(Path::new(name)), (content, packing), "{name}");
        }
    }
}
