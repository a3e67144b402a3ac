//! Articles → what is found among them.

use nearcopy::AboutField;
use nearcopy::detect::Sides;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::findings::{Found, Results};
use crate::input::{self, Names, Sided, Source};
use crate::progress::{Listener, run};
use crate::settings::Settings;

/// Finds which of the articles are copies of which.
#[pyfunction]
#[pyo3(signature = (data, *, id=None, text=None, title=None, date=None, source=None, link=None,
    author=None, language=None, against=None, progress=None, **settings))]
#[allow(clippy::too_many_arguments, reason = "keywords, in Python")]
pub fn find(
    data: &Bound<'_, PyAny>,
    id: Option<String>,
    text: Option<String>,
    title: Option<String>,
    date: Option<String>,
    source: Option<String>,
    link: Option<String>,
    author: Option<String>,
    language: Option<String>,
    against: Option<&Bound<'_, PyAny>>,
    progress: Option<Bound<'_, PyAny>>,
    settings: Option<&Bound<'_, PyDict>>,
) -> PyResult<Found> {
    let py = data.py();
    let about = AboutField::ALL.into_iter().zip([title, date, source, link, author, language]);
    let about = about.filter_map(|(field, name)| Some((field, name?))).collect();
    let names = Names { id, text, about };
    let settings = Settings::new(settings)?;
    let mut sides = vec![input::read(data, &names, "")?];
    if let Some(against) = against {
        sides.push(input::read(against, &names, "against/")?);
    }
    let data = Sided { sides };
    let findings = run(py, &Listener::new(py, progress)?, |watch| {
        let side = |at| data.place(at).0 as u32;
        let sides = (data.sides.len() > 1).then(|| Sides::across(&side));
        settings.detector.detect_articles(&data, sides, watch)
    })?;
    Ok(Found::new(Results::new(Source::Data(data), findings, settings)))
}
