//! Lists of texts, lists of records, columns by name.

use pyo3::exceptions::{PyKeyError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyFloat, PyMapping, PyString};

use super::column::PythonText;
use crate::arrow;

use super::{Column, Columns, ID, Names, Role, TEXT, streams};

/// A list of texts, or of records.
pub fn items(data: &Bound<'_, PyAny>, names: &Names) -> PyResult<Columns> {
    let items = data.try_iter()?.collect::<PyResult<Vec<_>>>()?;
    match items.iter().find(|item| !item.is_none()) {
        Some(first) if first.cast::<PyMapping>().is_ok() => records(&items, names),
        _ => {
            names.refuse()?;
            let text = column(Role::Text, &items)?;
            Columns::of_roles(vec![(Role::Text, text)])
        }
    }
}

/// The fields of records. One that a record lacks is missing there; one that none has was
/// not meant.
fn records(records: &[Bound<'_, PyAny>], names: &Names) -> PyResult<Columns> {
    let mut columns = Vec::new();
    let mut add = |role: Role, name: &str, is_needed: bool| -> PyResult<()> {
        let values = records.iter().map(|record| field(record, name));
        let values = values.collect::<PyResult<Vec<_>>>()?;
        if values.iter().all(Option::is_none) {
            if !is_needed {
                return Ok(());
            }
            return Err(PyValueError::new_err(format!(
                "{} must be a field of the records, got {name:?}, which none has",
                role.name()
            )));
        }
        let none = |value: Option<Bound<'_, PyAny>>| match value {
            Some(value) => text(role, &value),
            None => Ok(PythonText::MISSING),
        };
        let texts = values.into_iter().map(none).collect::<PyResult<_>>()?;
        columns.push((role, Column::Python(texts)));
        Ok(())
    };
    add(Role::Text, names.text.as_deref().unwrap_or(TEXT), true)?;
    add(Role::Id, names.id.as_deref().unwrap_or(ID), names.id.is_some())?;
    for (about, name) in &names.about {
        add(Role::About(*about), name, true)?;
    }
    Columns::of_roles(columns)
}

fn field<'py>(record: &Bound<'py, PyAny>, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    if record.is_none() {
        return Ok(None);
    }
    match record.get_item(name) {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_instance_of::<PyKeyError>(record.py()) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Columns by name, each a list or Arrow data.
pub fn columns(columns: &Bound<'_, PyDict>, names: &Names) -> PyResult<Columns> {
    let keys: Vec<String> = columns.keys().extract()?;
    let values = columns.values();
    let mut found = Vec::new();
    for (role, at) in names.places(&keys)? {
        let value = values.get_item(at)?;
        let column = if arrow::is_stream(&value)? {
            streams::column(&value, role)?
        } else if let Some(array) = arrow::import_array(&value)? {
            streams::array_column(&array, role)?
        } else {
            column(role, &value.try_iter()?.collect::<PyResult<Vec<_>>>()?)?
        };
        found.push((role, column));
    }
    Columns::of_roles(found)
}

fn column(role: Role, values: &[Bound<'_, PyAny>]) -> PyResult<Column> {
    values.iter().map(|value| text(role, value)).collect::<PyResult<_>>().map(Column::Python)
}

/// A value as text. An id may be a number, and a date one of Python's; a text is a text.
fn text(role: Role, value: &Bound<'_, PyAny>) -> PyResult<PythonText> {
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(PythonText::new(text));
    }
    let is_nan = || value.cast::<PyFloat>().is_ok_and(|number| number.value().is_nan());
    if value.is_none() || is_nan() {
        return Ok(PythonText::MISSING);
    }
    if role == Role::Text {
        let kind = value.get_type().qualname()?;
        return Err(PyTypeError::new_err(format!("a text must be a str, got {kind}")));
    }
    let text = match value.hasattr("isoformat")? {
        true => value.call_method0("isoformat")?.cast_into::<PyString>()?,
        false => value.str()?,
    };
    Ok(PythonText::new(&text))
}
