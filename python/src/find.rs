//! Articles → what is found among them.

use std::path::PathBuf;

use nearcopy::AboutField;
use nearcopy::align;
use nearcopy::detect::Sides;
use nearcopy::document::PortableDocument;
use nearcopy::progress::Progress;
use nearcopy::read::{Meter, Reader, ReaderBuilder};
use nearcopy::report::SettingValue;
use nearcopy::statistics::CorpusStatistics;
use nearcopy::verify::{Level, compare as verdict};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::errors::exception;
use crate::findings::{Found, Pair, Results};
use crate::input::{self, Names, Sided, Source};
use crate::progress::{Listener, Watch, run};
use crate::settings::{self, Settings};

/// Finds which of the articles are copies of which.
///
/// `data` is a list of texts, a list of records, a dict of columns, a data set of `datasets`,
/// or anything with `__arrow_c_stream__`: a frame of pandas or polars, a table of pyarrow, a
/// relation of DuckDB. Texts are not copied. `find_files` reads files.
///
/// `id`, `text`, `title`, `date`, `source`, `link`, `author` and `language` name columns.
/// `text` is called so by default, and `id` if there is such a column; else ids are rows.
/// With `against`, only copies between the two are looked for.
///
/// `progress` is True for a bar of tqdm on a terminal (the default), False, or a function that
/// is called with a stage, and how much of how much of it is done, ten times a second at most.
///
/// `settings` are `level`, `threshold`, `align`, `templates`, `all_pairs`, `other_sources`,
/// `within`, `representative`, `threads`, `memory`, `background`, `decisions`, `model` and
/// `offsets`.
///
/// >>> import nearcopy as nc
/// >>> text = "The river rose by two metres overnight and the old bridge was closed to all."
/// >>> found = nc.find([text, "A new library opened on the main square.", text + " So it stays."])
/// >>> found
/// <1 pairs, 1 clusters and 0 identical sets among 3 articles>
/// >>> found[0]
/// Pair("0", "2", edited, 0.95)
/// >>> [edit.change for edit in found[0].edits]
/// ['inserted']
#[pyfunction]
#[pyo3(signature = (data, *, id=None, text=None, title=None, date=None, source=None, link=None,
    author=None, language=None, against=None, progress=None, **settings))]
#[allow(clippy::too_many_arguments, reason = "they are keywords, in Python")]
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
    let names = Names { id, text, about: about([title, date, source, link, author, language]) };
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

/// Finds which articles in files and folders are copies of which, as the program does.
///
/// `paths` is a path or a list of them. `id`, `text`, … name the fields of records; without
/// them the usual names are looked for. What cannot be read is in `problems` of the result.
/// `exclude` leaves out files by patterns, `whole_page` reads all of web pages. The rest is as
/// of `find`.
///
/// >>> import nearcopy as nc
/// >>> nc.find_files("no/such/folder")
/// Traceback (most recent call last):
///     ...
/// FileNotFoundError: [Errno 2] No such file or directory: 'no/such/folder'
#[pyfunction]
#[pyo3(signature = (paths, *, id=None, text=None, title=None, date=None, source=None, link=None,
    author=None, language=None, against=None, exclude=vec![], whole_page=false, progress=None,
    **settings))]
