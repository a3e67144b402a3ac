//! Arrow streams, and data sets that give Arrow tables in batches.

use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::ArrayStreamReader;
use arrow_array::types::{
    ArrowTemporalType, Date32Type, Date64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{Array, ArrayReader, ArrayRef, StringArray, downcast_integer_array};
use arrow_schema::{DataType, TimeUnit};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

use super::column::{Chunks, StringChunk};
use super::{Column, Columns, Names, Role};
use crate::arrow::{failed, import};

/// Rows of a data set that are taken at once.
const BATCH: usize = 10_000;

/// Whether this is a data set of Hugging Face's `datasets`.
pub fn is_data_set(data: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(data.hasattr("with_format")? && data.hasattr("features")?)
}

/// The columns of a data set, which is asked for Arrow tables.
pub fn of_data_set(data: &Bound<'_, PyAny>, names: &Names) -> PyResult<Columns> {
    let arrow = data.call_method1("with_format", ("arrow",))?;
    if !arrow.hasattr("iter")? {
        let message = "a dict of data sets is several; give one, as data[\"train\"]";
        return Err(PyTypeError::new_err(message));
    }
    let mut columns = StreamColumns::default();
    for table in arrow.call_method1("iter", (BATCH,))?.try_iter()? {
        columns.add(import(&table?)?, names)?;
    }
    columns.finish()
}

/// The columns of a stream of rows; or a stream of texts.
pub fn columns(data: &Bound<'_, PyAny>, names: &Names) -> PyResult<Columns> {
    let mut columns = StreamColumns::default();
    columns.add(import(&selected(data, names)?)?, names)?;
    columns.finish()
}

/// A stream that is one column.
pub fn column(data: &Bound<'_, PyAny>, role: Role) -> PyResult<Column> {
    let mut chunks = Chunks::default();
    for array in import(data)? {
        chunks.push(chunk(&array.map_err(failed)?, role, role.name())?);
    }
    Ok(Column::Arrow(chunks))
}

/// An array that is one column.
pub fn array_column(array: &ArrayRef, role: Role) -> PyResult<Column> {
    let mut chunks = Chunks::default();
    chunks.push(chunk(array, role, role.name())?);
    Ok(Column::Arrow(chunks))
}

/// Of a frame of pandas only what is wanted: it makes Arrow data of all columns, and cannot
/// of some.
fn selected<'py>(data: &Bound<'py, PyAny>, names: &Names) -> PyResult<Bound<'py, PyAny>> {
    let module = data.get_type().module()?;
    if module.to_cow()?.split('.').next() != Some("pandas") || !data.hasattr("columns")? {
        return Ok(data.clone());
    }
    let columns = data.getattr("columns")?.try_iter()?;
    // A column need not be called by a string.
    let columns: Vec<String> =
        columns.map(|name| Ok(name?.str()?.to_string())).collect::<PyResult<_>>()?;
    let wanted: Vec<usize> = names.places(&columns)?.into_iter().map(|(_, at)| at).collect();
    // By place, each once.
    let mut wanted = wanted;
    wanted.sort_unstable();
    wanted.dedup();
    data.getattr("iloc")?.get_item((data.py().Ellipsis(), wanted))
}

/// The columns of one stream after the other.
#[derive(Default)]
struct StreamColumns {
    columns: Vec<(Role, Chunks)>,
}

impl StreamColumns {
    fn add(&mut self, stream: ArrayStreamReader, names: &Names) -> PyResult<()> {
        let field = stream.field().clone();
        let DataType::Struct(fields) = field.data_type() else {
            names.refuse()?;
            for array in stream {
                self.push(0, Role::Text, &array.map_err(failed)?, field.name())?;
            }
            return Ok(());
        };
        let columns: Vec<String> = fields.iter().map(|field| field.name().clone()).collect();
        let places = names.places(&columns)?;
        if self.columns.is_empty() {
            self.columns = places.iter().map(|&(role, _)| (role, Chunks::default())).collect();
        }
        for rows in stream {
            let rows = rows.map_err(failed)?;
            let rows = rows.as_struct();
            for (number, &(role, at)) in places.iter().enumerate() {
                self.push(number, role, rows.column(at), &columns[at])?;
            }
        }
        Ok(())
    }

    fn push(&mut self, number: usize, role: Role, array: &ArrayRef, name: &str) -> PyResult<()> {
        if self.columns.len() <= number {
            self.columns.push((role, Chunks::default()));
        }
        self.columns[number].1.push(chunk(array, role, name)?);
        Ok(())
    }

    fn finish(self) -> PyResult<Columns> {
        let mut columns: Vec<_> =
            self.columns.into_iter().map(|(role, chunks)| (role, Column::Arrow(chunks))).collect();
        if columns.is_empty() {
            columns.push((Role::Text, Column::Arrow(Chunks::default())));
        }
        Columns::of_roles(columns)
    }
}

/// An array as strings: as they are, or whole numbers and dates written out.
fn chunk(array: &ArrayRef, role: Role, name: &str) -> PyResult<StringChunk> {
    let kind = array.data_type();
    if let Some(chunk) = StringChunk::new(array) {
        // What comes from elsewhere may claim to be text, or to lie where it does not.
        array.to_data().validate_full().map_err(|error| {
            PyValueError::new_err(format!("the column {name:?} is damaged: {error}"))
        })?;
        return Ok(chunk);
    }
    let written = if role == Role::Text { None } else { written(array) };
    written.map(StringChunk::Utf8).ok_or_else(|| {
        let allowed = match role {
            Role::Text => "strings",
            _ => "strings, whole numbers or dates",
        };
        let role = role.name();
        PyValueError::new_err(format!(
            "{role} must be a column of {allowed}, got {kind} in {name:?}"
        ))
    })
}

/// Whole numbers, days and moments as strings, if the array is one of these.
fn written(array: &ArrayRef) -> Option<StringArray> {
    use TimeUnit::{Microsecond, Millisecond, Nanosecond, Second};
    let numbers = downcast_integer_array! {
        array => Some(array.iter().map(|one| one.map(|number| number.to_string())).collect()),
        _ => None,
    };
    numbers.or_else(|| match array.data_type() {
        DataType::Date32 => Some(days::<Date32Type>(array)),
        DataType::Date64 => Some(days::<Date64Type>(array)),
        DataType::Timestamp(Second, _) => Some(moments::<TimestampSecondType>(array)),
        DataType::Timestamp(Millisecond, _) => Some(moments::<TimestampMillisecondType>(array)),
        DataType::Timestamp(Microsecond, _) => Some(moments::<TimestampMicrosecondType>(array)),
        DataType::Timestamp(Nanosecond, _) => Some(moments::<TimestampNanosecondType>(array)),
        _ => None,
    })
}

fn days<T: ArrowTemporalType>(array: &ArrayRef) -> StringArray
where
    i64: From<T::Native>,
{
    let array = array.as_primitive::<T>();
    let day = |row: usize| array.is_valid(row).then(|| array.value_as_date(row)).flatten();
    (0..array.len()).map(|row| day(row).map(|day| day.format("%Y-%m-%d").to_string())).collect()
}

/// Moments count from 1970 in UTC, with and without a zone.
fn moments<T: ArrowTemporalType>(array: &ArrayRef) -> StringArray
where
    i64: From<T::Native>,
{
    let array = array.as_primitive::<T>();
    let moment = |row: usize| array.is_valid(row).then(|| array.value_as_datetime(row)).flatten();
    let written = |row| moment(row).map(|at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    (0..array.len()).map(written).collect()
}
