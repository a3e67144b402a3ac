//! What the search is asked for, as the first record of the report says it.

use std::path::Path;

use super::args::{Args, ByteCount, RepresentativeOption, StdinOption};
use crate::report::{RunInfo, SettingValue};
use crate::verify::Level;
use clap::ValueEnum;

/// The settings that findings depend on; of those beside level and threshold, those
/// that are not left at their defaults. How much memory and how many threads there are
/// changes nothing.
pub fn run_info(args: &Args) -> RunInfo {
    let level = Level::from(args.level);
    let threshold = match args.pairs {
        // All that are listed are reported.
        Some(_) => 0.0,
        None => args.threshold.unwrap_or(level.default_threshold()),
    };
    let mut run =
        RunInfo::new(level, threshold).paths(&args.paths[..args.paths.len() - args.listed_paths]);
    let mut add = |name: &str, value: Option<SettingValue>| {
        if let Some(value) = value {
            run.settings.push((name.to_owned(), value));
        }
    };
    let path = |path: &Path| SettingValue::from(path);
    let flag = |is_given: bool| is_given.then_some(SettingValue::from(true));
    let against = args.against.iter().map(|path| path.to_string_lossy().into_owned());
    add("against", (!args.against.is_empty()).then(|| against.collect::<Vec<_>>().into()));
    add("files_from", args.files_from.as_deref().map(path));
    add("exclude", (!args.exclude.is_empty()).then(|| args.exclude.clone().into()));
    let is_default = args.stdin_as == StdinOption::default();
    add("stdin_as", (!is_default).then(|| name_of(args.stdin_as).as_str().into()));
    add("id_field", (args.id_field != "id").then(|| args.id_field.as_str().into()));
    add("text_field", (args.text_field != ["text"]).then(|| args.text_field.clone().into()));
    for (field, name) in args.about_fields() {
        add(&format!("{}_field", field.name()), Some(name.into()));
    }
    add("whole_page", flag(args.whole_page));
    add("max_size", args.max_size.map(|ByteCount(bytes)| (bytes as u64).into()));
    add("max_expansion", args.max_expansion.map(Into::into));
    add("pairs", args.pairs.as_deref().map(path));
    add("templates", flag(args.templates));
    add("decisions", args.decisions.as_deref().map(path));
    add("model", args.model.as_deref().map(path));
    add("background", args.background.as_deref().map(path));
    add("no_passages", flag(args.no_passages));
    add("all_pairs", flag(args.all_pairs));
    add("other_sources", flag(args.other_sources));
    add("within", args.within.map(|time| time.as_secs().into()));
    add("top", args.top.map(|count| (count as u64).into()));
    let representative = args.representative;
    let is_default = representative == RepresentativeOption::default();
    add("representative", (!is_default).then(|| name_of(representative).as_str().into()));
    run
}

/// A value as it is given to its option.
fn name_of(value: impl ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}
