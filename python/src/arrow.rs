//! Arrow data from Python and to it, by the capsules of Arrow's C interface: nothing is
//! copied, and neither side needs to know the other's Arrow library.
//!
//! <https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html>

use std::ffi::CStr;

use arrow_array::ffi::{FFI_ArrowArray, from_ffi};
use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator, make_array};
use arrow_schema::ArrowError;
use arrow_schema::ffi::FFI_ArrowSchema;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

const STREAM: &CStr = c"arrow_array_stream";
const SCHEMA: &CStr = c"arrow_schema";
const ARRAY: &CStr = c"arrow_array";

/// Whether the object gives Arrow data.
pub fn is_stream(data: &Bound<'_, PyAny>) -> PyResult<bool> {
    data.hasattr("__arrow_c_stream__")
}

/// The arrays that the object gives, one after the other.
pub fn import(data: &Bound<'_, PyAny>) -> PyResult<ArrayStreamReader> {
    let capsule = data.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
    let stream = capsule.pointer_checked(Some(STREAM))?;
    // SAFETY: a capsule of this name holds such a struct, and lives until the end of this
    // function. The struct is moved out of it, and an empty one left, as the interface asks.
    let stream = unsafe { FFI_ArrowArrayStream::from_raw(stream.cast().as_ptr()) };
    ArrayStreamReader::try_new(stream).map_err(failed)
}

/// The array that the object gives, if it gives one and no stream.
pub fn import_array(data: &Bound<'_, PyAny>) -> PyResult<Option<ArrayRef>> {
    if !data.hasattr("__arrow_c_array__")? {
        return Ok(None);
    }
    let capsules = data.call_method0("__arrow_c_array__")?;
    let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) = capsules.extract()?;
    let schema = schema.pointer_checked(Some(SCHEMA))?.cast::<FFI_ArrowSchema>();
    let array = array.pointer_checked(Some(ARRAY))?.cast::<FFI_ArrowArray>();
    // SAFETY: capsules of these names hold such structs, and live until the end of this
    // function. The array is moved out of its capsule, which is left empty.
    let imported = unsafe { from_ffi(FFI_ArrowArray::from_raw(array.as_ptr()), schema.as_ref()) };
    imported.map(|data| Some(make_array(data))).map_err(failed)
}

/// The batch as a stream of one.
pub fn export<'py>(py: Python<'py>, batch: RecordBatch) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = batch.schema();
    let batches = RecordBatchIterator::new([Ok(batch)], schema);
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(batches)), STREAM)
}

/// The schema of the batch.
pub fn export_schema<'py>(py: Python<'py>, batch: &RecordBatch) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(batch.schema().as_ref()).map_err(failed)?;
    PyCapsule::new_with_value(py, schema, SCHEMA)
}

/// Arrow data that cannot be read or made.
pub fn failed(error: ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}
