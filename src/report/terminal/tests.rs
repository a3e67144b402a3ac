use std::borrow::Cow;
use std::time::Duration;

use super::*;
use crate::align::Region;
use crate::article::{Article, Articles, Span};
use crate::cluster::{Cluster, Member};
use crate::detect::Why;
use crate::error::Error;
use crate::findings::{IdenticalSet, Statistics, Variant};
use crate::report::sample;

fn page(terminal: &Terminal, articles: &[Article<'_>], findings: &Findings) -> String {
    let mut page = Vec::new();
    terminal.write(&mut page, &ReportInput::new(&articles, findings)).unwrap();
    String::from_utf8(page).unwrap()
}

/// The sample as `terminal` prints it, escape sequences shown.
fn sample_page(terminal: &Terminal) -> String {
    let page = page(terminal, &sample::articles(), &sample::findings());
    without_evidence(&page).replace('\u{1b}', "^")
}

/// `page` without the evidence, whose words another module chooses.
fn without_evidence(page: &str) -> String {
    let mut kept = String::new();
    let mut is_evidence = false;
    for line in page.lines() {
        is_evidence &= !line.starts_with("   4 edits: ");
        if !is_evidence {
            kept.extend([line, "\n"]);
        }
        if line.contains(", score ") {
            kept.push_str("   (why)\n");
            is_evidence = true;
        }
    }
    kept
}

/// The lines of the first diff on `page`.
fn diff(page: &str) -> impl Iterator<Item = &str> {
    let lines = page.lines().skip_while(|line| !line.contains(" edit")).skip(1);
    lines.skip_while(|line| line.is_empty() || line.starts_with("   "))
}

#[test]
fn inline_and_plain() {
    insta::assert_snapshot!(sample_page(&Terminal::new()), @r#"
    Same words (1)
      wire/1
        wire/3
        1 of them is written otherwise: [-in the first-] {+in the other+}
        wire/3: 1 edit: 1 respelled
          metres, the mayor said[-.-] {+!+}

    [-only in A-]  {+only in B+}  {>at another place<}

    A  wire/1
    B  wire/2
       reworded copy, score 0.87
       (why)
       4 edits: 1 replaced, 1 inserted, 2 deleted

    Rain fell on the [-old-] city.

    The river [-rose-] {+climbed+} by two metres, {+said+} the mayor [-said-].

    4 articles, 1 identical set of 2 articles (1 written otherwise), 1 copy, 1 cluster, 1 too short to judge
    "#);
}

#[test]
fn narrow() {
    insta::assert_snapshot!(sample_page(&Terminal::new().width(30)), @r#"
    Same words (1)
      wire/1
        wire/3
        1 of them is written
        otherwise: [-in the
        first-] {+in the other+}
        wire/3: 1 edit: 1 respelled
          metres, the mayor
          said[-.-] {+!+}

    [-only in A-]  {+only in B+}  {>at another place<}

    A  wire/1
    B  wire/2
       reworded copy, score 0.87
       (why)
       4 edits: 1 replaced, 1
       inserted, 2 deleted

    Rain fell on the [-old-] city.

    The river [-rose-] {+climbed+}
    by two metres, {+said+} the
    mayor [-said-].

    4 articles, 1 identical set of 2 articles (1 written otherwise), 1 copy, 1 cluster, 1 too short to judge
    "#);
}

#[test]
fn side_by_side_and_plain() {
    insta::assert_snapshot!(sample_page(&Terminal::new().width(120)), @r#"
    Same words (1)
      wire/1
        wire/3
        1 of them is written otherwise: [-in the first-] {+in the other+}
        wire/3: 1 edit: 1 respelled
          metres, the mayor said[-.-] {+!+}

    [-only in A-]  {+only in B+}  {>at another place<}

    A  wire/1
    B  wire/2
       reworded copy, score 0.87
       (why)
       4 edits: 1 replaced, 1 inserted, 2 deleted

    Rain fell on the [-old-] city.                             │ Rain fell on the city.
                                                               │
    The river [-rose-] by two metres, the mayor [-said-].      │ The river {+climbed+} by two metres, {+said+} the mayor.

    4 articles, 1 identical set of 2 articles (1 written otherwise), 1 copy, 1 cluster, 1 too short to judge
    "#);
}

#[test]
fn in_colour() {
    insta::assert_snapshot!(sample_page(&Terminal::new().color(true)), @r#"
    ^[1m^[35mSame words (1)^[0m
      ^[1mwire/1^[0m
        ^[1mwire/3^[0m
        ^[1m^[35m1 of them is written otherwise:^[0m ^[9m^[31min the first^[0m ^[1m^[32min the other^[0m
        ^[1mwire/3^[0m: 1 edit: 1 respelled
          metres, the mayor said^[9m^[33m.^[0m ^[1m^[33m!^[0m

    ^[9m^[31monly in A^[0m  ^[1m^[32monly in B^[0m  ^[4m^[36mat another place^[0m  ^[1m^[33mthe same words, written otherwise^[0m

    ^[2mA^[0m  ^[1mwire/1^[0m
    ^[2mB^[0m  ^[1mwire/2^[0m
       ^[1m^[35mreworded copy^[0m, score 0.87
       (why)
       4 edits: 1 replaced, 1 inserted, 2 deleted

    Rain fell on the ^[9m^[31mold^[0m city.

    The river ^[9m^[31mrose^[0m ^[1m^[32mclimbed^[0m by two metres, ^[1m^[32msaid^[0m the mayor ^[9m^[31msaid^[0m.

    ^[1m4 articles, 1 identical set of 2 articles (1 written otherwise), 1 copy, 1 cluster, 1 too short to judge^[0m
    "#);
}

#[test]
fn side_by_side_in_colour() {
    insta::assert_snapshot!(sample_page(&Terminal::new().color(true).width(120)), @r#"
    ^[1m^[35mSame words (1)^[0m
      ^[1mwire/1^[0m
        ^[1mwire/3^[0m
        ^[1m^[35m1 of them is written otherwise:^[0m ^[9m^[31min the first^[0m ^[1m^[32min the other^[0m
        ^[1mwire/3^[0m: 1 edit: 1 respelled
          metres, the mayor said^[9m^[33m.^[0m ^[1m^[33m!^[0m

    ^[9m^[31monly in A^[0m  ^[1m^[32monly in B^[0m  ^[4m^[36mat another place^[0m  ^[1m^[33mthe same words, written otherwise^[0m

    ^[2mA^[0m  ^[1mwire/1^[0m
    ^[2mB^[0m  ^[1mwire/2^[0m
       ^[1m^[35mreworded copy^[0m, score 0.87
       (why)
       4 edits: 1 replaced, 1 inserted, 2 deleted

    Rain fell on the ^[9m^[31mold^[0m city.                                ^[2m │ ^[0mRain fell on the city.
                                                              ^[2m │^[0m
    The river ^[9m^[31mrose^[0m by two metres, the mayor ^[9m^[31msaid^[0m.             ^[2m │ ^[0mThe river ^[1m^[32mclimbed^[0m by two metres, ^[1m^[32msaid^[0m the mayor.

    ^[1m4 articles, 1 identical set of 2 articles (1 written otherwise), 1 copy, 1 cluster, 1 too short to judge^[0m
    "#);
}

#[test]
fn many_matches_are_listed() {
    let articles: Vec<_> =
        (0..40).map(|i| Article::new(format!("wire/{i:02}"), "Rain fell.")).collect();
    let one = &sample::findings().matches[0];
    let pairs = (1..12).map(|b| (0, b)).chain([(38, 39)]);
    let matches = pairs.map(|(a, b)| Match { a, b, alignment: None, ..one.clone() });
    // 37 has the same words as 3; the last cluster is a set and nothing else.
    let members = (1..12).chain([37]).map(|article| Member { article, score: 0.87 });
    let same = (13..37).map(|article| Member { article, score: 1.0 });
    let clusters = vec![
        Cluster { representative: 0, members: members.collect() },
        Cluster { representative: 12, members: same.collect() },
    ];
    let set = |articles| IdenticalSet { articles, variants: vec![], decision: None };
    let findings = Findings {
        identical: vec![set(vec![3, 37]), set((12..37).collect())],
        matches: matches.collect(),
        clusters,
        ..sample::findings()
    };
    let mut page = Vec::new();
    let input = ReportInput::new(&articles, &findings).elapsed(Duration::from_millis(1234));
    Terminal::new().write(&mut page, &input).unwrap();
    insta::assert_snapshot!(String::from_utf8(page).unwrap(), @r#"
    Same words (2)
      wire/03
        wire/37
      wire/12
        wire/13
        wire/14
        wire/15
        wire/16
        wire/17
        wire/18
        wire/19
        wire/20
        wire/21
        wire/22
        wire/23
        wire/24
        wire/25
        wire/26
        wire/27
        wire/28
        wire/29
        wire/30
        wire/31
        and 5 more

    Clusters of versions (1)
      wire/00
        0.87  reworded  wire/01
        0.87  reworded  wire/02
        0.87  reworded  wire/03  (and 1 with the same words)
        0.87  reworded  wire/04
        0.87  reworded  wire/05
        0.87  reworded  wire/06
        0.87  reworded  wire/07
        0.87  reworded  wire/08
        0.87  reworded  wire/09
        0.87  reworded  wire/10
        0.87  reworded  wire/11

    Other copies (1)
        0.87  reworded  wire/38  ~  wire/39

    4 articles, 2 identical sets of 27 articles, 12 copies, 2 clusters, 1 too short to judge (1.23 s)
    "#);
}

#[test]
fn names_cannot_command_the_terminal() {
    let mut articles = sample::articles();
    articles[0] = Article::new("\u{1b}]0;owned\u{7}\nwire", articles[0].text().to_owned());
    for terminal in [Terminal::new(), Terminal::new().diffs(Diffs::Never)] {
        let page = page(&terminal, &articles, &sample::findings());
        assert!(page.contains(r"\u{1b}]0;owned\u{7}\u{a}wire"), "{page}");
        assert!(!page.contains(['\u{1b}', '\u{7}']));
    }
}

#[test]
fn every_line_keeps_its_width() {
    use unicode_width::UnicodeWidthStr;
    let a = "東京では雨が降った。Rain fell on the city. 川は二メートル上昇した。".repeat(9);
    let b = format!("{a} Ende.");
    let alignment = Alignment {
        passages: Vec::new(),
        regions: sample::regions(&[(Change::Kept, &a), (Change::Inserted, " Ende.")]),
    };
    let found = Match { alignment: Some(alignment), ..sample::findings().matches[0].clone() };
    let findings = Findings { matches: vec![found], ..Findings::default() };
    let articles = [Article::new("a", a), Article::new("b", b)];
    for width in [20, 79, 120, 131, 400] {
        let page = page(&Terminal::new().width(width), &articles, &findings);
        assert!(diff(&page).count() > 3);
        for line in diff(&page).take_while(|line| !line.contains("articles")) {
            assert!(line.width() <= width, "{width}: {line}");
        }
    }
}

#[test]
fn moved_text_stands_at_its_place_on_each_side() {
    let (a, b) = ("One stays. Two moves. Three stays.", "One stays. Three stays. Two moves.");
    let region = |change, a: (u32, u32), b: (u32, u32)| {
        Region::new(change, Span::new(a.0, a.1), Span::new(b.0, b.1))
    };
    let alignment = Alignment {
        passages: Vec::new(),
        regions: vec![
            region(Change::Kept, (0, 11), (0, 11)),
            region(Change::Kept, (22, 34), (11, 23)),
            region(Change::Inserted, (34, 34), (23, 24)),
            region(Change::Moved, (11, 21), (24, 34)),
            region(Change::Deleted, (21, 22), (34, 34)),
        ],
    };
    let found = Match { alignment: Some(alignment), ..sample::findings().matches[0].clone() };
    let findings = Findings { matches: vec![found], ..Findings::default() };
    let articles = [Article::new("a", a), Article::new("b", b)];
    let at_width = |width| {
        let page = page(&Terminal::new().width(width), &articles, &findings);
        diff(&page).take(1).collect::<String>()
    };
    insta::assert_snapshot!(at_width(100), @"One stays. Three stays. {>Two moves.<}");
    insta::assert_snapshot!(at_width(120), @"One stays. {>Two moves.<} Three stays.                     │ One stays. Three stays. {>Two moves.<}");
}

#[test]
fn a_passage_in_a_long_article_is_not_lost_in_it() {
    let (before, after) = ("Snow fell all night. ".repeat(300), " Nobody was hurt.".repeat(400));
    let shared = "The river rose by two metres, the mayor said.";
    let (a, b) = (shared.to_owned(), format!("{before}{shared}{after}"));
    let alignment = Alignment {
        passages: Vec::new(),
        regions: sample::regions(&[
            (Change::Inserted, &before),
            (Change::Kept, shared),
            (Change::Inserted, &after),
        ]),
    };
    let found = Match { alignment: Some(alignment), ..sample::findings().matches[0].clone() };
    let findings = Findings { matches: vec![found; 4], ..Findings::default() };
    let articles = [Article::new("a", a), Article::new("b", b)];
    let page = page(&Terminal::new().width(80), &articles, &findings);
    let diff: Vec<&str> = diff(&page).take(14).collect();
    insta::assert_snapshot!(diff.join("\n"), @r#"
    {+Snow fell all night. Snow fell all night. Snow fell all night. Snow fell all
    night. Snow fell all night. Snow fell all night. Snow fell all night. Snow fell
    all night. Snow fell all night. Snow fell all night. Snow fell all night. Snow
    fell all night. Snow fell all night. Snow fell all night. Snow fell+}
    ⋯ 5,696 characters only in B ⋯
    {+night. Snow fell all night. Snow fell all night. Snow fell all night. Snow
    fell all night. Snow fell all night. Snow fell all night. Snow fell all night.
    Snow fell all night. Snow fell all night. Snow fell all night. Snow fell all
    night. Snow fell all night. Snow fell all night. Snow fell all night.+} The
    river rose by two metres, the mayor said. {+Nobody was hurt. Nobody was hurt.
    Nobody was hurt. Nobody was hurt. Nobody was hurt. Nobody was hurt. Nobody was
    hurt. Nobody was hurt. Nobody was hurt. Nobody was hurt. Nobody was hurt. Nobody
    was hurt. Nobody was hurt. Nobody was hurt. Nobody was hurt. Nobody was hurt.
    Nobody was hurt. Nobody was+}
    "#);
}

/// Articles whose texts are gone.
struct Gone(Vec<Article<'static>>);

impl Articles for Gone {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn id(&self, at: usize) -> &str {
        self.0[at].id()
    }

    fn text(&self, _: usize) -> Result<Cow<'_, str>, Error> {
        Err(Error::File { path: "wire.jsonl".into(), source: io::Error::other("gone") })
    }
}

#[test]
fn a_text_is_asked_for_where_it_is_shown() {
    let (articles, findings) = (Gone(sample::articles()), sample::findings());
    let input = ReportInput::new(&articles, &findings);
    Terminal::new().diffs(Diffs::Never).write(&mut Vec::new(), &input).unwrap();
    let error = Terminal::new().write(&mut Vec::new(), &input).unwrap_err();
    let error = error.downcast::<Error>().unwrap();
    assert_eq!(error.to_string(), "wire.jsonl: gone");
}

#[test]
fn variants_beyond_a_few_are_counted() {
    let mut findings = sample::findings();
    let otherwise = findings.identical[0].variants[0].clone();
    findings.identical[0].variants = vec![otherwise; SHOWN_ONE_BY_ONE + 1];
    findings.identical[0].variants[3].alignment = None;
    let shown = page(&Terminal::new(), &sample::articles(), &findings);
    assert!(shown.contains("    11 of them are written otherwise (1 not compared)\n"), "{shown}");
    assert!(!shown.contains("said[-.-]"), "{shown}");
    let always = page(&Terminal::new().diffs(Diffs::Always), &sample::articles(), &findings);
    assert_eq!(always.matches("metres, the mayor said[-.-] {+!+}").count(), 10, "{always}");
    findings.identical[0].variants.truncate(2);
    let never = page(&Terminal::new().diffs(Diffs::Never), &sample::articles(), &findings);
    assert!(never.contains("    2 of them are written otherwise\n"), "{never}");
    assert!(!never.contains("said[-.-]"), "{never}");
}

#[test]
fn a_change_of_substance_in_a_variant_comes_first() {
    let text = |degrees: &str, us: &str| {
        format!("They told {us} all. It was {degrees} degrees at night, and cold.")
    };
    let articles =
        [Article::new("a", text("\u{2212}15", "US")), Article::new("b", text("15", "us"))];
    let mut alignment = crate::align::texts(articles[0].text(), articles[1].text()).unwrap();
    let minus = alignment.regions.iter_mut().rfind(|region| region.change != Change::Kept);
    minus.unwrap().substance = crate::align::Substance::NUMBER;
    let variant = Variant { articles: vec![1], alignment: Some(alignment) };
    let set = IdenticalSet { articles: vec![0, 1], variants: vec![variant], decision: None };
    let statistics = Statistics { articles: 2, ..Statistics::default() };
    let findings = Findings { identical: vec![set], statistics, ..Findings::default() };
    insta::assert_snapshot!(page(&Terminal::new(), &articles, &findings), @r#"
    Same words (1)
      a
        b
        1 of them is written otherwise, 1 with a change of substance: [-in the first-] {+in the other+}
        b: 2 edits: 1 deleted, 1 respelled
          number: us all. It was [- − -]15 degrees at night,
          They told [-US-] {+us+} all. It was 15

    2 articles, 1 identical set of 2 articles (1 written otherwise), no other copies
    "#);
}

#[test]
fn why_shows_what_is_written_otherwise() {
    let articles = sample::articles();
    let alignment = sample::findings().identical[0].variants[0].alignment.clone();
    let mut out = Vec::new();
    write_why(&mut out, &articles, (0, 2), &Why::Identical { alignment }).unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
    A  wire/1
    B  wire/3

    Identical: the same words in the same order, written otherwise.
    1 edit: 1 respelled:

       metres, the mayor said[-.-] {+!+}
    "#);
}
