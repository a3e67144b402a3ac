//! What every form of report promises, tested on each.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use super::*;
use crate::about::About;
use crate::article::Article;

/// Every form, by name.
fn forms() -> Vec<(&'static str, Box<dyn Reporter>)> {
    vec![
        ("terminal", Box::new(Terminal::new())),
        ("terminal, side by side", Box::new(Terminal::new().width(140))),
        ("terminal, a list", Box::new(Terminal::new().diffs(Diffs::Never).explain(true))),
        ("JSON Lines", Box::new(JsonLines::new())),
        ("CSV", Box::new(Table::csv())),
        ("TSV", Box::new(Table::tsv())),
        #[cfg(feature = "report-html")]
        ("HTML", Box::new(Html::new())),
    ]
}

fn written(form: &dyn Reporter, articles: &[Article<'_>], problems: &[InputProblem<'_>]) -> String {
    let findings = sample::findings();
    let input = ReportInput::new(&articles, &findings).problems(problems.iter().cloned());
    let mut page = Vec::new();
    form.write(&mut page, &input.elapsed(Duration::from_millis(1))).unwrap();
    String::from_utf8(page).unwrap()
}

#[test]
fn every_form_names_the_articles_and_repeats_itself() {
    for (name, form) in forms() {
        let page = written(&*form, &sample::articles(), &[]);
        assert!(page.contains("wire/1") && page.contains("wire/2"), "{name}: {page}");
        assert_eq!(page, written(&*form, &sample::articles(), &[]), "{name}");
    }
}

#[test]
fn no_form_prints_an_unsafe_character() {
    let mut articles = sample::articles();
    let hostile = "\u{1b}]0;x\u{7}\u{7f}\u{9b}31m\u{202e}\u{2066}\n";
    for article in &mut articles {
        let about = About::default().with_title(hostile).with_source(hostile).with_author(hostile);
        let about = about.with_language(hostile).with_link(format!("https://a.example/{hostile}"));
        *article = Article::new(format!("{hostile}{}", article.id()), article.text().to_owned())
            .with_about(about);
    }
    let problem = InputProblem {
        path: Path::new(hostile).into(),
        line: None,
        problem: hostile.to_owned(),
        more: 0,
    };
    for (name, form) in forms() {
        let page = written(&*form, &articles, std::slice::from_ref(&problem));
        // Tabs are between the columns of a table.
        let is_between = |c: char| c == '\n' || name == "TSV" && c == '\t';
        let found = page.chars().find(|c| !is_between(*c) && escape::is_unsafe(*c));
        assert_eq!(found, None, "{name}: {page}");
    }
}

/// A writer that is full after this many bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.checked_sub(1).map(|_| ()).ok_or_else(|| io::ErrorKind::StorageFull.into())
    }
}

#[test]
fn every_form_passes_on_the_error_of_the_writer() {
    let (articles, findings) = (sample::articles(), sample::findings());
    let input = ReportInput::new(&articles, &findings);
    for (name, form) in forms() {
        let mut page = Vec::new();
        form.write(&mut page, &input).unwrap();
        // Up to the last byte, and the flush after it.
        for bytes in [0, 1, page.len() / 2, page.len() - 1, page.len()] {
            let error = form.write(&mut Full(bytes), &input).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{name} after {bytes} bytes");
        }
        form.write(&mut Full(page.len() + 1), &input).unwrap();
    }
}
