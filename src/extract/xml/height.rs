//! What stands above or below its line: the number of a note behind a word, say, which is then a
//! whole word without it.

use std::collections::HashMap;

use quick_xml::events::BytesStart;

use super::attribute;

/// The longest text, in letters, that is taken for raised where its style isn't known.
const SHORT: usize = 3;

/// Where a run stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Height {
    /// On its line.
    #[default]
    Line,
    /// Above or below it.
    Raised,
    /// A style says that, which is defined in another file.
    Unknown,
}

impl Height {
    /// Whether this text stands above or below its line, as far as is known.
    pub(super) fn is_raised(self, text: &str) -> bool {
        match self {
            Self::Line => false,
            Self::Raised => true,
            Self::Unknown => text.chars().nth(SHORT).is_none(),
        }
    }
}

/// The heights of the styles of OpenDocument that were defined so far.
#[derive(Debug, Default)]
pub(super) struct Heights {
    styles: HashMap<String, Height>,
    /// The style that is open.
    style: String,
}

impl Heights {
    /// Takes note of what an element says of a style.
    pub(super) fn note(&mut self, element: &str, start: &BytesStart<'_>) {
        match element {
            "style:style" => {
                // What its parent says, which may be defined elsewhere, holds for it too.
                let parent = attribute(start, "parent-style-name");
                let height = parent.map_or(Height::Line, |parent| self.of_style(&parent));
                self.style = attribute(start, "name").unwrap_or_default();
                self.styles.insert(self.style.clone(), height);
            }
            "style:text-properties" => {
                if let Some(place) = attribute(start, "text-position") {
                    let is_on_line = place.starts_with("0%") || place.starts_with("0 ");
                    let height = if is_on_line {
                        Height::Line
                    } else {
                        Height::Raised
                    };
                    self.styles.insert(self.style.clone(), height);
                }
            }
            _ => {}
        }
    }

    /// The height of what follows an element's start in a run that has stood at `height`.
    pub(super) fn of(&self, element: &str, start: &BytesStart<'_>, height: Height) -> Height {
        let raised_if = |is_raised| {
            if is_raised {
                Height::Raised
            } else {
                Height::Line
            }
        };
        match element {
            "text:span" => {
                let style = attribute(start, "style-name");
                match style.map_or(Height::Line, |style| self.of_style(&style)) {
                    Height::Line => height,
                    other => other,
                }
            }
            "w:rStyle" => Height::Unknown,
            "w:position" if attribute(start, "val").is_some_and(|by| by != "0") => Height::Raised,
            _ => match start.local_name().as_ref() {
                "vertAlign" => {
                    let place = attribute(start, "val");
                    raised_if(matches!(
                        place.as_deref(),
                        Some("superscript" | "subscript")
                    ))
                }
                "rPr" => {
                    let baseline = attribute(start, "baseline");
                    raised_if(baseline.is_some_and(|baseline| baseline != "0"))
                }
                // Arguments of a formula.
                "num" | "den" | "sub" | "sup" | "deg" | "lim" => Height::Raised,
                _ => height,
            },
        }
    }

    fn of_style(&self, name: &str) -> Height {
        self.styles.get(name).copied().unwrap_or(Height::Unknown)
    }
}
