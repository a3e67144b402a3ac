//! What a file's name promises: how it is packed and what is inside.

use std::path::Path;

/// What a file holds once unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContentKind {
    /// One article, as it is.
    Plain,
    /// One article with markup.
    Html,
    /// JSON Lines, or other records of JSON: many articles.
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
        Some("txt" | "text" | "md" | "markdown") => Some(ContentKind::Plain),
        Some("html" | "htm" | "xhtml") => Some(ContentKind::Html),
        Some("jsonl" | "ndjson" | "json") => Some(ContentKind::Records),
        _ => None,
    };
    (content, packing)
}

/// Whether a file of plain text is Markdown, which may have front matter, by its name.
pub(super) fn is_markdown(path: &Path) -> bool {
    let ending = ending(path);
    matches!(ending.split('.').next(), Some("md" | "markdown"))
}

/// The ending of a file's name in lower case, for a count of those that are not
/// read; with what it is packed in, as `csv.gz`. Empty if there is none.
pub(super) fn ending(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let (name, packed) = match name.rsplit_once('.') {
        Some((inner, packed @ ("gz" | "zst"))) if inner.contains('.') => (inner, Some(packed)),
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
    fn endings_of_others() {
        for (name, wanted) in [
            ("a.pdf", "pdf"),
            ("A.PDF", "pdf"),
            ("a.csv.gz", "csv.gz"),
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
            ("a.markdown", Some(ContentKind::Plain), Packing::None),
            ("a.XHTML", Some(ContentKind::Html), Packing::None),
            ("a.json.gz", Some(ContentKind::Records), Packing::Gzip),
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
