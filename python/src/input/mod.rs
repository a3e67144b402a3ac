//! What Python has → articles.
//!
//! | file | |
//! |---|---|
//! | `column` | strings by row, borrowed from where they are |
//! | `lists` | lists of texts, lists of records, columns by name |
//! | `streams` | Arrow streams, and data sets that give Arrow tables in batches |
//! | `data` | columns → articles, and what was wrong with some rows |
//! | `source` | where the articles of a result came from |

mod column;
mod data;
mod lists;
mod source;
mod streams;

use nearcopy::AboutField;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyString};

pub use column::Column;
pub use data::{Data, Sided};
pub use source::{InputFault, RowProblem, Source};

/// Which columns are what.
pub struct Names {
    pub id: Option<String>,
    pub text: Option<String>,
    pub about: Vec<(AboutField, String)>,
}

/// The columns that are wanted, all of one length.
struct Columns {
    id: Option<Column>,
    text: Column,
    about: Vec<(AboutField, Column)>,
}

/// What a column is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Id,
    Text,
    About(AboutField),
}

impl Role {
    /// The keyword argument that names the column.
    const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Text => "text",
            Self::About(field) => field.name(),
        }
    }
}

/// The names that columns have unless others are given.
const ID: &str = "id";
const TEXT: &str = "text";

impl Names {
    /// The columns of these `names` that are wanted, each with its place: without an
    /// argument `id` one called so if there is one, and the one called `text`.
    fn places(&self, names: &[String]) -> PyResult<Vec<(Role, usize)>> {
        let place = |name: &str| names.iter().position(|one| one == name);
        let needed = |role: Role, name: &str| {
            place(name).map(|at| (role, at)).ok_or_else(|| {
                let names = names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>();
                let role = role.name();
                PyValueError::new_err(format!(
                    "{role} must be one of the columns {}, got {name:?}",
                    names.join(", ")
                ))
            })
        };
        let mut places = vec![needed(Role::Text, self.text.as_deref().unwrap_or(TEXT))?];
        match &self.id {
            Some(name) => places.push(needed(Role::Id, name)?),
            None => places.extend(place(ID).map(|at| (Role::Id, at))),
        }
        for (field, name) in &self.about {
            places.push(needed(Role::About(*field), name)?);
        }
        Ok(places)
    }

    /// That no column is named where there are none.
    fn refuse(&self) -> PyResult<()> {
        let text = self.text.iter().map(|_| Role::Text.name());
        let named = text.chain(self.id.iter().map(|_| Role::Id.name()));
        match named.chain(self.about.iter().map(|(field, _)| field.name())).next() {
            None => Ok(()),
            Some(role) => Err(PyValueError::new_err(format!(
                "{role} names a column, but these data are texts without columns"
            ))),
        }
    }
}

impl Columns {
    /// Of the columns by their roles, one for the text among them.
    fn of_roles(columns: Vec<(Role, Column)>) -> PyResult<Self> {
        let (mut id, mut text, mut about) = (None, None, Vec::new());
        for (role, column) in columns {
            match role {
                Role::Id => id = Some(column),
                Role::Text => text = Some(column),
                Role::About(field) => about.push((field, column)),
            }
        }
        let text = text.expect("there are no columns without a text");
        let lengths = id.iter().chain(about.iter().map(|(_, column)| column)).map(Column::len);
        match lengths.into_iter().find(|&length| length != text.len()) {
            None => Ok(Self { id, text, about }),
            Some(other) => Err(PyValueError::new_err(format!(
                "columns must have one length, got {} texts and {other} others",
                text.len()
            ))),
        }
    }
}

/// Reads what is given as data; `prefix` begins the ids of articles that have none.
pub fn read(data: &Bound<'_, PyAny>, names: &Names, prefix: &str) -> PyResult<Data> {
    let columns = if let Ok(columns) = data.cast::<PyDict>() {
        lists::columns(columns, names)?
    } else if streams::is_data_set(data)? {
        streams::of_data_set(data, names)?
    } else if crate::arrow::is_stream(data)? {
        streams::columns(data, names)?
    } else if is_no_list(data)? || data.try_iter().is_err() {
        return Err(refused(data));
    } else {
        lists::items(data, names)?
    };
    Data::new(columns, prefix)
}

/// What could be gone through like a list, and is something else.
fn is_no_list(data: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(data.is_instance_of::<PyString>()
        || data.is_instance_of::<PyBytes>()
        || data.is_instance_of::<PyByteArray>()
        || data.hasattr("__fspath__")?)
}

fn refused(data: &Bound<'_, PyAny>) -> PyErr {
    let kind = data.get_type().qualname().map(|name| name.to_string()).unwrap_or_default();
    let hint = match &*kind {
        "LazyFrame" => "; collect() it",
        "str" | "bytes" | "bytearray" => {
            "; one text is a list of one, and nearcopy.find_files reads files"
        }
        _ if data.hasattr("__fspath__").unwrap_or(false) => "; nearcopy.find_files reads files",
        _ => "",
    };
    PyTypeError::new_err(format!(
        "data must be a list of texts, a list of records, a dict of columns, a data set, or have \
         __arrow_c_stream__, got {kind}{hint}"
    ))
}
