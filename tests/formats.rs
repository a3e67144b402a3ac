//! Every format that is read, from files that other programs have made.
//!
//! tests/fixtures/formats/make.py has made them, and its file README.md says which
//! program of which version wrote each.
#![cfg(feature = "cli")]

#[path = "formats/columnar.rs"]
mod columnar;

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use nearcopy::Articles;
use nearcopy::read::{Collection, Problem, ProblemKind, Reader};

const FLOOD: &str = "The river rose by two metres overnight and the old bridge had to be closed. \
    The mayor asked everyone who lives by the water to leave before dark. Schools will stay shut \
    until the end of the week, the council decided on Monday.";

const LIBRARY: &str = "A new library, \"the lantern\", opened on the main square this morning, \
    after six years of building work.\nIts reading room has space for four hundred visitors, and \
    the architect was there to cut the ribbon with a class of school children.";

const CAFE: &str = "Le café de la place, fermé depuis l'été, a rouvert mardi : « c'était long », \
    dit le patron, élu meilleur pâtissier de la région l'année dernière.";

fn edited() -> String {
    FLOOD.replace("rose by", "had risen").replace("dark", "nightfall")
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats").join(name)
}

fn read(path: impl AsRef<Path>) -> Collection {
    Reader::default().read(&[path]).expect("the file is there")
}

/// A file of this name with these bytes, read.
fn read_bytes(name: &str, bytes: &[u8]) -> Collection {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let found = read(&path);
    // Texts that are not in memory are read again: as long as the file is there.
    texts(&found);
    found
}

fn ids(collection: &Collection) -> Vec<&str> {
    (0..collection.len()).map(|at| collection.id(at)).collect()
}

fn texts(collection: &Collection) -> Vec<String> {
    (0..collection.len()).map(|at| collection.text(at).unwrap().into_owned()).collect()
}

/// What went wrong with a file, without its place.
fn problems(collection: &Collection) -> Vec<String> {
    let after_place = |problem: &Problem| {
        let name = problem.path.file_name().unwrap().to_string_lossy().into_owned();
        let shown = problem.to_string();
        shown[shown.find(&name).unwrap()..].to_owned()
    };
    collection.problems().iter().map(after_place).collect()
}

/// The four articles, under ids of which these are the ends, and nothing wrong.
#[track_caller]
fn has_all(collection: &Collection, name: &str) {
    let all = [FLOOD.to_owned(), edited(), LIBRARY.to_owned(), CAFE.to_owned()];
    assert_eq!(texts(collection), all, "{name}");
    let wanted = ["flood", "flood/edited", "library", "café"];
    for (id, wanted) in ids(collection).iter().zip(wanted) {
        assert!(id.ends_with(wanted), "{name}: {id}");
    }
}

#[test]
fn tables() {
    let found = read(fixture("python-csv.csv"));
    assert_eq!(found.about(2).date, "2026-11-22".parse().ok());
    let found = read(fixture("duckdb.tsv"));
    assert_eq!(found.about(2).source.as_deref(), Some("Post"));
    for (name, lines) in [
        ("python-csv.csv", [2, 3, 4, 6]),
        ("pandas-bom.csv", [2, 3, 4, 6]),
        ("pandas-utf16.tsv", [2, 3, 4, 6]),
        ("duckdb.tsv", [2, 3, 4, 6]),
        ("pandas.csv.xz", [2, 3, 4, 6]),
        ("pandas.csv.bz2", [2, 3, 4, 6]),
        ("zstd.csv.zst", [2, 3, 4, 6]),
        ("pandas-cp1252.csv", [2, 3, 4, 6]),
    ] {
        let found = read(fixture(name));
        has_all(&found, name);
        let found_lines = (0..4).map(|at| found.place(at).line.unwrap());
        assert_eq!(found_lines.collect::<Vec<_>>(), lines, "{name}");
        match name {
            "pandas-cp1252.csv" => assert!(matches!(
                found.problems(),
                [Problem { kind: ProblemKind::GuessedEncoding { encoding: "windows-1252" }, .. }]
            )),
            _ => assert_eq!(found.problems(), [], "{name}"),
        }
    }
}

