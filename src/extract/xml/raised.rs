//! Words beside what stands above or below its line: numbers of notes, arguments of formulas.

use quick_xml::events::BytesStart;

use super::height::{Height, Heights};

/// Whether what is read is raised or lowered, and what was read before it.
#[derive(Debug, Default)]
pub(super) struct Raised {
    heights: Heights,
    height: Height,
    /// The heights around the spans that are open.
    around: Vec<Height>,
    was: bool,
}

impl Raised {
    /// An element starts.
    pub(super) fn start(&mut self, name: &str, start: &BytesStart<'_>) {
        let qualified = start.name();
        let element = qualified.as_ref();
        self.heights.note(element, start);
        match name {
            "span" => self.around.push(self.height),
            // The number of a note is written by the program.
            "footnoteReference" | "endnoteReference" => self.was = true,
            _ => {}
        }
        self.height = self.heights.of(element, start, self.height);
    }

    /// An element ends.
    pub(super) fn end(&mut self, name: &str) {
        match name {
            "r" => self.height = Height::Line,
            "span" => self.height = self.around.pop().unwrap_or_default(),
            "note" => self.was = true,
            _ => {}
        }
    }

    /// Whether an element is a note amid a paragraph, or the number of one.
    pub(super) fn is_note(name: &str) -> bool {
        matches!(name, "note" | "footnoteReference" | "endnoteReference")
    }

    /// A text is read: whether it is raised, and whether what stood before it was.
    pub(super) fn text(&mut self, text: &str) -> (bool, bool) {
        let is_raised = self.height.is_raised(text);
        (is_raised, std::mem::replace(&mut self.was, is_raised))
    }
}
