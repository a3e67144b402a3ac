//! Reading folders and files: what becomes an article, what becomes a problem.
#![cfg(feature = "read")]

use std::borrow::Cow;
use std::collections::HashSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use nearcopy::read::{Collection, Meter, Problem, ProblemKind, Reader};
use nearcopy::{Article, Articles, DocumentId, Error, Intake};

/// A folder with these files in it.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn read<P: AsRef<Path>>(paths: &[P]) -> Collection {
    Reader::default().read(paths).unwrap()
}

fn articles(collection: &Collection) -> Vec<Article<'_>> {
    collection.articles().unwrap()
}

/// Articles as expected: each an id and a text.
fn expected<const N: usize>(articles: [(&'static str, &'static str); N]) -> Vec<Article<'static>> {
    articles.map(|(id, text)| Article::new(id, text)).into()
}

fn ids(collection: &Collection) -> Vec<&str> {
    (0..collection.len()).map(|at| collection.id(at)).collect()
}

/// The only problem, and that it speaks of this file.
fn only<'c>(collection: &'c Collection, name: &str) -> &'c Problem {
    let [problem] = collection.problems() else { panic!("{:?}", collection.problems()) };
    assert!(problem.path.ends_with(name), "{problem}");
    problem
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

/// `count` records with ids from 0 on and texts that do not compress to nothing.
fn records(count: u64) -> String {
    let record = |n: u64| {
        let noise = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        format!("{{\"id\":{n},\"date\":null,\"text\":\"report {noise:x} of {noise}\"}}\n")
    };
    (0..count).map(record).collect()
}

#[test]
fn a_folder_is_read_at_any_depth_in_the_order_of_ids() {
    let folder = folder(&[
        ("b.txt", b"B"),
        ("a/z.md", b"Z"),
        ("a/y/x.text", b"X"),
        ("a.txt", b"A"),
        ("a/UPPER.TXT", b"U"),
        (".hidden/h.txt", b"H"),
        (".gitignore", b"b.txt\n"),
        (".ignore", b"a.txt\n"),
        ("picture.png", b"\x89PNG\0"),
        ("noending", b"?"),
        ("r.jsonl", b"{\"id\":\"r/1\",\"text\":\"R\"}"),
    ]);
    let found = read(&[folder.path()]);
    let expected = [
        (".hidden/h.txt", "H"),
        ("a.txt", "A"),
        ("a/UPPER.TXT", "U"),
        ("a/y/x.text", "X"),
        ("a/z.md", "Z"),
        ("b.txt", "B"),
        ("r/1", "R"),
    ];
    assert_eq!(articles(&found), self::expected(expected));
    assert_eq!(found.problems(), []);
    assert_eq!(found.other_files(), 4);
    assert_eq!(found.other_endings().map(|(_, count)| count).sum::<usize>(), 4);
    assert!(found.other_endings().any(|ending| ending == ("png", 1)));
    assert_eq!(found.place(3).path, folder.path().join("a/y/x.text"));
    assert_eq!(found.place(3).line, None);
    assert_eq!(found.place(6).to_string(), format!("{}/r.jsonl, line 1", folder.path().display()));
}

#[test]
fn a_file_given_by_itself_is_read_whatever_its_ending() {
    let folder = folder(&[("a.txt", b"A"), ("b.unknown", b"B"), ("c", b"C"), ("d.txt", b"")]);
    let paths: Vec<PathBuf> =
        ["c", "b.unknown", "a.txt", "d.txt"].iter().map(|name| folder.path().join(name)).collect();
    let found = read(&paths);
    let given: Vec<_> = paths.iter().map(|path| path.to_str().unwrap()).collect();
    assert_eq!(ids(&found), given);
    let texts: Vec<_> = (0..found.len()).map(|at| found.text(at).unwrap()).collect();
    assert_eq!(texts, ["C", "B", "A", ""]);
}

#[test]
fn nothing_is_no_problem() {
    let folder = folder(&[("empty.jsonl", b""), ("blank.jsonl", b"\n\r\n  \n")]);
    let found = read(&[folder.path()]);
    assert_eq!((found.len(), found.problems().len()), (0, 0));
    assert!(read::<&Path>(&[]).is_empty());
}

