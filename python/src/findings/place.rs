//! Where something stands in a text, in code points or bytes.

use nearcopy::report::{OffsetMap, OffsetUnit};
use pyo3::prelude::*;
use pyo3::types::PySlice;

/// A stretch of a text: from `start` up to, not including, `end`.
///
/// >>> import nearcopy as nc
/// >>> pair = nc.compare("Der Fluß stieg um zwei Meter.", "Der Fluß stieg um drei Meter.")
/// >>> [pair.text_b[edit.b.start:edit.b.end] for edit in pair.edits]
/// ['drei']
/// >>> pair.edits[0].b
/// Span(18, 22)
#[pyclass(frozen, eq, hash, module = "nearcopy")]
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    #[pyo3(get)]
    start: u32,
    #[pyo3(get)]
    end: u32,
}

#[pymethods]
impl Span {
    /// The stretch as a slice: `text[span.slice]`.
    #[getter]
    fn slice<'py>(&self, py: Python<'py>) -> Bound<'py, PySlice> {
        PySlice::new(py, self.start as isize, self.end as isize, 1)
    }

    fn __len__(&self) -> usize {
        (self.end - self.start) as usize
    }

    fn __bool__(&self) -> bool {
        self.end > self.start
    }

    pub fn __repr__(&self) -> String {
        format!("Span({}, {})", self.start, self.end)
    }
}

/// From bytes to the unit, on both sides of an alignment.
pub struct Places<'t> {
    a: OffsetMap<'t>,
    b: OffsetMap<'t>,
}

impl<'t> Places<'t> {
    pub fn new([a, b]: [&'t str; 2], unit: OffsetUnit) -> Self {
        Self { a: OffsetMap::new(a.into(), unit), b: OffsetMap::new(b.into(), unit) }
    }

    pub fn a(&self, span: nearcopy::Span) -> Span {
        let nearcopy::Span { start, end } = self.a.span(span);
        Span { start, end }
    }

    pub fn b(&self, span: nearcopy::Span) -> Span {
        let nearcopy::Span { start, end } = self.b.span(span);
        Span { start, end }
    }
}

impl Span {
    pub fn ends(self) -> [u32; 2] {
        [self.start, self.end]
    }
}
