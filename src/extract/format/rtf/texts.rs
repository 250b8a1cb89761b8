//! The texts of an RTF document while they are put together: that of the page, and those beside it.

/// The texts of a document.
#[derive(Debug, Default)]
pub(super) struct Rtf {
    /// The text of the page.
    pub(super) text: String,
    /// The texts beside it, a line or more each: notes, headers, comments, text boxes, properties,
    /// bookmarks, field instructions, HTML tags.
    pub(super) beside: String,
    /// What was deleted from it.
    pub(super) deleted: String,
    /// The texts beside it that go on, the innermost last.
    pub(super) open: Vec<String>,
    /// The data of objects.
    pub(super) objects: Vec<Vec<u8>>,
    /// The data of pictures that are drawn.
    pub(super) drawings: Vec<Vec<u8>>,
    /// Whether some of it stands above or below its line.
    pub(super) raises: bool,
    pub(super) embeds: bool,
    pub(super) broken: bool,
}

/// What bytes in a document are the data of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Data {
    /// An object that is embedded.
    Object,
    /// A picture that is drawn.
    Drawing,
}

impl Rtf {
    /// The data that are being read.
    pub(super) fn data(&mut self, of: Option<Data>) -> Option<&mut Vec<u8>> {
        match of? {
            Data::Object => self.objects.last_mut(),
            Data::Drawing => self.drawings.last_mut(),
        }
    }

    /// The text that is being written.
    pub(super) fn sink(&mut self) -> &mut String {
        self.open.last_mut().unwrap_or(&mut self.text)
    }

    /// Ends the texts beside the page but the first `left`.
    pub(super) fn close(&mut self, left: usize) {
        while self.open.len() > left {
            let text = self.open.pop().unwrap_or_default();
            if !text.trim().is_empty() {
                self.beside.push_str(&text);
                self.beside.push('\n');
            }
        }
    }
}

/// Adds a UTF-16 unit; the second of a pair of surrogates replaces the sign that the first left.
pub(super) fn push_unit(text: &mut String, unit: u32) {
    const PRIVATE: u32 = 0x10_0000;
    // Fonts of signs have their letters in a private area.
    let unit = if matches!(unit, 0xf020..=0xf0ff) {
        unit & 0xff
    } else {
        unit
    };
    match (unit, text.chars().next_back().map(u32::from)) {
        // The first of a pair waits as a private character that nothing else uses.
        (0xd800..=0xdbff, _) => text.extend(char::from_u32(PRIVATE + (unit - 0xd800))),
        (0xdc00..=0xdfff, Some(high @ PRIVATE..=0x10_03ff)) => {
            text.pop();
            text.extend(char::from_u32(
                0x1_0000 + ((high - PRIVATE) << 10) + (unit - 0xdc00),
            ));
        }
        _ => text.push(char::from_u32(unit).unwrap_or('\u{fffd}')),
    }
}
