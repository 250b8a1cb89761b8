//! What stands in a text in letters or digits of another kind: texts, files, pages and messages.

use std::collections::BTreeSet;

use crate::mail::mime;

/// Starts of files that count.
const FILES: &[&[u8]] = &[
    b"PK\x03\x04",
    b"%PDF-",
    b"{\\rtf",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x1f\x8b\x08",
    b"\xfd7zXZ\0",
    b"\x28\xb5\x2f\xfd",
    b"BZh91AY&SY",
    b"\x78\x9f\x3e\x22",
];

/// What was found in a text.
#[derive(Default)]
pub(super) struct Carried {
    /// Texts, a line each.
    pub(super) said: String,
    pub(super) files: Vec<Vec<u8>>,
    /// Texts that people see otherwise than they are written, each once.
    pub(super) written: BTreeSet<String>,
}

impl Carried {
    /// Adds a text.
    pub(super) fn say(&mut self, text: String) {
        self.said.push_str(&text);
        self.said.push('\n');
        if mime::is_message(text.as_bytes()) {
            self.files.push(text.into_bytes());
        } else if is_written(&text) {
            self.written.insert(text);
        }
    }
}

/// Whether bytes start as a file does.
pub(super) fn is_file(bytes: &[u8]) -> bool {
    FILES.iter().any(|start| bytes.starts_with(start))
}

/// Whether a text is one that readers take apart.
pub(super) fn has_readers(text: &str) -> bool {
    is_written(text) || mime::is_message(text.as_bytes())
}

/// Whether a text is a page with words between its tags, a contact or a calendar, or data with
/// escapes. Drawings without words, of which pages are full, are none.
fn is_written(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let is_tag = |after: &str| after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let is_page = || {
        let mut tags = text.match_indices('<');
        tags.any(|(at, _)| is_tag(&text[at + 1..]))
            && text.split('>').any(|piece| {
                let words = piece.split('<').next().unwrap_or_default();
                words.contains(char::is_alphanumeric)
            })
    };
    let is_data = || text.starts_with(['{', '[', '"']) && text.contains('\\');
    text.starts_with("BEGIN:V") || is_data() || is_page()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_nothing_but_text_or_a_drawing_is_read_once() {
        for (text, is_read) in [
            ("<p>the <b>plan</b></p>", true),
            ("the plan, a < b > c", false),
            ("<svg viewBox='0 0 1 1'><path d='M0'/></svg>", false),
            ("<svg><text>plan</text></svg>", true),
            ("{\"a\": \"\\u0062\"}", true),
            ("{\"alg\": \"HS256\"}", false),
            ("BEGIN:VCARD\nNOTE:a\n b\nEND:VCARD\n", true),
        ] {
            assert_eq!(is_written(text), is_read, "{text}");
        }
    }
}