#[test]
fn columns_are_those_of_the_settings_or_have_usual_names() {
    let table = b"Link,Headline,Body\nhttp://a,Flood,Rain fell.\n";
    let found = read_bytes("a.csv", table);
    assert_eq!((ids(&found), texts(&found)), (vec!["http://a"], vec!["Rain fell.".to_owned()]));

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    fs::write(&path, table).unwrap();
    let reader = Reader::builder().id_field("Headline").text_field("Link").build().unwrap();
    let found = reader.read(&[&path]).unwrap();
    assert_eq!((ids(&found), texts(&found)), (vec!["Flood"], vec!["http://a".to_owned()]));
    let reader = Reader::builder().text_field("maintext").build().unwrap();
    let found = reader.read(&[&path]).unwrap();
    let message = "a.csv: has no column \"maintext\" but these: Link, Headline, Body; left out: \
        say in the settings which one it is";
    assert_eq!(problems(&found), [message]);

    // Without ids, an article is called by its place.
    let found = read_bytes("a.csv", b"text\nRain fell.\n\nSnow fell.\n");
    assert!(ids(&found)[1].ends_with("a.csv:4"), "{:?}", ids(&found));
    // Without a header there are no articles, and it is said what there is.
    let found = read_bytes("a.csv", b"17,Rain fell.\n18,Snow fell.\n");
    assert!(problems(&found)[0].contains("no column \"text\" but these: 17, Rain fell."));
}

#[test]
fn signs_between_cells() {
    for (name, table) in [
        ("a.csv", "id;text\n1;Rain, and snow.\n"),
        ("a.csv", "id\ttext\n1\tRain, and snow.\n"),
        ("a.csv", "sep=|\r\nid|text\r\n1|Rain, and snow.\r\n"),
        ("a.tsv", "id,text\n1,\"Rain, and snow.\"\n"),
        ("a.tab", "id\ttext\r\n1\tRain, and snow."),
    ] {
        let found = read_bytes(name, table.as_bytes());
        assert_eq!((ids(&found), found.problems()), (vec!["1"], &[][..]), "{table}");
        assert_eq!(texts(&found), ["Rain, and snow."], "{table}");
    }
}

#[test]
fn rows_that_are_no_articles_are_said() {
    let table =
        "id,text,date\n1,Rain.,\n2,Rain, and snow.,2026\n3\n4,Hail.\n5,Fog.,,\n6,\"Open, \nx";
    let found = read_bytes("a.csv", table.as_bytes());
    assert_eq!(ids(&found), ["1", "4", "5"]);
    assert_eq!(
        problems(&found),
        [
            "a.csv, line 3: has 4 cells for 3 columns; left out",
            "a.csv, line 4: has 1 cells for 3 columns; left out",
            "a.csv, line 7: begins a cell with a quotation mark that is never closed; all that \
             follows is left out",
        ]
    );
    for nothing in ["", "\n\n", "id,text\n", "\u{feff}id,text"] {
        let found = read_bytes("a.csv", nothing.as_bytes());
        assert_eq!((found.len(), found.problems()), (0, &[][..]), "{nothing:?}");
    }
}

#[test]
fn a_large_table_is_read_whole_and_in_order() {
    let row = |n: u32| format!("{n},\"report {n}\nof {}\"\n", n.wrapping_mul(0x9e37_79b9));
    let table: String = "id,text\n".to_owned() + &(0..60_000).map(row).collect::<String>();
    let found = read_bytes("a.csv", table.as_bytes());
    assert_eq!((found.len(), found.problems()), (60_000, &[][..]));
    for at in [0, 1, 777, 59_999_usize] {
        assert_eq!(found.id(at), at.to_string());
        assert_eq!(found.place(at).line, Some(2 + 2 * at as u64));
    }
}

