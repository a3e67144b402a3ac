//! Parquet and Arrow, from files that other programs have made.

use nearcopy::about::AboutField;

use super::*;

/// The files with the columns `id`, `text` and, all but one, `date`.
const FLAT: [(&str, Option<&str>); 12] = [
    ("pyarrow-snappy.parquet", Some("2026-11-22")),
    ("pyarrow-brotli.parquet", Some("2026-11-22")),
    ("pyarrow-lz4.parquet", Some("2026-11-22")),
    ("pyarrow-none.parquet", Some("2026-11-22")),
    ("pyarrow-int96.parquet", Some("2026-11-22T08:30:00Z")),
    ("pandas.parquet", Some("2026-11-22")),
    ("polars.parquet", Some("2026-11-22")),
    ("duckdb.parquet", Some("2026-11-22")),
    ("pyarrow.feather", None),
    ("polars.arrow", Some("2026-11-22")),
    ("polars-plain.arrow", Some("2026-11-22")),
    ("pyarrow.parquet", Some("2026-11-20")),
];

/// Those whose texts are in a structure, `doc.body`.
const NESTED: [&str; 2] = ["pyarrow-nested.parquet", "pyarrow.arrows"];

#[test]
fn flat_columns() {
    for (name, date) in FLAT {
        let found = read(fixture(name));
        has_all(&found, name);
        assert_eq!(found.about(2).date, date.map(|date| date.parse().unwrap()), "{name}");
        let lines: Vec<_> = (0..4).map(|at| found.place(at).line.unwrap()).collect();
        assert_eq!(lines, [1, 2, 3, 4], "{name}");
        match name {
            "pyarrow.parquet" => assert_eq!(
                problems(&found),
                ["pyarrow.parquet, row 5: field \"text\" is null, not a string; left out"]
            ),
            _ => assert_eq!(found.problems(), [], "{name}"),
        }
    }
}

#[test]
fn columns_in_structures() {
    let all = [FLOOD.to_owned(), edited(), LIBRARY.to_owned(), CAFE.to_owned()];
    for name in NESTED {
        let id = if name.ends_with("parquet") { "n" } else { "doc.n" };
        let reader = Reader::builder().id_field(id).text_field("doc.body");
        let reader = reader.about_field(AboutField::Date, if id == "n" { "at" } else { "date" });
        let found = reader.build().unwrap().read(&[fixture(name)]).unwrap();
        assert_eq!((texts(&found), found.problems()), (all.to_vec(), &[][..]), "{name}");
        let (ids_wanted, outlets) = match id {
            "n" => (["7", "8", "9", "10"], [Some("Post"), Some("Post"), None, Some("Post")]),
            _ => {
                (["0", "1", "2", "3"], [Some("Post"), Some("Gazette"), Some("Post"), Some("Post")])
            }
        };
        assert_eq!(ids(&found), ids_wanted, "{name}");
        for (at, outlet) in outlets.into_iter().enumerate() {
            assert_eq!(found.about(at).source.as_deref(), outlet, "{name}");
            let date = format!("2026-11-2{at}T08:30:00Z");
            assert_eq!(found.about(at).date, date.parse().ok(), "{name}");
        }
    }
    let reader = Reader::builder().id_field("n").text_fields(["doc.head", "doc.body"]);
    let found = reader.build().unwrap().read(&[fixture(NESTED[0])]).unwrap();
    assert_eq!(found.text(2).unwrap(), format!("Title library\n\n{LIBRARY}"));
}

#[test]
fn columns_that_are_no_texts_are_said() {
    let file = fixture(NESTED[0]);
    for (text, said) in [
        (
            "text",
            "has no column \"text\" but these: n, outlet, at, doc.head, doc.body, doc.score; \
            left out: say in the settings which one it is",
        ),
        ("doc.score", "field \"doc.score\" is a number with a fraction, not a string; left out"),
        ("at", "field \"at\" is a moment, not a string; left out"),
    ] {
        let reader = Reader::builder().id_field("n").text_field(text).build().unwrap();
        let found = reader.read(&[&file]).unwrap();
        let path = "pyarrow-nested.parquet: ";
        assert_eq!((found.len(), problems(&found)), (0, vec![format!("{path}{said}")]));
    }
    let reader = Reader::builder().id_field("at").text_field("doc.body").build().unwrap();
    assert!(problems(&reader.read(&[&file]).unwrap())[0].contains("is a moment, not a string or"));
    let reader = Reader::builder().max_bytes(200).build().unwrap();
    let found = reader.read(&[fixture("polars.parquet")]).unwrap();
    assert_eq!(ids(&found), ["café"]);
    assert!(problems(&found)[0].starts_with("polars.parquet, row 1: is longer than 200 bytes"));
}

/// A folder of parts, as data sets are given; in an archive, and packed.
#[test]
fn many_files_and_members() {
    let folder = tempfile::tempdir().unwrap();
    for (part, name) in ["polars.parquet", "polars.arrow"].into_iter().enumerate() {
        let ending = Path::new(name).extension().unwrap().to_str().unwrap();
        let part = folder.path().join(format!("part-{part}.{ending}"));
        fs::copy(fixture(name), part).unwrap();
    }
    let found = read(folder.path());
    assert_eq!((found.len(), found.other_files()), (8, 0));
    assert_eq!(problems(&found).len(), 4, "{:?}", found.problems());

    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("a.parquet", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(&fs::read(fixture("duckdb.parquet")).unwrap()).unwrap();
    has_all(&read_bytes("a.zip", &zip.finish().unwrap().into_inner()), "a.zip");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&fs::read(fixture("pyarrow.feather")).unwrap()).unwrap();
    has_all(&read_bytes("a.feather.gz", &gzip.finish().unwrap()), "a.feather.gz");
}

