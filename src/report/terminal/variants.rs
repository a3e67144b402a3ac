//! How articles with the same words are written otherwise than the first.

use std::io::{self, Write};

use crate::findings::{IdenticalSet, Variant};
use crate::report::layout::Sides;
use crate::report::phrases::{self, count};
use crate::report::variants::seen_edits;
use crate::report::{ReportInput, escape};

use super::paint::{Paint, TextStyle};
use super::substance::EditPrinter;
use super::wrap::Wrap;

/// How many edits of a variant are listed.
const LISTED: usize = 12;

/// By how many columns the members of a set are indented, and the edits.
const MEMBERS: usize = 4;
const INDENT: usize = 6;

/// Prints what is written otherwise in identical sets.
#[derive(Clone, Copy)]
pub(super) struct VariantPrinter {
    pub(super) paint: Paint,
    pub(super) width: usize,
    /// Whether the edits are shown, and not only how many articles have any.
    pub(super) has_edits: bool,
}

impl VariantPrinter {
    /// What the articles of a set have that its first has not.
    pub(super) fn print(
        self,
        out: &mut dyn Write,
        input: &ReportInput<'_>,
        set: &IdenticalSet,
    ) -> io::Result<()> {
        let otherwise = set.written_otherwise();
        if otherwise == 0 {
            return Ok(());
        }
        let is_compared = set.variants.iter().any(|variant| variant.alignment.is_some());
        let has_edits = self.has_edits && is_compared;
        self.heading(out, &sentence(set), has_edits)?;
        if !has_edits {
            return Ok(());
        }
        let first = input.text(set.articles[0])?;
        for variant in &set.variants {
            self.variant(out, input, &first, variant)?;
        }
        Ok(())
    }

    /// A sentence; where edits follow, what their marks mean.
    fn heading(self, out: &mut dyn Write, sentence: &str, has_edits: bool) -> io::Result<()> {
        let mut wrap = Wrap::new(self.width.saturating_sub(MEMBERS), self.paint);
        wrap.text(TextStyle::Verdict, sentence);
        if has_edits {
            wrap.text(TextStyle::Verdict, ":");
            for (style, meaning) in
                [(TextStyle::Deleted, "in the first"), (TextStyle::Inserted, "in the other")]
            {
                wrap.space();
                wrap.text(style, meaning);
            }
        }
        for line in wrap.finish() {
            write!(out, "{:MEMBERS$}", "")?;
            line.print(out, self.paint)?;
            writeln!(out)?;
        }
        Ok(())
    }

    fn variant(
        self,
        out: &mut dyn Write,
        input: &ReportInput<'_>,
        first: &str,
        variant: &Variant,
    ) -> io::Result<()> {
        let Some(alignment) = &variant.alignment else { return Ok(()) };
        let other = input.text(variant.articles[0])?;
        let sides = Sides { a: first, b: &other };
        let edits = seen_edits(alignment, sides);
        write!(out, "{:MEMBERS$}", "")?;
        let id = input.articles.id(variant.articles[0]);
        self.paint.write(out, TextStyle::Title, &escape::line(id))?;
        let likewise = match variant.articles.len() - 1 {
            0 => String::new(),
            others => format!(" (and {} more)", count(others)),
        };
        writeln!(out, "{likewise}: {}", phrases::edits(&edits))?;
        let printer = EditPrinter { sides, width: self.width, indent: INDENT, paint: self.paint };
        edits.iter().take(LISTED).try_for_each(|edit| printer.print(out, edit))?;
        if edits.len() > LISTED {
            let more = format!("{:INDENT$}and {} more", "", count(edits.len() - LISTED));
            self.paint.write(out, TextStyle::Note, &more)?;
            writeln!(out)?;
        }
        Ok(())
    }
}

/// How many articles are written otherwise, and how many of them in a way that
/// changes what is said.
fn sentence(set: &IdenticalSet) -> String {
    let otherwise = set.written_otherwise();
    let is = if otherwise == 1 { "is" } else { "are" };
    let changes = |variant: &&Variant| {
        variant.alignment.as_ref().is_some_and(|it| it.substance().next().is_some())
    };
    let changed: usize =
        set.variants.iter().filter(changes).map(|variant| variant.articles.len()).sum();
    let changed = match changed {
        0 => String::new(),
        _ => format!(", {} with a change of substance", count(changed)),
    };
    let unknown = set.variants.iter().filter(|variant| variant.alignment.is_none());
    let unknown: usize = unknown.map(|variant| variant.articles.len()).sum();
    let unknown = match unknown {
        0 => String::new(),
        _ if unknown == otherwise => " (not compared)".to_owned(),
        _ => format!(" ({} not compared)", count(unknown)),
    };
    format!("{} of them {is} written otherwise{changed}{unknown}", count(otherwise))
}