/// No cell beyond the limit is ever in memory, closed or not.
#[test]
fn a_row_beyond_the_limit_is_left_out() {
    let long = "x".repeat(3_000_000);
    let table = format!("id,text\n1,a\n2,\"{long}\"\n3,c\n4,\"{long}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    fs::write(&path, table).unwrap();
    let reader = Reader::builder().max_bytes(1_000_000).build().unwrap();
    let found = reader.read(&[&path]).unwrap();
    assert_eq!(ids(&found), ["1", "3"]);
    let too_large = ProblemKind::TooLarge { limit: 1_000_000 };
    let kinds: Vec<_> = found.problems().iter().map(|it| (it.line, it.kind.clone())).collect();
    assert_eq!(kinds, [(Some(3), too_large.clone()), (Some(5), too_large)]);
}

#[test]
fn exports_of_json() {
    for name in
        ["pandas-records.json", "pandas-indent.json", "pandas-table.json", "duckdb-array.json"]
    {
        let reader = Reader::builder().id_field("url").text_field("body").build().unwrap();
        let found = reader.read(&[fixture(name)]).unwrap();
        has_all(&found, name);
        assert_eq!(found.problems(), [], "{name}");
    }
}

#[test]
fn packed() {
    let found = read(fixture("bzip2.txt.bz2"));
    assert_eq!((texts(&found), found.problems()), (vec![FLOOD.to_owned()], &[][..]));
    let found = read(fixture("python-lzma.jsonl.xz"));
    has_all(&found, "python-lzma.jsonl.xz");
    // Files of several parts, and those that are cut.
    for name in ["pandas.csv.xz", "pandas.csv.bz2"] {
        let bytes = fs::read(fixture(name)).unwrap();
        let found = read_bytes(name, &bytes[..bytes.len() - 20]);
        assert!(
            matches!(found.problems().last().unwrap().kind, ProblemKind::CutShort { .. }),
            "{name}: {:?}",
            found.problems()
        );
        let name = name.replace("csv", "txt");
        let twice = read_bytes(&name, &[&bytes[..], &bytes].concat());
        let text = texts(&twice).concat();
        assert_eq!(text.matches("Schools will stay shut").count(), 4, "{name}");
    }
}

#[test]
fn members_of_archives() {
    let long = format!("sub/{}.txt", "a-long-name-".repeat(12));
    for name in [
        "python-zipfile.zip",
        "info-zip.zip",
        "gnu-tar.tar.xz",
        "gnu-tar.tar.zst",
        "python-tarfile.tgz",
        "python-tarfile.tar",
    ] {
        let found = read(fixture(name));
        assert_eq!(found.problems(), [], "{name}");
        let folder = match name {
            "info-zip.zip" | "gnu-tar.tar.zst" => "articles/",
            _ => "",
        };
        let archive = fixture(name);
        let member = |member: &str| format!("{}/{folder}{member}", archive.display());
        let mut members =
            vec![(member("flood.txt"), FLOOD.to_owned()), (member("sub/edited.html"), edited())];
        members.push((member(&long), CAFE.to_owned()));
        if name != "python-tarfile.tar" {
            members.push(("library".to_owned(), LIBRARY.to_owned()));
            members.push(("café".to_owned(), CAFE.to_owned()));
            assert_eq!(found.other_endings().collect::<Vec<_>>(), [("png", 1)]);
        }
        let mut articles: Vec<_> =
            ids(&found).into_iter().map(str::to_owned).zip(texts(&found)).collect();
        articles.sort();
        members.sort();
        assert_eq!(articles, members, "{name}");
        let at = ids(&found).iter().position(|&id| id == "library");
        let place = at.map(|at| found.place(at).to_string());
        assert_eq!(place, at.map(|_| format!("{}, line 1", member("wire.jsonl"))), "{name}");
    }
}

/// Members are files of the path that their archive was given by.
#[test]
fn members_are_of_the_path_of_their_archive() {
    let paths = ["info-zip-encrypted.zip", "python-tarfile.tgz", "bzip2.txt.bz2", "feedgen.rss"];
    let found = Reader::default().read(&paths.map(fixture)).unwrap();
    let path_of: Vec<usize> = (0..found.len()).map(|at| found.path_of(at)).collect();
    assert_eq!(path_of, [1, 1, 1, 1, 1, 2, 3, 3, 3, 3]);
}

#[test]
fn members_that_are_not_read_are_said() {
    let found = read(fixture("info-zip-encrypted.zip"));
    assert_eq!(problems(&found), ["flood.txt: is encrypted; left out"]);
    let found = read(fixture("python-hostile.zip"));
    assert_eq!(texts(&found), [edited()]);
    assert!(ids(&found)[0].ends_with("python-hostile.zip/etc/absolute.txt"));
    assert_eq!(
        problems(&found),
        [
            "escaped.txt: has a name that leads out of its archive; left out",
            "nested.zip: is an archive inside an archive; left out"
        ]
    );
    // What macOS adds is counted as what it is not.
    assert_eq!(found.other_files(), 1);
}

#[test]
fn damaged_archives_keep_what_came_before() {
    for name in ["gnu-tar.tar.xz", "python-tarfile.tar", "python-tarfile.tgz"] {
        let bytes = fs::read(fixture(name)).unwrap();
        for kept in [0, 1, 100, bytes.len() / 2, bytes.len() - 1] {
            let found = read_bytes(name, &bytes[..kept]);
            let failed = found.problems().iter().any(|problem| problem.is_failure());
            // A TAR file without the zeros at its end is whole.
            assert!(failed || kept == 0 || name == "python-tarfile.tar", "{name} {kept}");
        }
    }
    let bytes = fs::read(fixture("python-zipfile.zip")).unwrap();
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        read_bytes("a.zip", &damaged);
    }
}

