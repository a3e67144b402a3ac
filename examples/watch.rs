//! Watches a folder: each new article is compared with all that came before.
//!
//! ```sh
//! cargo run --release --example watch -- inbox/ archive.nearcopy
//! ```
//!
//! Every few seconds, what is new or changed in the folder is added to the index, and
//! what it is a copy of is printed. It can be ended and started again at any time.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use nearcopy::index::Index;
use nearcopy::read::Reader;
use nearcopy::report::escape;
use nearcopy::{Articles, Detector, Error};

const EVERY: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(folder), Some(index)) = (args.next(), args.next()) else {
        eprintln!("usage: watch FOLDER INDEX [once]");
        return ExitCode::from(2);
    };
    match watch(&folder, &index, args.next().is_some()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn watch(folder: &PathBuf, index: &PathBuf, once: bool) -> Result<(), Error> {
    let detector = Detector::builder().build()?;
    let mut index = if index.exists() { Index::open(index)? } else { Index::create(index, true)? };
    loop {
        let articles = Reader::builder().build()?.read(&[folder])?;
        for problem in articles.problems() {
            eprintln!("{problem}");
        }
        // What is there already, with the same text, is told by the index.
        let added = index.add(&detector, &articles, &())?;
        for found in &added.findings.matches {
            let [a, b] =
                [found.a, found.b].map(|at| escape::line(added.articles.id(at)).to_string());
            println!("{a}\t{b}\t{}\t{:.2}", found.relation, found.score);
        }
        if once {
            return Ok(());
        }
        std::thread::sleep(EVERY);
    }
}