#[allow(clippy::too_many_arguments, reason = "they are keywords, in Python")]
pub fn find_files(
    paths: &Bound<'_, PyAny>,
    id: Option<String>,
    text: Option<Bound<'_, PyAny>>,
    title: Option<String>,
    date: Option<String>,
    source: Option<String>,
    link: Option<String>,
    author: Option<String>,
    language: Option<String>,
    against: Option<&Bound<'_, PyAny>>,
    exclude: Vec<String>,
    whole_page: bool,
    progress: Option<Bound<'_, PyAny>>,
    settings: Option<&Bound<'_, PyDict>>,
) -> PyResult<Found> {
    let py = paths.py();
    let is_limited = settings.map_or(Ok(false), |settings| settings.contains("memory"))?;
    let settings = Settings::new(settings)?;
    let mut paths = one_or_more::<PathBuf>(paths)?;
    let first = paths.len();
    paths.extend(against.map_or(Ok(Vec::new()), one_or_more)?);
    let has_sides = paths.len() > first;

    let mut reader = Reader::builder().spool(is_limited).main_text(!whole_page);
    reader = reader.paths_in_ids(has_sides);
    let others = paths[first..].iter().map(|path| path.to_string_lossy().into_owned());
    let mut said: Vec<(String, SettingValue)> = Vec::new();
    said.extend(has_sides.then(|| ("against".to_owned(), others.collect::<Vec<_>>().into())));
    said.extend((!exclude.is_empty()).then(|| ("exclude".to_owned(), exclude.clone().into())));
    reader = exclude.into_iter().fold(reader, ReaderBuilder::exclude);
    if let Some(id) = id {
        said.push(("id_field".to_owned(), (&*id).into()));
        reader = reader.id_field(id);
    }
    if let Some(text) = text {
        let fields = one_or_more::<String>(&text)?;
        said.push(("text_field".to_owned(), fields.clone().into()));
        reader = reader.text_fields(fields);
    }
    for (field, name) in about([title, date, source, link, author, language]) {
        said.push((format!("{}_field", field.name()), (&*name).into()));
        reader = reader.about_field(field, name);
    }
    said.extend(whole_page.then(|| ("whole_page".to_owned(), true.into())));
    let reader = reader.build().map_err(exception)?;
    let mut run_info = settings.run.clone().paths(&paths[..first]);
    said.append(&mut run_info.settings);
    run_info.settings = said;
    let (collection, findings) = run(py, &Listener::new(py, progress)?, |watch| {
        let search = settings.detector.search()?;
        let collection = reader.read_into(&paths, &search, &Reading(watch))?;
        watch.check()?;
        let document = |at| collection.document(at);
        let side = |at| {
            let path = collection.path_of(at);
            if has_sides { u32::from(path >= first) } else { path as u32 }
        };
        let findings = match (has_sides, first > 1) {
            (true, _) => {
                search.finish_sides(&collection, &document, Sides::across(&side), watch)?
            }
            (_, true) => {
                search.finish_sides(&collection, &document, Sides::ordered(&side), watch)?
            }
            _ => search.finish(&collection, &document, watch)?,
        };
        Ok((collection, findings))
    })?;
    let settings = Settings { run: run_info, ..settings };
    Ok(Found::new(Results::new(Source::Files(Box::new(collection)), findings, settings)))
}

/// Reading, as a stage of a run.
struct Reading<'w>(&'w Watch);

impl Meter for Reading<'_> {
    fn begin(&self, bytes: u64) {
        self.0.begin_reading(bytes as usize);
    }

    fn advance(&self, bytes: u64) {
        self.0.advance(bytes as usize);
    }
}

/// Compares two texts: how sure it is that one is a copy of the other, and every difference.
///
/// `background` is `Statistics` of other articles, which tell what is common; two texts alone
/// tell little of that.
///
/// >>> import nearcopy as nc
/// >>> pair = nc.compare("The talks were frank, he said.", "The talks were candid, he said.")
/// >>> [(pair.text_a[edit.a.slice], pair.text_b[edit.b.slice]) for edit in pair.edits]
/// [('frank', 'candid')]
#[pyfunction]
#[pyo3(signature = (a, b, *, background=None, offsets="chars"))]
pub fn compare(
    py: Python<'_>,
    a: String,
    b: String,
    background: Option<&Bound<'_, PyAny>>,
    offsets: &str,
) -> PyResult<Pair> {
    let unit = settings::offset_unit(offsets)?;
    let background = background.map(settings::background).transpose()?;
    let compared = py.detach(|| {
        let mut statistics = CorpusStatistics::count(&[&a, &b])?;
        if let Some(background) = background {
            statistics = statistics.merge((*background).clone());
        }
        let documents = (PortableDocument::new(&a)?, PortableDocument::new(&b)?);
        let verdict = verdict(&documents.0, &documents.1, &statistics);
        align::texts(&a, &b).map(|alignment| (verdict, alignment))
    });
    let (verdict, alignment) = compared.map_err(exception)?;
    let threshold = Level::default().default_threshold();
    Ok(Pair::of_texts([a, b], &verdict, alignment, unit, threshold))
}

/// The columns that are named for what is known of articles.
pub fn about(names: [Option<String>; 6]) -> Vec<(AboutField, String)> {
    let named = AboutField::ALL.into_iter().zip(names);
    named.filter_map(|(field, name)| Some((field, name?))).collect()
}

/// One value, or a list of them.
pub fn one_or_more<'py, T>(value: &Bound<'py, PyAny>) -> PyResult<Vec<T>>
where
    T: for<'a> FromPyObject<'a, 'py, Error = PyErr>,
{
    match value.extract::<T>() {
        Ok(one) => Ok(vec![one]),
        Err(_) => value.try_iter()?.map(|one| one?.extract::<T>()).collect(),
    }
}