/// A ZIP archive of one member after the other.
fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn an_archive_is_no_way_around_the_limits() {
    let zeros = vec![b'0'; 40_000_000];
    // One member beyond what text expands to; and many that are each within it.
    let found = read_bytes("a.zip", &zip_of(&[("a.txt", &zeros), ("b.txt", b"Rain fell.")]));
    let expands = |problem: &Problem| matches!(problem.kind, ProblemKind::Expands { .. });
    assert!(found.problems().iter().all(expands), "{:?}", found.problems());
    assert!(!found.problems().is_empty());
    let members: Vec<String> = (0..20).map(|n| format!("{n}.txt")).collect();
    let part = &zeros[..8_000_000];
    let members: Vec<(&str, &[u8])> = members.iter().map(|name| (&**name, part)).collect();
    let found = read_bytes("a.zip", &zip_of(&members));
    assert!(found.len() < 8, "{}", found.len());
    let last = found.problems().last().unwrap();
    assert!(expands(last) && last.path.ends_with("a.zip"), "{last}");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    fs::write(&path, zip_of(&[("a.txt", &[b'a'; 2_000]), ("b.txt", b"fits")])).unwrap();
    let found = Reader::builder().max_bytes(1_000).build().unwrap().read(&[&path]).unwrap();
    assert_eq!(
        problems(&found),
        ["a.txt: is longer than 1000 bytes; left out: raise the limit if it is an article"]
    );
    assert_eq!(texts(&found), ["fits"]);
}

