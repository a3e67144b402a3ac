//! The program `nearcopy`, run as a process, as its users run it.
#![cfg(feature = "cli")]

mod against;
mod background;
mod decisions;
mod dedup;
mod fields;
mod formats;
mod harm;
mod levels;
mod origins;
mod page;
mod pages;
mod process;
mod programs;
mod schema;
mod stored;
mod table;

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;

use process::{feed, of_type, program, records, run, seeds, stderr, stdout};

/// A folder with [`feed`] in it.
fn folder_with_feed() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let feed_path = folder.path().join("feed.jsonl");
    fs::write(&feed_path, feed()).expect("a writable folder");
    (folder, feed_path)
}

#[test]
fn the_seeds_are_a_reworded_copy() {
    let page = stdout(&run(&["seeds"]));
    assert!(page.contains("reworded copy, score 0."), "{page}");
    assert!(page.contains("[-halt-] {+stop+}"), "{page}");
    let last = page.lines().last().unwrap();
    assert!(last.starts_with("2 articles, 1 copy"), "{last}");
    assert!(!page.contains('\u{1b}'), "no colour where nobody sees it");
}

#[test]
fn side_by_side_where_it_is_wide_enough() {
    let page = stdout(&run(&["seeds", "--width", "140"]));
    let side_by_side = |line: &str| line.contains("│ ([-") || line.contains("│ ({+");
    assert!(page.lines().any(side_by_side), "{page}");
}

#[test]
fn colour_on_demand_and_by_environment() {
    assert!(stdout(&run(&["seeds", "--color", "always"])).contains("\u{1b}[32m"));
    assert!(!stdout(&run(&["seeds", "--color", "never"])).contains('\u{1b}'));
    let forced = program().env("CLICOLOR_FORCE", "1").arg("seeds").output().unwrap();
    assert!(stdout(&forced).contains('\u{1b}'));
    let forbidden = program().env("NO_COLOR", "1").arg("seeds").output().unwrap();
    assert!(!stdout(&forbidden).contains('\u{1b}'));
}

#[test]
fn json_lines_of_the_seeds() {
    let text = stdout(&run(&["--format", "jsonl", "seeds"]));
    let records = records(&text);
    let pair = of_type(&records, "pair")[0];
    assert_eq!(pair["relation"], "reworded");
    assert_eq!(pair["a"], "000_dcf635e621369bb0.txt");
    assert!(!pair["passages"].as_array().unwrap().is_empty());

    let texts = seeds().map(|path| fs::read_to_string(path).unwrap());
    for edit in pair["edits"].as_array().unwrap() {
        for (side, text) in ["a", "b"].into_iter().zip(&texts) {
            let at = |end: &str| edit[side][end].as_u64().unwrap() as usize;
            assert!(text.get(at("start")..at("end")).is_some(), "{edit}");
        }
    }
    let last = records.last().unwrap();
    assert_eq!((&last["type"], &last["articles"]), (&"summary".into(), &2.into()));
}

