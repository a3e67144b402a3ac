//! The library's errors as Python's.

use nearcopy::Error;
use pyo3::PyErr;
use pyo3::exceptions::{PyException, PyOSError, PyValueError};

pyo3::create_exception!(
    nearcopy,
    NearcopyError,
    PyException,
    "What went wrong that is neither a wrong argument (ValueError, TypeError) nor a file that \
     cannot be read or written (OSError): an index or a saved form that is damaged, a limit."
);

/// The exception that says the same.
pub fn exception(error: Error) -> PyErr {
    match error {
        Error::Setting { .. } | Error::DuplicateId { .. } | Error::UnknownId { .. } => {
            PyValueError::new_err(error.to_string())
        }
        Error::File { path, source } => match source.raw_os_error() {
            // Python takes FileNotFoundError and the like for these numbers.
            Some(number) => {
                PyOSError::new_err((number, without_number(&source), path.into_os_string()))
            }
            None => PyOSError::new_err(format!("{}: {source}", path.display())),
        },
        _ => NearcopyError::new_err(error.to_string()),
    }
}

/// What the system says, without the number that Rust puts behind it.
fn without_number(error: &std::io::Error) -> String {
    let message = error.to_string();
    message.split(" (os error").next().unwrap_or_default().to_owned()
}