#[test]
fn web_archives() {
    for name in ["warcio.warc.gz", "wget.warc.gz"] {
        let found = read(fixture(name));
        assert_eq!(found.problems(), [], "{name}");
        let page = |name: &str| {
            let id = format!("http://127.0.0.1:8765/{name}");
            let at = ids(&found).iter().position(|it| *it == id);
            at.map(|at| texts(&found)[at].clone())
        };
        let one_line = LIBRARY.replace('\n', " ");
        assert_eq!(page("flood.html").as_deref(), Some(FLOOD), "{name}");
        assert_eq!(page("edited.html"), Some(edited()), "{name}");
        assert_eq!(page("library.html"), Some(one_line), "{name}");
        // The page in windows-1252, which its head alone declares.
        assert_eq!(page("cafe.html").as_deref(), (name == "warcio.warc.gz").then_some(CAFE));
        assert_eq!(page("none.html"), None, "an answer of 404 is no article");
        assert!(found.place(0).to_string().contains(", record "), "{}", found.place(0));
    }
    let found = read(fixture("warcio.warc.wet.gz"));
    has_all(&found, "warcio.warc.wet.gz");
    assert!(found.about(0).date.is_some());
    assert_eq!(found.about(0).link.as_deref(), Some("http://example.org/flood"));
    assert_eq!(found.problems(), []);
}

/// Of a record, what it claims of its length is not believed.
#[test]
fn forged_web_archives() {
    let record = |length: &str, body: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: http://a\r\n\
             Content-Type: text/plain\r\nContent-Length: {length}\r\n\r\n{body}\r\n\r\n"
        )
    };
    let good = record("10", "Rain fell.");
    for (length, left_out) in [
        ("1000000000", "unexpected end of file"),
        ("18446744073709551615", "unexpected end of file"),
        ("99999999999999999999", "says no length"),
        ("-1", "says no length"),
        ("3", "does not begin here"),
    ] {
        let archive = good.clone() + &record(length, "Snow fell.");
        let found = read_bytes("a.warc", archive.as_bytes());
        assert_eq!(texts(&found)[0], "Rain fell.", "{length}");
        let said = problems(&found).join("\n");
        assert!(said.contains(left_out), "{length}: {said}");
    }
    let found = read_bytes("a.warc", (good.clone() + &good).as_bytes());
    assert!(ids(&found)[1].ends_with("(a.warc:2)"), "{:?}", ids(&found));
    assert!(problems(&read_bytes("a.warc", b"no archive"))[0].contains("does not begin here"));
}

#[test]
fn feeds() {
    for (name, prefix) in [("feedgen.rss", ""), ("feedgen.atom", "")] {
        let found = read(fixture(name));
        assert_eq!(found.problems(), [], "{name}");
        let said: Vec<String> = texts(&found)
            .iter()
            .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        let wanted = [FLOOD, &edited(), &LIBRARY.replace('\n', " "), CAFE];
        assert_eq!(said, wanted, "{name}");
        let wanted = ["flood", "flood/edited", "library", "café"]
            .map(|id| format!("http://example.org/{prefix}{id}"));
        assert_eq!(ids(&found), wanted, "{name}");
        assert!(found.place(1).to_string().ends_with(", entry 2"), "{}", found.place(1));
        let about = found.about(0);
        assert_eq!(about.title.as_deref(), Some("Title flood"), "{name}");
        assert_eq!(about.date, "2026-11-20T08:00:00Z".parse().ok(), "{name}");
        assert_eq!(about.source.as_deref(), Some("Example"), "{name}");
        assert_eq!(about.link.as_deref(), Some("http://example.org/l/flood"), "{name}");
        assert!(about.author.unwrap().contains(if name == "feedgen.rss" {
            "a@"
        } else {
            "Ann Onym"
        }));
    }
}