#[test]
fn every_record_of_a_feed_on_standard_input() {
    let mut child = program()
        .args(["--format", "jsonl", "--tolerate", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let input = feed() + "{\"id\": \"no text\"}\n";
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(stderr(&output).contains("warning: standard input, line 6: "), "{output:?}");

    let records = records(&stdout(&output));
    assert_eq!(of_type(&records, "identical")[0]["ids"][1], "flood again");
    assert_eq!(of_type(&records, "pair")[0]["b"], "flood edited");
    assert_eq!(of_type(&records, "cluster").len(), 1);
    assert_eq!(of_type(&records, "skipped")[0]["id"], "short");
    assert_eq!(of_type(&records, "problem")[0]["line"], 6);
    assert_eq!(records.last().unwrap()["problems"], 1);
}

#[test]
fn fields_with_other_names() {
    let (folder, _) = folder_with_feed();
    let path = folder.path().join("other.jsonl");
    fs::write(&path, feed().replace("\"id\"", "\"url\"").replace("\"text\"", "\"body\"")).unwrap();
    let path = path.to_str().unwrap();
    let output = run(&["--id-field", "url", "--text-field", "body", path]);
    assert!(stdout(&output).contains("5 articles, 1 identical set of 2 articles, 1 copy"));
}

#[test]
fn articles_beyond_the_size_that_is_asked_for_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    for (name, words) in [("short.txt", 100), ("copy.txt", 101), ("long.txt", 1000)] {
        let text: String = (0..words).map(|n| format!("word{n} ")).collect();
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let path = folder.path().to_str().unwrap();
    let output = run(&["--max-size", "2K", "--tolerate", path]);
    assert!(stdout(&output).contains("2 articles, 1 copy"), "{}", stdout(&output));
    assert!(stderr(&output).contains("long.txt"), "{}", stderr(&output));
    let output = run(&["--max-size", "5G", path]);
    assert!(stderr(&output).contains("max_bytes"), "{}", stderr(&output));
}

/// An article that would not fit into the memory that is asked for is left out, unless
/// its size is asked for too.
#[test]
fn an_article_that_memory_is_too_small_for_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    for (name, words) in [("short.txt", 100), ("copy.txt", 101), ("long.txt", 700_000)] {
        let text: String = (0..words).map(|n| format!("word{} ", n % 90)).collect();
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let path = folder.path().to_str().unwrap();
    let args = ["--level", "near", "--no-passages", "--memory", "1M", path];
    let output = run(&args);
    assert_eq!(output.status.code(), Some(2));
    let message = stderr(&output).replace('\n', " ");
    assert!(message.contains("long.txt: is longer than 4194304 bytes; left out"), "{message}");
    assert!(message.contains("give more memory, or --max-size"), "{message}");
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(report.contains("2 articles, 1 copy"), "{report}");
    for more in [["--max-size", "8M"], ["--memory", "90M"]] {
        let output = run(&[&more[..], &args[..3], &args[5..]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(stdout(&output).contains("3 articles"), "{}", stdout(&output));
    }
    let output = run(&[&["--max-size", "8M"], &args[..]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

/// A form that was filled in a hundred times.
#[test]
fn pairs_of_large_groups_are_counted_and_listed_on_request() {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..100 {
        let mut words: Vec<String> = (0..200).map(|at| format!("word{at}")).collect();
        words[n] = format!("own{n}");
        std::fs::write(folder.path().join(format!("{n:03}.txt")), words.join(" ")).unwrap();
    }
    let path = folder.path().to_str().unwrap();
    let text = stdout(&run(&["--level", "near", path]));
    assert!(text.contains("more pairs in large groups of near-duplicates not listed"), "{text}");
    let args = ["--level", "near", "--no-passages", "--format", "jsonl"];
    let few = stdout(&run(&[&args[..], &[path]].concat()));
    let all = stdout(&run(&[&args[..], &["--all-pairs", path]].concat()));
    let (few, all) = (records(&few), records(&all));
    assert_eq!(of_type(&few, "cluster"), of_type(&all, "cluster"));
    let (few_pairs, all_pairs) = (of_type(&few, "pair").len(), of_type(&all, "pair").len());
    assert_eq!(all_pairs, 100 * 99 / 2);
    let left_out = of_type(&few, "summary")[0]["left_out"].as_u64().unwrap() as usize;
    assert_eq!(few_pairs + left_out, all_pairs);
    assert!(few_pairs < 1000 && of_type(&all, "summary")[0].get("left_out").is_none());
}

#[test]
fn without_passages_there_are_none() {
    let text = stdout(&run(&["--format", "jsonl", "--no-passages", "seeds"]));
    let records = records(&text);
    let pair = of_type(&records, "pair")[0];
    assert!(pair.get("passages").is_none() && pair.get("edits").is_none());
}

#[test]
fn the_number_of_threads_does_not_show() {
    let (_folder, feed) = folder_with_feed();
    let feed = feed.to_str().unwrap();
    let with =
        |threads: &str| stdout(&run(&["--format", "jsonl", "--threads", threads, feed, "seeds"]));
    let one = with("1");
    assert!(one.lines().count() > 5);
    assert_eq!(one, with("2"));
    assert_eq!(one, with("16"));
}

#[test]
fn a_limit_on_memory_does_not_show() {
    let (_folder, feed) = folder_with_feed();
    let feed = feed.to_str().unwrap();
    for level in ["near", "reworded"] {
        let args = ["--format", "jsonl", "--level", level, feed, "seeds"];
        let whole = stdout(&run(&args));
        assert_eq!(stdout(&run(&[&args[..], &["--memory", "1"]].concat())), whole);
        assert_eq!(stdout(&run(&[&args[..], &["--memory", "2g"]].concat())), whole);
    }
    let refused = run(&["--memory", "2 cups", "seeds"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("as 500M"), "{}", stderr(&refused));
}

#[test]
fn the_order_of_the_paths_only_says_which_is_a() {
    let [a, b] = seeds().map(|path| path.to_str().unwrap().to_owned());
    let (_folder, feed) = folder_with_feed();
    let feed = feed.to_str().unwrap();
    let forwards = records(&stdout(&run(&["--format", "jsonl", &a, &b, feed])));
    let backwards = records(&stdout(&run(&["--format", "jsonl", feed, &b, &a])));
    assert_eq!(forwards.len(), backwards.len());
    let mut turned = 0;
    assert_eq!(forwards[0]["paths"], serde_json::json!([a, b, feed]));
    for (one, other) in forwards.iter().zip(&backwards).skip(1) {
        if one["a"] == other["a"] {
            assert_eq!(one, other);
            continue;
        }
        turned += 1;
        assert_eq!([&one["a"], &one["b"]], [&other["b"], &other["a"]]);
        assert_eq!([&one["score"], &one["relation"]], [&other["score"], &other["relation"]]);
        let prose = |it: &serde_json::Value, side: &str| it["evidence"][side].clone();
        assert_eq!(prose(one, "prose_a"), prose(other, "prose_b"));
        assert_ne!(prose(one, "prose_a"), prose(one, "prose_b"));
    }
    assert_eq!(turned, 1);
}

#[test]
fn a_file_appears_whole() {
    let (folder, feed) = folder_with_feed();
    let found = folder.path().join("found.jsonl");
    let (found_path, feed_path) = (found.to_str().unwrap(), feed.to_str().unwrap());
    let args = ["--format", "jsonl", "--force", "--output", found_path, feed_path];
    fs::write(&found, "old").unwrap();
    assert_eq!(stdout(&run(&args)), "");
    let records = records(&fs::read_to_string(&found).unwrap());
    assert_eq!(records.last().unwrap()["type"], "summary");
    let names = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(names, 2, "nothing else is left beside it");
}

#[test]
fn a_failed_run_leaves_the_old_file() {
    let (folder, _) = folder_with_feed();
    let found = folder.path().join("found.jsonl");
    fs::write(&found, "old").unwrap();
    let output = run(&["--force", "--output", found.to_str().unwrap(), "no such folder"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_to_string(&found).unwrap(), "old");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn the_listed_pairs_alone() {
    let (folder, feed) = folder_with_feed();
    let (feed, pairs) = (feed.to_str().unwrap(), folder.path().join("pairs.tsv"));
    let compare = |list: &str| {
        fs::write(&pairs, list).unwrap();
        run(&["--format", "jsonl", "--pairs", pairs.to_str().unwrap(), feed])
    };
    let listed = "flood edited\tflood\tseen on Monday\r\n\nflood\tflood edited\nlibrary\tflood\n";
    let text = stdout(&compare(listed));
    let records = records(&text);
    let found = of_type(&records, "pair");
    assert_eq!(found.len(), 1, "{text}");
    assert_eq!((&found[0]["a"], &found[0]["b"]), (&"flood".into(), &"flood edited".into()));

    for (list, problem) in [
        ("flood\tlibrary\nflood\tflod\n", "line 2: no article has the id \"flod\""),
        ("flood\n", "line 1: expected two ids with a tab between them, found \"flood\""),
        ("flood\tflood\n", "line 1: names the same article twice"),
    ] {
        let output = compare(list);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(problem), "{output:?}");
    }
}

#[test]
fn a_page_beside_the_report() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("found.html");
    let args = ["--format", "jsonl", "--html", page.to_str().unwrap(), "seeds"];
    assert_eq!(of_type(&records(&stdout(&run(&args))), "pair").len(), 1);
    let text = fs::read_to_string(&page).unwrap();
    assert!(text.starts_with("<!DOCTYPE html>") && text.ends_with("</html>\n"));
    assert!(text.contains("id=\"pair-"));

    // What could not be searched leaves the old page as it is.
    let output = run(&["--html", page.to_str().unwrap(), "no such folder"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_to_string(&page).unwrap(), text);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn exit_codes() {
    let code = |args: &[&str]| run(args).status.code();
    let [seed, _] = seeds();
    let seed = seed.to_str().unwrap();
    assert_eq!(code(&["seeds"]), Some(0));
    assert_eq!(code(&["--fail-on-copies", "seeds"]), Some(1));
    assert_eq!(code(&["--fail-on-copies", seed]), Some(0));
    assert_eq!(code(&["no such folder"]), Some(2));
    assert_eq!(code(&["--no-such-option", "seeds"]), Some(2));
    assert_eq!(code(&["--threshold", "1.5", "seeds"]), Some(2));
    assert_eq!(code(&["--threads", "0", "seeds"]), Some(2));
    assert_eq!(code(&["--pairs", "no such file", "seeds"]), Some(2));
    assert_eq!(code(&["--output", "no such folder/x", "seeds"]), Some(2));
    assert_eq!(code(&["--help"]), Some(0));
}

#[test]
fn an_error_says_what_to_try() {
    let output = run(&["no such folder"]);
    assert!(stderr(&output).starts_with("error: no such folder: "), "{output:?}");
    assert!(stderr(&output).contains("Is the path right?"), "{output:?}");
}

#[test]
fn warnings_are_few_and_quiet_leaves_the_error() {
    let (folder, _) = folder_with_feed();
    for i in 0..30 {
        fs::write(folder.path().join(format!("{i:02}.txt")), [0, 1, 2, 0]).unwrap();
    }
    let path = folder.path().to_str().unwrap();
    let loud = stderr(&run(&[path]));
    assert_eq!(loud.lines().count(), 8, "{loud}");
    assert!(loud.contains("warning: and 25 more like those above"), "{loud}");
    let quiet = stderr(&run(&["--quiet", path]));
    assert!(quiet.starts_with("error: 30 files or records were left out, the first: "), "{quiet}");
    assert_eq!(stderr(&run(&["--quiet", "--tolerate", path])), "");
}

#[test]
fn a_reader_that_goes_away_ends_the_run_quietly() {
    let mut child = program()
        .args(["--diff", "always", "--width", "20", "seeds"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(141), "{output:?}");
    assert_eq!(stderr(&output), "");
}

#[test]
fn nothing_that_an_article_says_reaches_the_terminal_as_a_command() {
    let (folder, _) = folder_with_feed();
    let path = folder.path().join("hostile.jsonl");
    let hostile = feed().replace("flood edited", "\\u001b]0;owned\\u0007");
    fs::write(&path, hostile.replace("nightfall", "\\u001b[2J\\u202enight")).unwrap();
    for diff in ["always", "never"] {
        let page = stdout(&run(&["--diff", diff, path.to_str().unwrap()]));
        assert!(page.contains(r"\u{1b}]0;owned\u{7}"), "{page}");
        assert!(!page.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{page}");
    }
}

#[test]
fn no_articles_are_explained() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("picture.png"), [1, 2, 3]).unwrap();
    let output = run(&["--tolerate".as_ref(), folder.path().as_os_str()]);
    assert!(stderr(&output).contains("no article was found; 1 file is of another kind"));
    assert!(stdout(&output).starts_with("0 articles, no copies"), "{output:?}");
}

#[test]
fn help() {
    // The name of the program in it has another ending on some systems.
    let help = |flag| {
        let text = stdout(&run(&[flag])).replace("nearcopy.exe", "nearcopy");
        text.lines().map(|line| line.trim_end().to_owned() + "\n").collect::<String>()
    };
    insta::assert_snapshot!(help("-h"), @r#"
    Finds near-duplicate articles and shows exactly what was changed

    Usage: nearcopy [OPTIONS] [PATH]...
           nearcopy <COMMAND>

    Commands:
      index        Keep articles in an index, and compare new ones with them
      completions  Print what completes the program's options in a shell
      man          Print the manual page, or that of a command, as man index add
      help         Print this message or the help of the given subcommand(s)

    Arguments:
      [PATH]...  Folders, files, or - for standard input (JSON Lines, see --stdin-as)

    Options:
      -h, --help     Print help (see more with '--help')
      -V, --version  Print version

    What is read:
          --against <PATH>         Find only copies between PATH and the paths before: folder, file,
                                   index or -
          --files-from <FILE>      Also read the paths in FILE, one a line, or - for standard input
          --exclude <GLOB>         Leave out files and folders in folders that match GLOB, as *.md or
                                   drafts
          --stdin-as <FORM>        What - holds: JSON Lines, or one article as text or as a web page,
                                   whose id is - [default: jsonl]
          --id-field <NAME>        The field of a record, or column of a table, that holds the article's
                                   id [default: id]
          --text-field <NAME>      The field of a record, or column of a table, that holds the article's
                                   text [default: text]
          --title-field <NAME>     The field that holds the headline [default: title, headline]
          --date-field <NAME>      The field that holds the date [default: date, published, ...]
          --source-field <NAME>    The field that holds the outlet [default: source, outlet, publisher,
                                   ...]
          --link-field <NAME>      The field that holds the link [default: url, link, canonical_url]
          --author-field <NAME>    The field that holds the author [default: author, byline, ...]
          --language-field <NAME>  The field that holds the language [default: language, lang]
          --whole-page             Read the whole of each web page, not only its article
          --pre <COMMAND>          Have COMMAND make the text of files, as of PDF documents
          --pre-glob <GLOB>        Only of files that match GLOB, as '*.pdf'; with ! before it, of no
                                   such file
          --pre-timeout <SECONDS>  Seconds that COMMAND may take for one file [default: 60]
          --max-size <LIMIT>       Leave out articles that are larger [default: 1G]
          --max-expansion <N>      Leave out what unpacks to more than N times its size [default: 100]

    What is found:
      -l, --level <LEVEL>           How far from its source a copy may be [default: reworded] [possible
                                    values: near, edited, reworded]
      -t, --threshold <SCORE>       Report pairs from this score on, from 0 to 1 [default: 0.5; at level
                                    near 0.7]
          --pairs <FILE>            Compare only the pairs listed in FILE
          --why <ID_A> <ID_B>       Say what becomes of two articles, and at which stage, with the
                                    figures
          --templates               Also list pairs that are no copies but forms filled in anew
          --decisions <FILE>        Leave out what was decided to be no copy, and mark what was decided
                                    to be one
          --model <FILE>            Decide with the coefficients of another model
          --from <FILE>             Make a saved report stricter, without reading any article
          --background <FILE>       Judge how common words are with what is known of other articles, too
          --save-background <FILE>  Write how many of the articles have each word and each run of four
                                    words to FILE
          --no-passages             Leave out which passages correspond, and all comparisons
          --all-pairs               Compare and list all pairs of large groups of near-duplicates
          --other-sources           Leave out pairs of two articles of one outlet
          --within <TIME>           Leave out pairs that were published farther apart, as 12h, 7d or 2w
          --representative <WHICH>  Which article represents a cluster [default: central] [possible
                                    values: central, earliest, longest]
      -j, --threads <N>             Threads to use [default: one for each processor core]
          --memory <LIMIT>          Memory to use for what grows with the articles, as 500M or 2G

    What is kept:
          --keep <FILE>          Write the ids of the articles to keep to FILE: one of each set of
                                 copies
          --drop <FILE>          Write the ids of all other articles to FILE, or the articles
          --prefer <WHICH>       Which of two copies is kept: longest, first, earliest or a FIELD of
                                 records [default: longest]
          --relation <RELATION>  Which kinds of copies count, as exact,edited [default: all] [possible
                                 values: exact, edited, reworded, partial]

    What is shown:
      -f, --format <FORMAT>  Text for people, JSON Lines for programs, or a table for a spreadsheet
                             [default: text] [possible values: text, jsonl, csv, tsv]
          --top <N>          List only the N surest pairs
          --offsets <UNIT>   What the places of passages and edits count, in JSON Lines [default: bytes]
                             [possible values: bytes, chars, utf16]
          --texts            Add the texts of articles named in a pair or set, in JSON Lines
      -o, --output <FILE>    Write to FILE instead of standard output
          --html <FILE>      Write a page for a browser to FILE, too
          --html-pairs <N>   How many pairs have both texts on the page, or all [default: 2000]
          --graph <FILE>     Write who was probably made from whom to FILE: .graphml, .dot or .json
          --force            Replace the files of --output, --html, --graph, --keep and --drop, whatever
                             is in them
      -d, --diff <WHEN>      Whether to show what was changed [default: auto] [possible values: auto,
                             always, never]
      -e, --explain          Print every figure behind each match, and what proposed it
          --color <WHEN>     Whether to use colour [default: auto] [possible values: auto, always,
                             never]
          --width <COLUMNS>  Columns to use [default: those of the terminal, else 100]
      -q, --quiet            No warnings and no progress bars; errors are told
          --fail-on-copies   Exit with code 1 if there are copies; with --decisions, if there are
                             undecided ones
          --tolerate         Exit with code 0 or 1 also if something could not be read

    More on each option, and examples: --help
    "#);
    insta::assert_snapshot!(help("--help"), @r#"
    Finds near-duplicate articles and shows exactly what was changed.

    An article is a copy if it is the same as another, or edited, or reworded sentence by sentence, or
    has a passage in common with it. Each copy comes with a score, the reasons for it, and a
    word-by-word comparison.

    Nothing is ever changed or deleted.

    Usage: nearcopy [OPTIONS] [PATH]...
           nearcopy <COMMAND>

    Commands:
      index        Keep articles in an index, and compare new ones with them
      completions  Print what completes the program's options in a shell
      man          Print the manual page, or that of a command, as man index add
      help         Print this message or the help of the given subcommand(s)

    Arguments:
      [PATH]...
              Folders, files, or - for standard input (JSON Lines, see --stdin-as)

              Read are plain text (.txt, .text, .md, .markdown), web pages (.html, .htm, .xhtml), JSON
              (.jsonl, .ndjson, .json: one article a line, or an array of them), tables with a header
              (.csv, .tsv), Parquet and Arrow (.parquet, .arrow, .arrows, .feather), web archives
              (.warc, .wet), feeds (.rss, .atom, .xml), and all these in .zip and .tar, also compressed
              (.gz, .zst, .xz, .bz2), in any encoding; in a folder, at any depth. Another file is read
              as plain text if it is named here and is text.

    Options:
      -h, --help
              Print help (see a summary with '-h')

      -V, --version
              Print version

    What is read:
          --against <PATH>
              Find only copies between PATH and the paths before: folder, file, index or -

              May be given several times; all of these are one side, and the other paths are the other
              one. Pairs of one side are not compared, and how common words are is counted on both. A is
              the article of the side given first. Ids that both sides have are written with their paths
              before them. An index (see nearcopy index) is asked without being read, and can only be
              alone.

          --files-from <FILE>
              Also read the paths in FILE, one a line, or - for standard input

              Empty lines are passed over. As find articles -name '*.txt' | nearcopy --files-from -
              does.

          --exclude <GLOB>
              Leave out files and folders in folders that match GLOB, as *.md or drafts

              May be given several times. Without a slash it is compared with names at any depth, with
              one with the path below the folder that is given: 2021/*.txt. There are ?, *, **, [a-z]
              and {a,b}.

          --stdin-as <FORM>
              What - holds: JSON Lines, or one article as text or as a web page, whose id is -

              [default: jsonl]

          --id-field <NAME>
              The field of a record, or column of a table, that holds the article's id

              A field inside of another is called by both names, as doc.id; an element of a list by its
              number, as docs.0.id. So are the fields of all options here.

              [default: id]

          --text-field <NAME>
              The field of a record, or column of a table, that holds the article's text

              Several, as title,body, are joined in this order, with an empty line between two; a record
              may lack some of them. Bytes are counted in the joined text.

              [default: text]

          --title-field <NAME>
              The field that holds the headline [default: title, headline]

              The headline, date, outlet, link, author and language of an article are shown beside its
              id. They are also read from web pages, and from the head of a Markdown file between two
              lines of ---. Where no option is given, the usual names are looked for, the likeliest
              first.

          --date-field <NAME>
              The field that holds the date [default: date, published, ...]

              A date is a day, 2022-01-17, or a moment, 2022-01-17T08:30:00+01:00 or Mon, 17 Jan 2022
              08:30:00 GMT; without a zone it counts as UTC. Anything else is not known, and neither is
              the date of a file.

          --source-field <NAME>
              The field that holds the outlet [default: source, outlet, publisher, ...]

          --link-field <NAME>
              The field that holds the link [default: url, link, canonical_url]

          --author-field <NAME>
              The field that holds the author [default: author, byline, ...]

          --language-field <NAME>
              The field that holds the language [default: language, lang]

          --whole-page
              Read the whole of each web page, not only its article

              Otherwise navigation, consent to cookies, teasers and imprint are left out, as far as they
              can be told from the article: they are the same on all pages of a site, and make copies of
              articles that have nothing in common.

          --pre <COMMAND>
              Have COMMAND make the text of files, as of PDF documents

              COMMAND is a program without arguments. For each file it gets the path as its only
              argument and the content as its standard input; what it writes to its standard output is
              the article. For PDF it is a script of two lines: #!/bin/sh and exec pdftotext "$1" -

          --pre-glob <GLOB>
              Only of files that match GLOB, as '*.pdf'; with ! before it, of no such file

              May be given several times. In a folder, files of any kind are read that match.

          --pre-timeout <SECONDS>
              Seconds that COMMAND may take for one file [default: 60]

          --max-size <LIMIT>
              Leave out articles that are larger [default: 1G]

              A file of one article, once it is unpacked, or a line of a file of many. An article is
              read and compared in memory: at the peak about 15 times its size. So with --memory the
              default is a 15th of that limit, but no less than 4M.

          --max-expansion <N>
              Leave out what unpacks to more than N times its size [default: 100]

              Text unpacks to some 3 to 10 times its size. Up to 32 MiB every article is read.

    What is found:
      -l, --level <LEVEL>
              How far from its source a copy may be

              Possible values:
              - near:     Near-duplicates: five-word sequences to 70 % the same
              - edited:   Also copies that keep half of the wording of the shorter article
              - reworded: Also copies told in other words

              [default: reworded]

      -t, --threshold <SCORE>
              Report pairs from this score on, from 0 to 1 [default: 0.5; at level near 0.7]

              A lower threshold finds more copies and more lookalikes: other reports of the same event,
              or texts made from one template.

          --pairs <FILE>
              Compare only the pairs listed in FILE

              Each line names two articles by their ids, with a tab between them; further columns are
              ignored. Every listed pair that shares a passage is reported, whatever its score.

          --why <ID_A> <ID_B>
              Say what becomes of two articles, and at which stage, with the figures

          --templates
              Also list pairs that are no copies but forms filled in anew

              As two weather tables: nearly all words are the same, and other figures stand in them.
              Otherwise they are only counted. They are not on the page of --html.

          --decisions <FILE>
              Leave out what was decided to be no copy, and mark what was decided to be one

              FILE is what the page of --html exports after a review: JSON Lines, of which the last
              about a pair counts. A decision about a text that changed since does not apply, and a
              warning says so. With --fail-on-copies only what is new counts then.

          --model <FILE>
              Decide with the coefficients of another model

              FILE is what the example program fit makes of pairs that you have judged.

          --from <FILE>
              Make a saved report stricter, without reading any article

              FILE is the JSON Lines of an earlier run. Only the pairs that reach the level and the
              threshold are left, and clusters are made anew.

          --background <FILE>
              Judge how common words are with what is known of other articles, too

              FILE is what --save-background wrote. A few articles are then judged with what a large
              archive knows, as which phrases are boilerplate.

          --save-background <FILE>
              Write how many of the articles have each word and each run of four words to FILE

              For --background. What only one article has is left out.

          --no-passages
              Leave out which passages correspond, and all comparisons

              Faster, where it is enough to know which articles are copies.

          --all-pairs
              Compare and list all pairs of large groups of near-duplicates

              An article with 24 near-duplicates or more otherwise represents them: they are compared
              with it, with all articles outside the group, and with a few others of the group. Clusters
              are the same. A group of 10,000 has 50 million pairs.

          --other-sources
              Leave out pairs of two articles of one outlet

              As versions of a report that its own site has updated. An article whose outlet is not
              known is taken to be of another one. The other pairs keep their scores.

          --within <TIME>
              Leave out pairs that were published farther apart, as 12h, 7d or 2w

              Pairs of which a date is not known stay. Where an article has a day and no time, whole
              days count.

          --representative <WHICH>
              Which article represents a cluster

              Otherwise than with central, each takes all its copies into its cluster before the next
              one is chosen, so that there may be more and smaller clusters.

              Possible values:
              - central:  The one that most others are copies of
              - earliest: The one published first; those without a date come last
              - longest:  The one with most words

              [default: central]

      -j, --threads <N>
              Threads to use [default: one for each processor core]

              The result is the same with any number.

          --memory <LIMIT>
              Memory to use for what grows with the articles, as 500M or 2G

              What does not fit goes to temporary files (in TMPDIR), and the result is the same, but for
              articles that are too large by themselves: see --max-size. The program itself, ids and
              candidates are not counted, nor is what is found where it is written as text or a page:
              some tens of megabytes, and about 300 bytes an article.

    What is kept:
          --keep <FILE>
              Write the ids of the articles to keep to FILE: one of each set of copies

              Of no two copies that are found both are kept, and each article that is dropped has a kept
              one that it was found to be a copy of, or that is a copy of it. Articles without a copy
              are kept; what could not be read is in neither list. One id a line; an id that is empty,
              begins with a quotation mark or has a line break or another control character is written
              as a JSON string, in quotation marks.

              To a FILE that ends in .jsonl or .ndjson go the articles themselves, in the order of the
              input: a record of JSON Lines byte by byte with all its fields, from a file that is not
              compressed; of anything else the id, the text and what else is known.

          --drop <FILE>
              Write the ids of all other articles to FILE, or the articles

              As --keep does.

          --prefer <WHICH>
              Which of two copies is kept: longest, first, earliest or a FIELD of records

              longest: the one with more words; of as many, the first. first: the first by id, in the
              order of characters. earliest: the one published first; those without a date come last.

              Any other word, or path as meta.score, is a field: the one with the greatest number in
              this field of its record is kept, of JSON Lines in a file that is not compressed. Those
              without a number come last, and of as great ones the one with more words is kept.

              Of a large group of near-duplicates, whose pairs are not all compared, it is the one that
              the others were compared with, unless --all-pairs is given.

              [default: longest]

          --relation <RELATION>
              Which kinds of copies count, as exact,edited [default: all]

              Possible values:
              - exact:    The same words in the same order
              - edited:   The whole, and much of it as it was
              - reworded: The whole, told in other words
              - partial:  A part, or a digest

    What is shown:
      -f, --format <FORMAT>
              Text for people, JSON Lines for programs, or a table for a spreadsheet

              Possible values:
              - text:  For people
              - jsonl: JSON Lines, for programs: one object a line, the last is a summary
              - csv:   A table: a line for each pair, with commas; ids that would be formulas begin with
                '
              - tsv:   The same with tabs

              [default: text]

          --top <N>
              List only the N surest pairs

              In every form. Clusters stay the same, and all pairs are counted, also for --keep, --drop,
              --graph and --fail-on-copies.

          --offsets <UNIT>
              What the places of passages and edits count, in JSON Lines

              Possible values:
              - bytes: Bytes of UTF-8
              - chars: Code points, as in Python
              - utf16: Units of UTF-16, as in JavaScript and Java

              [default: bytes]

          --texts
              Add the texts of articles named in a pair or set, in JSON Lines

              As they were read: what the places of passages and edits refer to.

      -o, --output <FILE>
              Write to FILE instead of standard output

              FILE appears, or is replaced, when everything is written: other programs never see it
              half-written.

          --html <FILE>
              Write a page for a browser to FILE, too

              One HTML file with everything in it: summary, clusters, and pairs with both texts side by
              side, to be read, sorted and decided. FILE appears when it is whole; - is standard output,
              where the report has a file.

          --html-pairs <N>
              How many pairs have both texts on the page, or all [default: 2000]

              Half of them are the surest pairs, half the most doubtful ones; the others have their
              scores, reasons and changes of substance. By default, fewer if the texts are longer than
              20 million bytes. A pair adds some 3 kB to the page.

          --graph <FILE>
              Write who was probably made from whom to FILE: .graphml, .dot or .json

              For each cluster a tree: an article's parent is the earlier one of which it is a copy with
              the highest score. Without dates there are no edges.

          --force
              Replace the files of --output, --html, --graph, --keep and --drop, whatever is in them

              Otherwise only an earlier report of nearcopy is replaced, which a list of ids cannot be
              told to be. An input never is.

      -d, --diff <WHEN>
              Whether to show what was changed

              auto: with up to ten copies; more are listed by cluster.

              Possible values:
              - auto:   With up to ten copies
              - always: With any number
              - never:  Only list them

              [default: auto]

      -e, --explain
              Print every figure behind each match, and what proposed it

          --color <WHEN>
              Whether to use colour

              auto: where the text goes to a terminal, unless the environment has NO_COLOR. Without
              colour, differences stand in brackets: [-only in A-], {+only in B+}, {>at another place<}.

              [default: auto]
              [possible values: auto, always, never]

          --width <COLUMNS>
              Columns to use [default: those of the terminal, else 100]

              From 120 on, a comparison is side by side.

      -q, --quiet
              No warnings and no progress bars; errors are told

          --fail-on-copies
              Exit with code 1 if there are copies; with --decisions, if there are undecided ones

          --tolerate
              Exit with code 0 or 1 also if something could not be read

              Otherwise the code is 2 if a file or record was left out, or if there was no article at
              all. The others are compared and reported all the same.

    Examples:
      Which articles in a folder are copies, and what was changed?
          nearcopy articles/

      The same for another program, of a data set with fields of its own names:
          nearcopy --format jsonl --id-field url --text-field body set.jsonl.zst > found.jsonl

      What did the second article change in the first one?
          nearcopy theirs.txt ours.html

      Which articles of others are copies of these?
          nearcopy ours/ --against theirs/ --against more.jsonl

      As a page to look at in a browser, or to send:
          nearcopy --html found.html articles/

      The same, without what was decided on that page to be no copy?
          nearcopy --decisions decisions.jsonl --html found.html articles/

      Why are these two not found?
          nearcopy --why theirs.txt ours.txt articles/

      Save everything, and choose later how strict to be:
          nearcopy --format jsonl --threshold 0.3 --output all.jsonl articles/
          nearcopy --from all.jsonl --level edited --threshold 0.7

      From a pipe, and stop if there are copies:
          zcat feed.jsonl.gz | nearcopy --quiet --fail-on-copies -

      PDF documents, too, by a script that ends in: exec pdftotext "$1" -
          nearcopy --pre ./pdf-to-text --pre-glob '*.pdf' articles/

      As a table for a spreadsheet:
          nearcopy --format csv --output found.csv articles/

      Which articles of a data set to keep, without copies that are hardly changed?
          nearcopy --keep keep.txt --relation exact,edited --output found.txt set.jsonl

      The same as the articles themselves, of copies the one with the greatest score:
          nearcopy --keep kept.jsonl --prefer score --output found.txt set.jsonl

      Which outlets took whose reports over, within a week of each other?
          nearcopy --other-sources --within 7d --graph who.graphml set.jsonl

      Only list them, though there are few:
          nearcopy --diff never articles/

      Keep an archive, and compare each day's articles with it:
          nearcopy index add archive.nearcopy archive/
          nearcopy index add archive.nearcopy today/

    Exit codes:
      0  everything was read and compared, whether there are copies or not
      1  there are copies, and --fail-on-copies was given
      2  it could not run (an unknown option, a path that does not exist, ...), or a
         file or record could not be read, unless --tolerate was given: the others
         are compared and reported all the same
    141  standard output was closed before all of the report was written, as by
         | head; so end other programs, too
    "#);
}
