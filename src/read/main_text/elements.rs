//! Which elements of HTML a page is reduced to, and which of them end others.

/// The elements that say something about where the article is. Others lose their
/// tags: those of formatting (`b`, `font`), which a tree builder opens again in
/// every paragraph that they are not closed in, and those that show no text.
/// Sorted.
const KEPT: &[&[u8]] = &[
    b"a",
    b"abbr",
    b"address",
    b"article",
    b"aside",
    b"blockquote",
    b"br",
    b"button",
    b"caption",
    b"center",
    b"cite",
    b"dd",
    b"details",
    b"dialog",
    b"div",
    b"dl",
    b"dt",
    b"fieldset",
    b"figcaption",
    b"figure",
    b"footer",
    b"form",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"header",
    b"hgroup",
    b"hr",
    b"label",
    b"legend",
    b"li",
    b"main",
    b"nav",
    b"ol",
    b"p",
    b"pre",
    b"q",
    b"rb",
    b"rp",
    b"rt",
    b"rtc",
    b"ruby",
    b"search",
    b"section",
    b"select",
    b"span",
    b"sub",
    b"summary",
    b"sup",
    b"table",
    b"tbody",
    b"td",
    b"tfoot",
    b"th",
    b"thead",
    b"time",
    b"tr",
    b"ul",
];

/// Those that stand within a line.
const INLINE: &[&[u8]] = &[
    b"a", b"abbr", b"button", b"cite", b"label", b"q", b"rb", b"rp", b"rt", b"rtc", b"ruby",
    b"select", b"span", b"sub", b"sup", b"time",
];

const CELLS: &[&[u8]] = &[b"caption", b"table", b"td", b"th"];
const SECTIONS: &[&[u8]] = &[b"caption", b"tbody", b"tfoot", b"thead"];

/// Stands for all elements that a page has invented, whose names have a hyphen.
const INVENTED: &[u8] = b"x-element";

/// The kept element of this name.
pub(super) fn kept(name: &[u8]) -> Option<&'static [u8]> {
    if name.contains(&b'-') {
        return Some(INVENTED);
    }
    KEPT.binary_search(&name).ok().map(|at| KEPT[at])
}

/// Whether it stands within a line, or nothing is known of it.
pub(super) fn is_inline(name: &[u8]) -> bool {
    name == INVENTED || INLINE.contains(&name)
}

/// Whether it has no end tag.
pub(super) fn is_void(name: &[u8]) -> bool {
    matches!(name, b"br" | b"hr")
}

/// The open elements that a start tag ends, and those behind which none is looked
/// for.
pub(super) fn ended_by_start(name: &[u8]) -> [&'static [&'static [u8]]; 2] {
    match name {
        b"a" => [&[b"a"], CELLS],
        b"li" => [&[b"li", b"p"], &[b"ol", b"ul", b"caption", b"table", b"td", b"th"]],
        b"dd" | b"dt" => [&[b"dd", b"dt", b"p"], &[b"dl", b"caption", b"table", b"td", b"th"]],
        b"td" | b"th" => [&[b"caption", b"td", b"th"], &[b"table", b"tr"]],
        b"tr" => [&[b"caption", b"tr"], &[b"table"]],
        b"caption" | b"tbody" | b"tfoot" | b"thead" => [SECTIONS, &[b"table"]],
        name if is_inline(name) || name == b"br" => [&[], &[]],
        _ => [&[b"p"], CELLS],
    }
}

/// The open elements behind which none is looked for that an end tag ends.
pub(super) fn outside_of_end(name: &[u8]) -> &'static [&'static [u8]] {
    match name {
        b"table" => &[],
        b"caption" | b"tbody" | b"td" | b"tfoot" | b"th" | b"thead" | b"tr" => &[b"table"],
        _ => CELLS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order() {
        assert!(KEPT.is_sorted());
        assert!(INLINE.is_sorted());
        assert!(INLINE.iter().all(|name| kept(name) == Some(name)));
        assert_eq!(kept(b"font"), None);
        assert_eq!(kept(b"amp-ad"), Some(INVENTED));
    }
}
