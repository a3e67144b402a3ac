//! Batches of rows by the names of their columns.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Int8Type, Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, Int64Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use nearcopy::candidate::View;
use nearcopy::stages::Number;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::arrow::{export, failed, import};

/// Rows for whoever takes Arrow data.
#[pyclass(frozen, module = "nearcopy.stages")]
pub struct Batch(RecordBatch);

#[pymethods]
impl Batch {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        export(py, self.0.clone())
    }

    fn __len__(&self) -> usize {
        self.0.num_rows()
    }
}

impl Batch {
    /// Of these columns, of equally many rows.
    pub fn new(columns: Vec<(&str, ArrayRef)>) -> PyResult<Self> {
        let field = |(name, array): &(&str, ArrayRef)| {
            Field::new(*name, array.data_type().clone(), array.null_count() > 0)
        };
        let schema = Schema::new(columns.iter().map(field).collect::<Vec<_>>());
        let arrays = columns.into_iter().map(|(_, array)| array).collect();
        RecordBatch::try_new(Arc::new(schema), arrays).map(Self).map_err(failed)
    }
}

/// Rows that were given.
pub struct Rows(Vec<RecordBatch>);

impl Rows {
    pub fn read(data: &Bound<'_, PyAny>) -> PyResult<Self> {
        let batch = |array: Result<ArrayRef, _>| {
            let array = array.map_err(failed)?;
            let rows = array.as_struct_opt().ok_or_else(|| {
                PyTypeError::new_err("data must be a table with columns, got a single column")
            })?;
            Ok(RecordBatch::from(rows))
        };
        import(data)?.map(batch).collect::<PyResult<Vec<_>>>().map(Self)
    }

    /// The values of a column of which no row is empty.
    fn column<'r, T>(
        &'r self,
        name: &str,
        values: impl Fn(&'r ArrayRef) -> Option<Vec<T>>,
    ) -> PyResult<Vec<T>> {
        let mut all = Vec::new();
        for batch in &self.0 {
            let column = batch.column_by_name(name).ok_or_else(|| {
                let schema = batch.schema();
                let names: Vec<&str> =
                    schema.fields().iter().map(|it| it.name().as_str()).collect();
                PyValueError::new_err(format!("there must be a column {name:?}, got {names:?}"))
            })?;
            if column.null_count() > 0 {
                let message =
                    format!("every row must have a value in {name:?}, and some have none");
                return Err(PyValueError::new_err(message));
            }
            all.extend(values(column).ok_or_else(|| {
                let kind = column.data_type();
                PyTypeError::new_err(format!("the column {name:?} is of another type, {kind}"))
            })?);
        }
        Ok(all)
    }

    pub fn texts(&self, name: &str) -> PyResult<Vec<&str>> {
        self.column(name, |array| match array.data_type() {
            DataType::Utf8 => Some(array.as_string::<i32>().iter().flatten().collect()),
            DataType::LargeUtf8 => Some(array.as_string::<i64>().iter().flatten().collect()),
            DataType::Utf8View => Some(array.as_string_view().iter().flatten().collect()),
            _ => None,
        })
    }

    pub fn i64s(&self, name: &str) -> PyResult<Vec<i64>> {
        self.column(name, |array| Some(array.as_primitive_opt::<Int64Type>()?.values().to_vec()))
    }

    pub fn numbers(&self, name: &str) -> PyResult<Vec<Number>> {
        Ok(self.i64s(name)?.into_iter().map(|number| number as u64).collect())
    }

    /// Numbers of 64 bits that were written with a sign.
    pub fn keys(&self, name: &str) -> PyResult<Vec<u64>> {
        Ok(self.i64s(name)?.into_iter().map(unsigned).collect())
    }

    pub fn u32s(&self, name: &str) -> PyResult<Vec<u32>> {
        self.column(name, |array| {
            let values = array.as_primitive_opt::<Int32Type>()?.values();
            Some(values.iter().map(|&value| value as u32).collect())
        })
    }

    pub fn i8s(&self, name: &str) -> PyResult<Vec<i8>> {
        self.column(name, |array| Some(array.as_primitive_opt::<Int8Type>()?.values().to_vec()))
    }

    pub fn scores(&self, name: &str) -> PyResult<Vec<f32>> {
        self.column(name, |array| Some(array.as_primitive_opt::<Float32Type>()?.values().to_vec()))
    }

    pub fn views(&self, name: &str) -> PyResult<Vec<View>> {
        let view = |code: i8| {
            let view = usize::try_from(code).ok().and_then(|at| View::ALL.get(at).copied());
            view.ok_or_else(|| PyValueError::new_err(format!("there is no view {code}")))
        };
        self.i8s(name)?.into_iter().map(view).collect()
    }

    pub fn bytes(&self, name: &str) -> PyResult<Vec<&[u8]>> {
        self.column(name, |array| match array.data_type() {
            DataType::Binary => Some(array.as_binary::<i32>().iter().flatten().collect()),
            DataType::LargeBinary => Some(array.as_binary::<i64>().iter().flatten().collect()),
            _ => None,
        })
    }
}

/// The texts of articles by their numbers.
pub fn numbered(rows: &Rows) -> PyResult<Vec<(Number, &str)>> {
    Ok(rows.numbers("number")?.into_iter().zip(rows.texts("text")?).collect())
}

/// The code of a view: views have the order of their codes.
pub fn code(view: View) -> i8 {
    View::ALL.iter().position(|&one| one == view).expect("one of all") as i8
}

pub fn numbers(values: impl Iterator<Item = Number>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(values.map(|number| number as i64)))
}

pub fn keys(values: impl Iterator<Item = u64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(values.map(signed)))
}

fn signed(key: u64) -> i64 {
    (key ^ 1 << 63) as i64
}

fn unsigned(key: i64) -> u64 {
    key as u64 ^ 1 << 63
}
