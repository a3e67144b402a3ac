//! Keyword arguments → a detector.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use nearcopy::cluster::Representative;
use nearcopy::decisions::Decisions;
use nearcopy::detect::Builder;
use nearcopy::report::{OffsetUnit, RunInfo, SettingValue};
use nearcopy::statistics::CorpusStatistics;
use nearcopy::verify::{Level, Model, Relation};
use nearcopy::{Detector, Error};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::errors::exception;
use crate::statistics::Statistics;

/// The settings of a search, as they are given to [`crate::find::find`] and others.
pub struct Settings {
    pub detector: Detector,
    /// What a report says of them.
    pub run: RunInfo,
    pub decisions: Option<Arc<Decisions>>,
    pub threshold: f32,
    /// What the places of objects and tables count.
    pub offsets: OffsetUnit,
}

/// All of them, for a message.
const NAMES: &str = "level, threshold, align, templates, all_pairs, other_sources, within, \
    representative, threads, memory, background, decisions, model and offsets";

impl Settings {
    /// Takes every one of `arguments`.
    pub fn new(arguments: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let mut builder = Detector::builder();
        let (mut level, mut threshold, mut decisions) = (Level::default(), None, None);
        let mut said = Vec::new();
        // Places count as Python's strings do.
        let mut offsets = OffsetUnit::Chars;
        for (name, value) in arguments.into_iter().flatten() {
            let name: String = name.extract()?;
            // As if it were not given.
            if value.is_none() {
                continue;
            }
            if name == "level" {
                level = named(&value)?;
                builder = builder.level(level);
            } else if name == "threshold" {
                let score = value.extract()?;
                threshold = Some(score);
                builder = builder.threshold(score);
            } else if name == "offsets" {
                offsets = offset_unit(&value.extract::<String>()?)?;
            } else if name == "decisions" {
                let read =
                    Arc::new(Decisions::read(value.extract::<PathBuf>()?).map_err(exception)?);
                builder = builder.decisions(read.clone());
                decisions = Some(read);
            } else {
                builder = set(builder, &name, &value)?;
            }
            said.push((name, value));
        }
        let detector = builder.build().map_err(exception)?;
        let threshold = threshold.unwrap_or(level.default_threshold());
        let run = run_info(RunInfo::new(level, threshold), &said)?;
        Ok(Self { detector, run, decisions, threshold, offsets })
    }
}

fn set(builder: Builder, name: &str, value: &Bound<'_, PyAny>) -> PyResult<Builder> {
    Ok(match name {
        "align" => builder.align(value.extract()?),
        "templates" => builder.templates(value.extract()?),
        "all_pairs" => builder.all_pairs(value.extract()?),
        "other_sources" => builder.other_sources(value.extract()?),
        "within" => builder.within(value.extract::<Duration>()?),
        "representative" => builder.representative(representative(value)?),
        "threads" => builder.threads(value.extract()?),
        "memory" => builder.memory(value.extract()?),
        "background" => builder.background(background(value)?),
        "model" => builder.model(model(value.extract()?)?),
        _ => {
            let message = format!("{name:?} is no setting; there are {NAMES}");
            return Err(PyTypeError::new_err(message));
        }
    })
}

/// Statistics, or the file that they were saved in.
pub fn background(value: &Bound<'_, PyAny>) -> PyResult<Arc<CorpusStatistics>> {
    match value.cast::<Statistics>() {
        Ok(statistics) => Ok(statistics.get().inner()),
        Err(_) => Statistics::read(value.extract()?),
    }
}

/// What places count.
pub fn offset_unit(name: &str) -> PyResult<OffsetUnit> {
    let all = [OffsetUnit::Chars, OffsetUnit::Bytes, OffsetUnit::Utf16];
    all.into_iter().find(|unit| unit.name() == name).ok_or_else(|| {
        PyValueError::new_err(format!("offsets must be chars, bytes or utf16, got {name}"))
    })
}

/// A value that is given by its name.
pub fn named<T: std::str::FromStr<Err = Error>>(value: &Bound<'_, PyAny>) -> PyResult<T> {
    value.extract::<String>()?.parse().map_err(exception)
}

/// One of several relations, or a list of them.
pub fn relations(value: &Bound<'_, PyAny>) -> PyResult<Vec<Relation>> {
    match value.extract::<String>() {
        Ok(one) => Ok(vec![one.parse().map_err(exception)?]),
        Err(_) => value.try_iter()?.map(|one| named(&one?)).collect(),
    }
}

fn representative(value: &Bound<'_, PyAny>) -> PyResult<Representative> {
    match &*value.extract::<String>()? {
        "central" => Ok(Representative::Central),
        "earliest" => Ok(Representative::Earliest),
        "longest" => Ok(Representative::Longest),
        other => Err(PyValueError::new_err(format!(
            "representative must be central, earliest or longest, got {other}"
        ))),
    }
}

fn model(path: PathBuf) -> PyResult<Model> {
    let text = std::fs::read_to_string(&path);
    let text = text.map_err(|source| exception(Error::File { path: path.clone(), source }))?;
    Model::parse(&text).map_err(exception)
}

/// The order in which the program reports settings.
const REPORTED: [&str; 9] = [
    "templates",
    "decisions",
    "model",
    "background",
    "no_passages",
    "all_pairs",
    "other_sources",
    "within",
    "representative",
];

/// What a report says: as that of the program, settings that change nothing are left out.
fn run_info(mut run: RunInfo, said: &[(String, Bound<'_, PyAny>)]) -> PyResult<RunInfo> {
    for (name, value) in said {
        let (name, value): (&str, SettingValue) = match &**name {
            "level" | "threshold" | "threads" | "memory" | "offsets" => continue,
            "align" if value.extract()? => continue,
            "align" => ("no_passages", true.into()),
            "templates" | "all_pairs" | "other_sources" if !value.extract()? => continue,
            "templates" | "all_pairs" | "other_sources" => (&**name, true.into()),
            "within" => ("within", value.extract::<Duration>()?.as_secs().into()),
            "representative" if value.extract::<String>()? == "central" => continue,
            _ => (&**name, (&*value.str()?.to_cow()?).into()),
        };
        run = run.setting(name, value);
    }
    run.settings.sort_by_key(|(name, _)| REPORTED.iter().position(|one| one == name));
    Ok(run)
}
