//! What a search was asked for, so that a report says of itself how it was made.

use std::path::Path;

use serde::Serialize;

use crate::verify::Level;

/// What a search was asked for: all that its findings depend on beside the articles
/// themselves. [`JsonLines`](super::JsonLines) begins with it, where it is
/// [given](super::ReportInput::run).
///
/// What differs between equal runs has no place here: the time, the number of threads.
///
/// ```
/// use nearcopy::report::{JsonLines, ReportInput, Reporter, RunInfo};
/// use nearcopy::{Article, Findings, verify::Level};
///
/// let (articles, findings) = ([Article::new("a", "Rain fell.")], Findings::default());
/// let run = RunInfo::new(Level::Near, 0.8).setting("text_field", "body").paths(["feed.jsonl"]);
/// let mut lines = Vec::new();
/// JsonLines::new().write(&mut lines, &ReportInput::new(&articles, &findings).run(run))?;
/// let lines = String::from_utf8_lossy(&lines);
/// assert!(lines.starts_with("{\"type\":\"run\",\"version\":\""));
/// assert!(lines.contains(
///     "\"level\":\"near\",\"threshold\":0.8,\"settings\":{\"text_field\":\"body\"},\
///      \"paths\":[\"feed.jsonl\"],\"offsets\":\"bytes\"}"
/// ));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RunInfo {
    /// The level of the search.
    pub level: Level,
    /// The score from which pairs were reported.
    pub threshold: f32,
    /// What else was chosen, by name, in this order.
    pub settings: Vec<(String, SettingValue)>,
    /// Where the articles came from, as it was given.
    pub paths: Vec<String>,
}

/// The value of a setting.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum SettingValue {
    /// Whether something was asked for.
    Flag(bool),
    /// A number; the unit is that of the setting.
    Number(u64),
    /// A name or a path.
    Text(String),
    /// Several of them.
    List(Vec<String>),
}

impl RunInfo {
    /// A search at this level with this threshold, and otherwise by default.
    #[must_use]
    pub fn new(level: Level, threshold: f32) -> Self {
        Self { level, threshold, settings: Vec::new(), paths: Vec::new() }
    }

    /// With a further setting.
    #[must_use]
    pub fn setting(mut self, name: impl Into<String>, value: impl Into<SettingValue>) -> Self {
        self.settings.push((name.into(), value.into()));
        self
    }

    /// With where the articles came from. What is not Unicode in a path is replaced.
    #[must_use]
    pub fn paths(mut self, paths: impl IntoIterator<Item = impl AsRef<Path>>) -> Self {
        self.paths = paths.into_iter().map(|path| text(path.as_ref())).collect();
        self
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

impl From<bool> for SettingValue {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<u64> for SettingValue {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for SettingValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&Path> for SettingValue {
    fn from(path: &Path) -> Self {
        Self::Text(text(path))
    }
}

impl From<Vec<String>> for SettingValue {
    fn from(list: Vec<String>) -> Self {
        Self::List(list)
    }
}