#[test]
fn feeds_of_every_kind() {
    let rss = |item: &str| {
        format!(
            "<?xml version=\"1.0\"?><rss><channel><title>t</title><item>{item}</item></channel></rss>"
        )
    };
    let atom = |entry: &str| {
        format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry>{entry}</entry></feed>")
    };
    for (feed, id, text) in [
        (rss("<guid>1</guid><link>l</link><description>Rain &amp;amp; snow.</description>"), "1", "Rain & snow."),
        (rss("<link>l</link><description>Rain &lt;b&gt;fell&lt;/b&gt;.</description>"), "l", "Rain fell."),
        (rss("<guid>1</guid><description>Short.</description><content:encoded><![CDATA[<p>Rain fell.</p>]]></content:encoded>"), "1", "Rain fell."),
        (rss("<guid>1</guid><description>Rain &#8211; AT&T.</description>"), "1", "Rain – AT&T."),
        (rss("<guid>1</guid><media:content><description>No.</description></media:content><description>Rain.</description>"), "1", "Rain."),
        (atom("<id>1</id><content type=\"xhtml\"><div><p>Rain &lt; <b>snow</b>.</p></div></content>"), "1", "Rain < snow."),
        (atom("<id>1</id><content type=\"text\">a &lt;b&gt; c</content>"), "1", "a <b> c"),
        (atom("<link rel=\"self\" href=\"no\"/><link href=\"yes\"/><summary>Rain.</summary>"), "yes", "Rain."),
        ("<rdf:RDF xmlns:rdf=\"x\"><item><link>l</link><description>Rain.</description></item></rdf:RDF>".to_owned(), "l", "Rain."),
    ] {
        let found = read_bytes("a.rss", feed.as_bytes());
        assert_eq!((ids(&found), found.problems()), (vec![id], &[][..]), "{feed}");
        assert_eq!(texts(&found), [text], "{feed}");
    }
    let found = read_bytes("a.rss", rss("<title>t</title>").as_bytes());
    assert_eq!(problems(&found), ["a.rss, entry 1: has no text; left out"]);
    let found = read_bytes("a.xml", b"<urlset><url>a</url></urlset>");
    assert!(problems(&found)[0].contains("neither rss nor feed"), "{:?}", problems(&found));
    // Nothing is expanded but what everybody knows.
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>".to_owned()
        + &rss("<guid>1</guid><description>&b;</description>");
    assert_eq!(texts(&read_bytes("a.rss", bomb.as_bytes())), ["&b;"]);
    let deep = rss(&format!("<guid>1</guid><description>{}", "<a>".repeat(200_000)));
    read_bytes("a.rss", deep.as_bytes());
}

#[test]
fn xml_in_a_folder_is_read_if_it_is_a_feed() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(fixture("feedgen.rss"), folder.path().join("feed.xml")).unwrap();
    fs::write(folder.path().join("sitemap.xml"), "<urlset/>").unwrap();
    let found = read(folder.path());
    assert_eq!((found.len(), found.problems()), (4, &[][..]));
    assert_eq!(found.other_endings().collect::<Vec<_>>(), [("xml", 1)]);
}

#[test]
fn what_is_given_by_name_is_never_taken_for_a_text_by_mistake() {
    let found = read(fixture("python-mailbox.mbox"));
    assert_eq!(
        problems(&found),
        ["python-mailbox.mbox: is mail, which is not read; left out: name a command that makes \
         text of it (--pre)"]
    );
    for (name, bytes, said) in [
        ("a.pdf", &b"%PDF-1.7"[..], "is a PDF document"),
        ("a.docx", b"PK\x03\x04", "is a document of a word processor"),
        ("a", b"%PDF-1.7", "is a PDF document"),
        ("a", b"PAR1", "is a Parquet file; left out: it is read if its name ends in .parquet"),
        (
            "a.data",
            b"{\"id\": 1, \"text\": \"a\"}",
            "is JSON; left out: it is read if its name ends in .jsonl",
        ),
        ("page", b"<!doctype HTML><p>a", "it is read if its name ends in .html"),
    ] {
        let found = read_bytes(name, bytes);
        assert!(problems(&found)[0].contains(said), "{name}: {:?}", problems(&found));
        assert!(found.problems()[0].is_failure());
    }
    // Plain text under any other name is still that.
    for (name, text) in [("README", "Rain fell."), ("a.rst", "Rain\n===="), ("a.log", "[1] {a}")] {
        assert_eq!(texts(&read_bytes(name, text.as_bytes())), [text]);
    }
}