#[test]
fn a_path_that_is_not_there_is_an_error() {
    let folder = folder(&[("a.txt", b"A")]);
    let missing = folder.path().join("missing");
    match Reader::default().read(&[folder.path(), &missing]) {
        Err(Error::File { path, .. }) => assert_eq!(path, missing),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_path_given_twice_is_read_once() {
    let folder = folder(&[("f/a.txt", b"A")]);
    let path = folder.path().join("f");
    let again = path.join("../f");
    let found = read(&[path, again.clone()]);
    assert_eq!(ids(&found), ["a.txt"]);
    assert_eq!(only(&found, "f").kind, ProblemKind::GivenTwice);
    assert_eq!(found.problems()[0].path, again);
    assert!(!found.problems()[0].left_out());
}

#[test]
fn a_file_under_two_of_the_paths_is_read_once() {
    let folder = folder(&[("a.txt", b"A"), ("b/c.txt", b"C")]);
    let path = |name| folder.path().join(name);
    let found = read(&[folder.path().to_owned(), path("b"), path("a.txt")]);
    assert_eq!((found.len(), found.repeated_files()), (2, 2));
}

#[test]
fn articles_with_one_id_are_told_apart_by_their_places() {
    let folder = folder(&[
        ("x/a.txt", b"A"),
        ("y/a.txt", b"B"),
        (
            "z.jsonl",
            b"{\"id\":7,\"text\":\"\"}\n\n{\"id\":\"7\",\"text\":\"\"}\n\
                      {\"id\":\"7 (z.jsonl:3)\",\"text\":\"\"}",
        ),
    ]);
    let path = |name| folder.path().join(name);
    let ids = |found: &Collection| -> Vec<String> {
        (0..found.len()).map(|at| found.id(at).to_owned()).collect()
    };
    for order in [["x", "y"], ["y", "x"]] {
        let found = Reader::default().read(&order.map(path)).unwrap();
        let (x, y) = (path("x/a.txt"), path("y/a.txt"));
        let called = format!("a.txt ({})", y.display());
        let mut sorted = ids(&found);
        sorted.sort_unstable();
        assert_eq!(sorted, ["a.txt", &called]);
        let message = found.problems()[0].to_string();
        let expected = format!("{}: has the id \"a.txt\" of {}; ", y.display(), x.display());
        assert!(message.starts_with(&expected), "{message}");
        assert!(!found.problems()[0].left_out());
    }
    let found = Reader::default().read(&[path("z.jsonl")]).unwrap();
    assert_eq!(ids(&found), ["7", "7 (z.jsonl:3)", "7 (z.jsonl:3) (z.jsonl:4)"]);
    assert_eq!(found.problems().len(), 2);
    assert_eq!(found.problems()[0].line, Some(3));
}

#[cfg(unix)]
#[test]
fn links_are_followed_but_not_in_circles() {
    use std::os::unix::fs::symlink;

    let folder = folder(&[("in/a.txt", b"A"), ("out/b.txt", b"B")]);
    let path = |name| folder.path().join(name);
    symlink("..", path("in/up")).unwrap();
    symlink(path("in"), path("in/self")).unwrap();
    symlink(path("out"), path("in/linked")).unwrap();
    symlink(path("out/b.txt"), path("in/c.txt")).unwrap();
    symlink("nowhere", path("in/dangling.txt")).unwrap();
    let found = read(&[path("in")]);
    // Each file once, although `up` and `linked` lead to them again.
    assert_eq!(articles(&found), expected([("a.txt", "A"), ("c.txt", "B")]));
    assert!(found.repeated_files() >= 3, "{}", found.repeated_files());
    let loops: Vec<_> = found
        .problems()
        .iter()
        .filter(|problem| matches!(problem.kind, ProblemKind::LinkLoop { .. }))
        .map(|problem| problem.path.strip_prefix(path("in")).unwrap().to_owned())
        .collect();
    assert_eq!(loops[0], Path::new("self"));
    assert!(loops.contains(&PathBuf::from("up/in/up")), "{loops:?}");
    let dangling = found
        .problems()
        .iter()
        .find(|problem| matches!(problem.kind, ProblemKind::Unreadable { .. }))
        .unwrap();
    assert!(dangling.path.ends_with("dangling.txt") && dangling.left_out());
}

#[cfg(unix)]
#[test]
fn hostile_names() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let folder = folder(&[
        ("new\nline.txt", b"1"),
        ("back\\slash.txt", b"2"),
        (" .txt", b"3"),
        ("\u{202e}txt.exe.txt", b"4"),
        ("-", b"?"),
        ("-.txt", b"5"),
        ("\x1b[31m.jsonl", b"{"),
    ]);
    for name in [b"\xff.txt", b"\xfe.txt"] {
        // Not every file system takes such a name.
        if fs::write(folder.path().join(OsStr::from_bytes(name)), "6").is_err() {
            return;
        }
    }
    let found = read(&[folder.path()]);
    let expected = [
        " .txt",
        "-.txt",
        "\\xFE.txt",
        "\\xFF.txt",
        "back\\\\slash.txt",
        "new\nline.txt",
        "\u{202e}txt.exe.txt",
    ];
    assert_eq!(ids(&found), expected);
    let shown = only(&found, "\x1b[31m.jsonl").to_string();
    assert!(!shown.chars().any(char::is_control), "{shown}");
}

#[test]
fn every_encoding_becomes_utf8() {
    let text = "Né à Genève, il avait été élu l'année précédente — « déjà ».";
    let utf16: Vec<u16> = format!("\u{feff}{text}").encode_utf16().collect();
    let bytes = |of: fn(u16) -> [u8; 2]| utf16.iter().flat_map(|&unit| of(unit)).collect();
    let (little, big): (Vec<u8>, Vec<u8>) = (bytes(u16::to_le_bytes), bytes(u16::to_be_bytes));
    let latin: Vec<u8> = text
        .chars()
        .map(|c| match c {
            '—' => 0x97,
            c => u8::try_from(c).unwrap(),
        })
        .collect();
    let folder = folder(&[
        ("a.txt", text.as_bytes()),
        ("b.txt", format!("\u{feff}{text}").as_bytes()),
        ("c.txt", &little),
        ("d.txt", &big),
        ("e.txt", &little[2..]),
        ("f.txt", &big[2..]),
        ("g.txt", &latin),
        ("h.txt.gz", &gzip(&latin)),
        ("i.txt", b"not \0 text"),
    ]);
    let found = read(&[folder.path()]);
    assert_eq!(found.len(), 8);
    for article in articles(&found) {
        assert_eq!(article.text(), text, "{}", article.id());
    }
    let kinds: Vec<_> = found.problems().iter().map(|problem| &problem.kind).collect();
    let guess = ProblemKind::GuessedEncoding { encoding: "windows-1252" };
    assert_eq!(kinds, [&guess, &guess, &ProblemKind::Binary]);
    assert!(found.problems()[0].to_string().contains("windows-1252"));
    let left_out: Vec<_> = found.problems().iter().map(Problem::left_out).collect();
    assert_eq!(left_out, [false, false, true]);
}

#[test]
fn a_broken_line_is_reported_and_the_rest_goes_on() {
    let lines: &[&[u8]] = &[
        b"\xef\xbb\xbf{\"id\":\"ok/1\",\"text\":\"one\"}\r\n",
        b"\r\n",
        b"{\"id\":\"a\",\"text\":\"never closed\n",
        b"{\"id\":\"b\"}\n",
        b"{\"text\":\"c\"}\n",
        b"{\"id\":\"d\",\"text\":null}\n",
        b"{\"id\":[1],\"text\":\"e\"}\n",
        b"{\"id\":\"f\",\"text\":\"caf\xe9\"}\n",
        b"{\"id\":\"ok/2\",\"text\":\"half \\ud83d only\"}\n",
        b"[]\n",
        b"{\"id\":\"ok/3\",\"text\":\"three\"}",
    ];
    let folder = folder(&[("r.ndjson", &lines.concat()), ("s.txt", b"after")]);
    let found = read(&[folder.path()]);
    let expected =
        [("ok/1", "one"), ("ok/2", "half \u{fffd} only"), ("ok/3", "three"), ("s.txt", "after")];
    assert_eq!(articles(&found), self::expected(expected));
    assert_eq!(found.place(2).line, Some(11));

    let field = |name: &str| name.to_owned();
    let (string, id) = ("a string", "a string or a whole number");
    let wrong = |name, found, wanted| ProblemKind::WrongKind { field: field(name), found, wanted };
    let [unclosed, no_text, no_id, null, list, not_utf8, half, no_record] = found.problems() else {
        panic!("{:?}", found.problems())
    };
    assert!(matches!(unclosed.kind, ProblemKind::NotARecord { .. }));
    assert_eq!(unclosed.line, Some(3));
    assert!(unclosed.to_string().contains("r.ndjson, line 3: is not a JSON object (EOF"));
    assert_eq!(no_text.kind, ProblemKind::MissingField { field: field("text") });
    assert_eq!(no_id.kind, ProblemKind::MissingField { field: field("id") });
    assert_eq!(null.kind, wrong("text", "null", string));
    assert_eq!(list.kind, wrong("id", "a list", id));
    assert_eq!((not_utf8.line, &not_utf8.kind), (Some(8), &ProblemKind::NotUtf8));
    assert_eq!((half.line, &half.kind), (Some(9), &ProblemKind::LoneSurrogate));
    assert!(!half.left_out() && no_record.left_out());
}

#[test]
fn fields_can_have_other_names() {
    let line = r#"{"id":1,"text":"no","url":"u/1","maintext":"yes"}"#;
    let reader = Reader::builder().id_field("url").text_field("maintext").build().unwrap();
    let found = reader.read_records("-", line.as_bytes()).unwrap();
    assert_eq!(articles(&found), expected([("u/1", "yes")]));
    assert_eq!(found.place(0).to_string(), "standard input, line 1");
}

#[test]
fn settings_have_ranges() {
    for (builder, name) in [
        (Reader::builder().max_bytes(0), "max_bytes"),
        (Reader::builder().max_bytes(1 << 32), "max_bytes"),
        (Reader::builder().max_expansion(0), "max_expansion"),
        (Reader::builder().id_field("text"), "text_field"),
    ] {
        match builder.build() {
            Err(Error::Setting { name: named, .. }) => assert_eq!(named, name),
            other => panic!("{other:?}"),
        }
    }
    assert!(Reader::builder().max_bytes(u32::MAX.into()).build().is_ok());
}

#[test]
fn packed_files_are_read_like_plain_ones() {
    let text = records(1_000);
    let (one, two) = text.split_at(text.find("{\"id\":500,").unwrap());
    let unpacked = folder(&[("r.jsonl", text.as_bytes())]);
    let plain = read(&[unpacked.path()]);
    assert_eq!(plain.len(), 1_000);
    for (name, bytes) in [
        ("r.jsonl.gz", gzip(text.as_bytes())),
        ("r.jsonl.zst", zstd(text.as_bytes())),
        // Files of several parts, as appending makes them.
        ("r.ndjson.gz", [gzip(one.as_bytes()), gzip(two.as_bytes())].concat()),
        ("r.ndjson.zst", [zstd(one.as_bytes()), zstd(two.as_bytes())].concat()),
    ] {
        let folder = folder(&[(name, &bytes)]);
        let packed = read(&[folder.path()]);
        assert_eq!(packed.problems(), [], "{name}");
        assert!(articles(&packed) == articles(&plain), "{name}");
    }
    let folder = folder(&[("a.txt.gz", &gzip(b"A")), ("b.md.zst", &zstd(b"B"))]);
    let expected = expected([("a.txt.gz", "A"), ("b.md.zst", "B")]);
    assert_eq!(articles(&read(&[folder.path()])), expected);
}

#[test]
fn of_a_packed_file_cut_short_the_beginning_stays() {
    let text = records(20_000);
    let mut garbage = gzip(text.as_bytes());
    let middle = garbage.len() / 2;
    garbage[middle..].fill(0x55);
    for (name, bytes) in [
        ("gz", &gzip(text.as_bytes())[..middle]),
        ("zst", &zstd(text.as_bytes())[..middle]),
        ("gz", &garbage),
    ] {
        let file = format!("r.jsonl.{name}");
        let folder = folder(&[(&file, bytes)]);
        let found = read(&[folder.path()]);
        let count = found.len();
        assert!((2_000..20_000).contains(&count), "{name}: {count}");
        let last = (count - 1).to_string();
        assert_eq!(found.id(count - 1), last);
        let problem = only(&found, &file);
        assert!(matches!(problem.kind, ProblemKind::CutShort { .. }), "{problem}");
        assert_eq!(problem.line, Some(count as u64 + 1));
    }
    let bytes = gzip(text.as_bytes());
    let folder = folder(&[("a.txt.gz", &bytes[..middle]), ("b.txt.gz", b"not gzip at all")]);
    let found = read(&[folder.path()]);
    assert_eq!(ids(&found), ["a.txt.gz"]);
    assert!(text.starts_with(&*found.text(0).unwrap()));
    let kinds: Vec<_> = found.problems().iter().map(|problem| &problem.kind).collect();
    assert!(
        matches!(kinds[..], [ProblemKind::CutShort { .. }, ProblemKind::Unreadable { .. }]),
        "{kinds:?}"
    );
}

#[test]
fn what_is_too_large_is_left_out() {
    let long = format!("{{\"id\":\"long\",\"text\":\"{}\"}}", "x".repeat(3_000_000));
    let lines = format!("{{\"id\":1,\"text\":\"a\"}}\n{long}\n{{\"id\":2,\"text\":\"b\"}}\n");
    let bomb = vec![b' '; 50_000_000];
    let folder = folder(&[
        ("a.jsonl", lines.as_bytes()),
        ("b.txt", long.as_bytes()),
        ("c.txt.gz", &gzip(&bomb)),
        ("d.jsonl.zst", &zstd(&bomb)),
        ("e.txt", b"fits"),
    ]);
    for limit in [1_000, 2_000_000] {
        let reader = Reader::builder().max_bytes(limit).build().unwrap();
        let found = reader.read(&[folder.path()]).unwrap();
        assert_eq!(ids(&found), ["1", "2", "e.txt"]);
        let problems: Vec<_> =
            found.problems().iter().map(|problem| (problem.line, problem.kind.clone())).collect();
        let kind = ProblemKind::TooLarge { limit };
        let lines = [Some(2), None, None, Some(1)];
        assert_eq!(problems, lines.map(|line| (line, kind.clone())), "{limit}");
    }
    let found = read(&[folder.path()]);
    assert_eq!(ids(&found), ["1", "long", "2", "b.txt", "e.txt"]);
}

#[test]
fn a_bomb_is_given_up_early() {
    // 100 MB each; all three are below the reader's limit.
    let zeros = vec![b'0'; 100_000_000];
    let line = [b"{\"id\":1,\"text\":\"a\"}\n", &zeros[..], b"\n{\"id\":2,\"text\":\"b\"}\n"];
    // Many lines that are alike are no bomb, nor is a long article of prose.
    let alike = format!("{{\"id\":1,\"text\":\"{}\"}}\n", "again and ".repeat(40)).repeat(90_000);
    let prose: String =
        (0..4_000_000_u32).map(|n| format!("{:x} ", n.wrapping_mul(0x9e37_79b9))).collect();
    let folder = folder(&[
        ("a.txt.gz", &gzip(&zeros)),
        ("b.txt.zst", &zstd(&zeros)),
        ("c.jsonl.gz", &gzip(&line.concat())),
        ("d.jsonl.zst", &zstd(alike.as_bytes())),
        ("e.txt.gz", &gzip(prose.as_bytes())),
    ]);
    assert!(prose.len() > 34_000_000);
    let found = read(&[folder.path()]);
    let places =
        |name: &str| (0..found.len()).filter(|&at| found.place(at).path.ends_with(name)).count();
    let names = ["a.txt.gz", "b.txt.zst", "c.jsonl.gz", "d.jsonl.zst", "e.txt.gz"];
    assert_eq!(names.map(places), [0, 0, 2, 90_000, 1]);
    let bombs: Vec<_> = found
        .problems()
        .iter()
        .filter(|problem| matches!(problem.kind, ProblemKind::Expands { .. }))
        .map(|problem| (problem.path.file_name().unwrap().to_str().unwrap(), problem.line))
        .collect();
    assert_eq!(bombs, [("a.txt.gz", None), ("b.txt.zst", None), ("c.jsonl.gz", Some(2))]);

    // Whoever has such articles says so.
    let reader = Reader::builder().max_expansion(100_000).build().unwrap();
    let found = reader.read(&[folder.path().join("a.txt.gz")]).unwrap();
    assert_eq!((found.len(), found.problems()), (1, &[][..]));
}

#[test]
fn an_object_around_an_array_of_records() {
    let array = records(50).trim_end().replace('\n', ",\n");
    let line = format!("{{\"status\": \"ok\", \"articles\": [{}]}}", array.replace('\n', ""));
    let over_lines = format!("{{\"status\": \"ok\", \"articles\": [\n{array}\n]}}\n");
    let pretty = over_lines.replace("{\"", "{\n  \"");
    let lines_folder = folder(&[("a.jsonl", records(50).as_bytes())]);
    let as_lines = read(&[lines_folder.path()]);
    for text in [line, over_lines, pretty] {
        let folder = folder(&[("a.json", text.as_bytes())]);
        let found = read(&[folder.path()]);
        assert_eq!(found.problems(), [], "{text:.60}");
        assert_eq!(articles(&found), articles(&as_lines), "{text:.60}");
    }
    let two = folder(&[("a.json", br#"{"a": [{"id": 1, "text": "x"}], "b": [{"id": 2}]}"#)]);
    let found = read(&[two.path()]);
    assert_eq!((found.len(), found.problems().len()), (0, 1));
}

#[test]
fn an_array_of_records_is_read_as_a_stream() {
    let array = format!("[{}]", records(3_000).trim_end().replace('\n', ",\n "));
    let pretty = records(3_000).replace("{", "{\n  ").replace("}", "\n}").replace(",", ",\n  ");
    let lines: Vec<u8> = array.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16 = [b"\xff\xfe", &lines[..]].concat();
    let utf32 = [b"\0\0\xfe\xff".to_vec()]
        .into_iter()
        .chain(array.chars().map(|c| u32::from(c).to_be_bytes().to_vec()))
        .flatten()
        .collect::<Vec<u8>>();
    let expected = Reader::default().read_records("x", records(3_000).as_bytes()).unwrap();
    let expected: Vec<(String, String)> =
        articles(&expected).iter().map(|it| (it.id().to_owned(), it.text().to_owned())).collect();
    for (name, bytes) in [
        ("a.json", array.clone().into_bytes()),
        ("a.jsonl", array.clone().into_bytes()),
        ("a.jsonl.gz", gzip(array.as_bytes())),
        ("b.json", pretty.into_bytes()),
        ("c.json", utf16),
        ("d.json", utf32),
    ] {
        let folder = folder(&[(name, &bytes)]);
        let found = read(&[folder.path()]);
        assert_eq!(found.problems(), [], "{name}");
        let articles = articles(&found);
        let pairs = articles.iter().map(|it| (it.id().to_owned(), it.text().to_owned()));
        assert!(pairs.eq(expected.iter().cloned()), "{name}");
        let per_record = if name == "b.json" { 5 } else { 1 };
        assert_eq!(found.place(2_999).line, Some(2_999 * per_record + 1), "{name}");
    }
}

#[test]
fn a_bad_record_of_an_array_is_named_and_the_rest_goes_on() {
    let text = r#"[
  {"id": 1, "text": "one"},
  {"id": 2},
  17,
  {"id": 3, "text": "never closed},
  {"id": 4, "text": "four"}
]"#;
    let folder = folder(&[("a.json", text.as_bytes()), ("b.json", br#"{"name": "x"}"#)]);
    let found = read(&[folder.path()]);
    assert_eq!(articles(&found), expected([("1", "one"), ("4", "four")]));
    let lines: Vec<_> = found.problems().iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [Some(3), Some(4), Some(5), Some(1)]);
    assert_eq!(found.place(1).line, Some(6));
}

#[test]
fn careless_tools_are_undone_in_every_form_and_texts_are_the_same_again() {
    let text = "It’s “here” & now";
    let twice = encoding(text);
    let record = |id: u32, text: &str| serde_json::json!({"id": id, "text": text}).to_string();
    let quoted = "It=E2=80=99s =E2=80=9Chere=E2=\n=80=9D & now";
    let lines = [
        record(1, text),
        record(2, "It&#8217;s &ldquo;here&rdquo; &amp; now"),
        record(3, &twice),
        record(4, quoted),
        record(5, "It&amp;#8217;s &amp;ldquo;here&amp;rdquo; &amp;amp; now"),
    ];
    let folder = folder(&[
        ("a.jsonl", lines.join("\n").as_bytes()),
        ("b.txt", "It&#8217;s “here” & now".as_bytes()),
        ("c.txt", twice.as_bytes()),
        ("d.txt", quoted.replace('\n', "\r\n").as_bytes()),
        ("e.json", format!("[{}]", record(9, &twice)).as_bytes()),
    ]);
    let kept = Kept::default();
    let found = Reader::default().read_into(&[folder.path()], &kept, &()).unwrap();
    assert_eq!((found.len(), found.problems().len()), (9, 0));
    let texts = kept.texts.into_inner().unwrap();
    for at in 0..found.len() {
        // A line of JSON is read again from its file.
        assert_eq!(found.text(at).unwrap(), text, "{}", found.id(at));
        assert_eq!(texts[found.document(at).index()], text);
    }
}

/// UTF-8 that was taken for ISO 8859-1 and encoded again.
fn encoding(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

#[test]
fn marks_of_joined_files_are_no_harm() {
    let mark = "\u{feff}";
    let folder = folder(&[
        ("a.jsonl", format!("{mark}{}{mark}{}", records(1), records(2)).as_bytes()),
        ("b.txt", format!("{mark}one{mark} two").as_bytes()),
    ]);
    let found = read(&[folder.path()]);
    let kinds: Vec<_> = found.problems().iter().map(|problem| &problem.kind).collect();
    assert!(matches!(kinds[..], [ProblemKind::RepeatedId { .. }]), "{kinds:?}");
    assert_eq!(found.text(1).unwrap(), found.text(0).unwrap());
    // The text as read: spans count with the mark inside.
    assert_eq!(found.text(3).unwrap(), format!("one{mark} two"));
}

#[test]
fn json_lines_in_utf16_are_read_too() {
    let text = format!("\u{feff}{}", records(100));
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let found = Reader::default().read_records("r", &bytes[..]).unwrap();
    assert_eq!((found.len(), found.problems().len()), (100, 0));
}

#[test]
fn many_lines_and_many_threads_give_one_result() {
    let text = records(100_000);
    let folder = folder(&[("a.jsonl", text.as_bytes())]);
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| read(&[folder.path()]))
    };
    let (one, four) = (with(1), with(4));
    assert_eq!(one.len(), 100_000);
    assert!(articles(&one) == articles(&four));
    for at in [0, 1, 50_000, 99_999] {
        assert_eq!(one.id(at), at.to_string());
        assert_eq!(one.place(at).line, Some(at as u64 + 1));
        assert_eq!(one.place(at), four.place(at));
    }
}

#[test]
fn a_file_of_broken_lines_gives_few_problems() {
    let text = "{]\n".repeat(100_000);
    let found = Reader::default().read_records("r", text.as_bytes()).unwrap();
    assert_eq!(found.problems().len(), 10);
    assert_eq!(found.problems().iter().map(|problem| 1 + problem.more).sum::<u64>(), 100_000);
    let last = found.problems()[9].to_string();
    assert!(last.ends_with("(so it went with 99990 later lines)"), "{last}");
}

#[test]
fn a_stream_that_fails_keeps_what_came_before() {
    struct Failing;

    impl std::io::Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the line went dead"))
        }
    }

    let text = records(10) + "{\"id\":\"half";
    let input = std::io::Read::chain(text.as_bytes(), Failing);
    let found = Reader::default().read_records("r", input).unwrap();
    assert_eq!(found.len(), 10);
    let problem = only(&found, "r");
    assert_eq!(problem.line, Some(11));
    assert!(problem.to_string().contains("the line went dead"), "{problem}");
}

#[derive(Default)]
struct Sum {
    total: AtomicU64,
    done: AtomicU64,
}

impl Meter for Sum {
    fn begin(&self, bytes: u64) {
        self.total.store(bytes, Ordering::Relaxed);
    }

    fn advance(&self, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
    }
}

#[test]
fn the_meter_comes_to_the_total() {
    let text = records(20_000);
    let packed = gzip(text.as_bytes());
    let folder = folder(&[
        ("a.txt", text.as_bytes()),
        ("b.jsonl.gz", &packed),
        ("c.html", b"<p>page"),
        ("d.txt.gz", b"not gzip"),
        ("e.jsonl.zst", b""),
        ("f.txt", &vec![b'x'; 2_000_000]),
        ("g.png", b"not read"),
    ]);
    let sum = Sum::default();
    let reader = Reader::builder().max_bytes(1_900_000).build().unwrap();
    reader.read_with(&[folder.path()], &sum).unwrap();
    let expected = text.len() + packed.len() + 7 + 8 + 2_000_000;
    assert_eq!(sum.total.into_inner(), expected as u64);
    assert_eq!(sum.done.into_inner(), expected as u64);
}

const PAGE: &str = "<!doctype html><html><head><title>Not this</title>
    <meta charset=windows-1252><style>p { color: red }</style></head>
    <body><h1>Summit &amp; storm</h1><p>Rain <em>fell</em>&nbsp;on\n Gen\u{e8}ve.</p>
    <script>if (a < b) document.write('<p>never</p>')</script><!-- nor this -->
    <ul><li>caf&eacute;<li>&#8212;</ul></body></html>";

#[cfg(feature = "read-html")]
#[test]
fn markup_is_taken_off() {
    let latin: Vec<u8> = PAGE.chars().map(|c| u8::try_from(c).unwrap()).collect();
    let folder =
        folder(&[("a.html", PAGE.as_bytes()), ("b.HTM", &latin), ("c.html.gz", &gzip(&latin))]);
    let found = read(&[folder.path()]);
    assert_eq!(ids(&found), ["a.html", "b.HTM", "c.html.gz"]);
    for article in articles(&found) {
        assert_eq!(article.text(), "Summit & storm\n\nRain fell\u{a0}on Genève.\n\ncafé\n—");
    }
    assert_eq!(found.problems(), []);
}

#[cfg(not(feature = "read-html"))]
#[test]
fn without_the_feature_markup_is_a_problem() {
    let folder = folder(&[("a.html", PAGE.as_bytes()), ("b.txt", b"B")]);
    let found = read(&[folder.path()]);
    assert_eq!(ids(&found), ["b.txt"]);
    let problem = only(&found, "a.html");
    assert!(problem.to_string().contains("`read-html`"), "{problem}");
}

/// Keeps what it takes in, by document id.
#[derive(Default)]
struct Kept {
    texts: Mutex<Vec<String>>,
    calls: AtomicU64,
}

impl Intake for Kept {
    fn take(&self, taken: &[Cow<'_, str>]) -> DocumentId {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let mut texts = self.texts.lock().unwrap();
        let first = DocumentId::new(texts.len() as u32);
        texts.extend(taken.iter().map(|text| text.to_string()));
        first
    }
}

/// A folder with texts from every kind of file.
fn every_kind() -> tempfile::TempDir {
    let utf16: Vec<u8> = "\u{feff}{\"id\":\"u\",\"text\":\"Genève \\n\"}"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let packed = records(3_000).replace("{\"id\":", "{\"id\":1000000");
    folder(&[
        ("a.jsonl", records(5_000).as_bytes()),
        ("b.jsonl", "\u{feff}{\"text\":\"é \\ud834\\udd1e\",\"id\":\"b/1\"}\r\n\n{]\n".as_bytes()),
        ("c.jsonl", b"{\"id\":\"c\",\"text\":\"half \\ud83d only\"}"),
        ("d.jsonl", &utf16),
        ("e.jsonl.gz", &gzip(packed.as_bytes())),
        ("f.txt", b"plain"),
        ("g.txt", b""),
        ("h.txt", b"not \0 text"),
    ])
}

#[test]
fn the_intake_gets_every_text_once() {
    let folder = every_kind();
    for spool in [false, true] {
        let kept = Kept::default();
        let reader = Reader::builder().spool(spool).build().unwrap();
        let found = reader.read_into(&[folder.path()], &kept, &()).unwrap();
        let texts = kept.texts.into_inner().unwrap();
        assert_eq!((found.len(), texts.len()), (8_005, 8_005));
        for at in 0..found.len() {
            assert_eq!(found.text(at).unwrap(), texts[found.document(at).index()], "{spool}");
        }
        let documents: HashSet<DocumentId> =
            (0..found.len()).map(|at| found.document(at)).collect();
        assert_eq!(documents.len(), found.len());
        assert!(kept.calls.into_inner() < 20);
        assert_eq!(found.text(5_000).unwrap(), "é 𝄞");
        assert_eq!(found.text(5_001).unwrap(), "half \u{fffd} only");
        assert_eq!(found.problems().len(), 3);
    }
}

#[test]
fn a_stream_is_taken_in_too() {
    let text = records(100);
    let kept = Kept::default();
    let reader = Reader::builder().spool(true).build().unwrap();
    let found = reader.read_records_into("-", text.as_bytes(), &kept).unwrap();
    let texts = kept.texts.into_inner().unwrap();
    assert_eq!(found.text(99).unwrap(), texts[found.document(99).index()]);
}

#[test]
fn a_text_that_changed_is_an_error() {
    let record = |id: u32, text: &str| format!("{{\"id\":{id},\"text\":\"{text}\"}}\n");
    let before = record(1, "one") + &record(2, "two");
    let changes = [
        ("another text", record(1, "one") + &record(2, "owt")),
        ("cut short", record(1, "one")),
        ("shifted", format!("\n{before}")),
        ("not UTF-8", record(1, "one") + &record(2, "two").replace('w', "\u{fffd}")),
    ];
    for (name, after) in changes {
        let folder = folder(&[("r.jsonl", before.as_bytes())]);
        let path = folder.path().join("r.jsonl");
        let found = read(&[&path]);
        fs::write(&path, after).unwrap();
        let error = found.text(1).unwrap_err();
        assert!(matches!(&error, Error::File { path: told, .. } if *told == path), "{name}");
        let told = error.to_string();
        assert!(told.contains("r.jsonl: line 2 has changed since it was read"), "{name}: {told}");
        assert!(found.articles().is_err(), "{name}");
    }
    let folder = folder(&[("r.jsonl", before.as_bytes())]);
    let found = read(&[folder.path()]);
    fs::remove_file(folder.path().join("r.jsonl")).unwrap();
    let told = found.text(0).unwrap_err().to_string();
    assert!(told.contains("r.jsonl: cannot be read again ("), "{told}");
}

#[test]
fn lines_of_more_files_than_can_be_open() {
    let files: Vec<(String, String)> = (0..100)
        .map(|n| (format!("{n:02}.jsonl"), format!("\n{{\"id\":{n},\"text\":\"text {n}\"}}")))
        .collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let folder = folder(&files);
    let found = read(&[folder.path()]);
    for at in (0..100).chain((0..100).rev()) {
        assert_eq!(found.text(at).unwrap(), format!("text {at}"));
        assert_eq!(
            found.place(at).to_string(),
            format!("{}, line 2", found.place(at).path.display())
        );
    }
}
