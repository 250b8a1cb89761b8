//! The cell of a sheet, as far as its value is told by it.

use quick_xml::events::BytesStart;

use super::attribute;

/// The cell of a sheet.
#[derive(Clone, Copy, Default)]
pub(super) struct Cell {
    /// Its value is the number of a string that stands in a file of its own.
    pub(super) is_shared: bool,
    /// Its value is a number.
    pub(super) is_number: bool,
    pub(super) style: usize,
}

impl Cell {
    pub(super) fn of(start: &BytesStart<'_>) -> Self {
        let kind = attribute(start, "t");
        let style = attribute(start, "s").and_then(|style| style.parse().ok());
        Self {
            is_shared: kind.as_deref() == Some("s"),
            is_number: kind.is_none() || kind.as_deref() == Some("n"),
            style: style.unwrap_or_default(),
        }
    }
}