/// Whatever is wrong with a file, it is said of that file.
#[test]
fn damaged_files_are_said_and_never_panic() {
    let mut numbers = 1_u32;
    let mut next = |limit: usize| {
        numbers = numbers.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (numbers >> 8) as usize % limit.max(1)
    };
    let folder = tempfile::tempdir().unwrap();
    let readers = [
        Reader::default(),
        Reader::builder().id_field("outlet").text_field("doc.body").build().unwrap(),
    ];
    for (name, reader) in FLAT
        .map(|(name, _)| (name, &readers[0]))
        .into_iter()
        .chain(NESTED.map(|it| (it, &readers[1])))
    {
        let bytes = fs::read(fixture(name)).unwrap();
        let path = folder.path().join(name);
        for round in 0..400 {
            let mut damaged = bytes.clone();
            match round % 4 {
                0 => damaged.truncate(next(bytes.len())),
                1 => {
                    let at = next(bytes.len());
                    damaged[at] = [0, 0x7f, 0x80, 0xff][next(4)];
                }
                // Where the metadata is.
                2 => {
                    let at = bytes.len() - 1 - next(600.min(bytes.len()));
                    damaged[at] ^= 1 << next(8);
                }
                _ => {
                    for _ in 0..=next(4) {
                        let at = next(bytes.len());
                        damaged[at] ^= 1 << next(8);
                    }
                }
            }
            fs::write(&path, &damaged).unwrap();
            let found = reader.read(&[&path]).unwrap();
            texts(&found);
            assert!(found.len() <= 1_000_000);
            if round % 4 == 0 && !name.ends_with("arrows") {
                let said = problems(&found).concat();
                assert!(said.starts_with(name) && said.contains("left out"), "{name}: {said}");
            }
        }
    }
    for (name, bytes, said) in [
        ("a.parquet", &b""[..], "it does not end as a Parquet file"),
        ("a.parquet", b"PAR1\0\0\0\0PARE", "an encrypted file is not read"),
        ("a.parquet", b"PAR1\xff\xff\xff\x7fPAR1", "it does not end as a Parquet file"),
        ("a.arrow", b"FEA1....", "Feather of version 1 is not read"),
        ("a.arrow", b"ARROW1\0\0", "it does not end as an Arrow file"),
        ("a.arrows", b"", "it has no schema"),
        ("a.arrows", b"\xff\xff\xff\xff\xff\xff\xff\x7f", "it points beyond its end"),
    ] {
        let found = read_bytes(name, bytes);
        assert!(problems(&found)[0].contains(said), "{:?}", problems(&found));
    }
}

/// One value that is stored once, and a billion rows that are that value.
#[test]
fn a_small_file_of_many_rows_is_given_up() {
    let pages = |rows: u32| {
        // The header of the dictionary, and "Rain." in it.
        let mut file = b"PAR1".to_vec();
        file.extend([0x15, 4, 0x15, 18, 0x15, 18, 0x4c, 0x15, 2, 0x15, 0, 0, 0]);
        file.extend([5, 0, 0, 0]);
        file.extend(b"Rain.");
        // That of the numbers: one run of zeros, one bit wide.
        let mut run = vec![1];
        varint(&mut run, u64::from(rows) << 1);
        run.push(0);
        file.extend([0x15, 0, 0x15]);
        varint(&mut file, 2 * run.len() as u64);
        file.push(0x15);
        varint(&mut file, 2 * run.len() as u64);
        file.extend([0x2c, 0x15]);
        varint(&mut file, 2 * u64::from(rows));
        file.extend([0x15, 16, 0x15, 6, 0x15, 6, 0, 0]);
        file.extend(run);
        let pages = file.len() as u64 - 4;
        // The root and a column of text; a row group of that column.
        let footer = file.len();
        file.extend([0x15, 2, 0x19, 0x2c, 0x48, 1, b'r', 0x15, 2, 0]);
        file.extend([0x15, 12, 0x25, 0, 0x18, 4]);
        file.extend(b"text");
        file.extend([0x25, 0, 0, 0x16]);
        varint(&mut file, 2 * u64::from(rows));
        file.extend([
            0x19, 0x1c, 0x19, 0x1c, 0x3c, 0x15, 12, 0x19, 0x05, 0x19, 0x08, 0x15, 0, 0x16,
        ]);
        varint(&mut file, 2 * u64::from(rows));
        file.push(0x26);
        varint(&mut file, 2 * pages);
        file.push(0x26);
        varint(&mut file, 2 * pages);
        file.extend([0x26, 8, 0, 0, 0x26]);
        varint(&mut file, 2 * u64::from(rows));
        file.extend([0, 0]);
        let length = (file.len() - footer) as u32;
        file.extend(length.to_le_bytes());
        file.extend(b"PAR1");
        file
    };
    let found = read_bytes("a.parquet", &pages(3));
    assert_eq!((texts(&found), found.problems()), (vec!["Rain.".to_owned(); 3], &[][..]));
    let found = read_bytes("a.parquet", &pages(1_000_000_000));
    assert!(
        problems(&found)[0].contains("unpacks to more than 100 times"),
        "{:?}",
        problems(&found)
    );
    assert!(found.len() < 1_000_000);
}

fn varint(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}
