//! What is being collected of one message, and what of the bounds is left.

use super::{Bounds, Content, Text, Uninspectable};
use crate::mail::charset;
use crate::mail::text::{fold, is_invisible};

/// A look at one message.
pub(super) struct Look<'b> {
    pub(super) bounds: &'b Bounds,
    pub(super) content: Content,
    /// Whether the structure of the message is in doubt, so that its body is to be kept as one text
    /// as well.
    pub(super) broken: bool,
    parts: usize,
    /// Bytes of parts walked, each as often as it is walked.
    walked: usize,
    entries: usize,
    unpacked: u64,
    text: usize,
}

impl<'b> Look<'b> {
    pub(super) fn new(bounds: &'b Bounds) -> Self {
        let content = Content::default();
        Self {
            bounds,
            content,
            broken: false,
            parts: 0,
            walked: 0,
            entries: 0,
            unpacked: 0,
            text: 0,
        }
    }

    /// Keeps the first doubt.
    pub(super) fn doubt(&mut self, doubt: Uninspectable) {
        self.content.doubt.get_or_insert(doubt);
    }

    /// The structure at `place` is in doubt.
    pub(super) fn structure(&mut self, place: &str, what: &'static str) {
        self.broken = true;
        self.doubt(Uninspectable::Structure {
            place: place.into(),
            what,
        });
    }

    /// What is at `place` can't be read.
    pub(super) fn unreadable(&mut self, place: &str, what: &'static str, why: &'static str) {
        self.doubt(Uninspectable::Unreadable {
            place: place.into(),
            what,
            why,
        });
    }

    /// Counts one part of `size` bytes; false when it must not be looked at.
    pub(super) fn part(&mut self, size: usize) -> bool {
        self.parts += 1;
        self.walked = self.walked.saturating_add(size);
        // A body walked once a level, and several readings of some parts, is honest; doubling at
        // each level is not.
        let within =
            self.parts <= self.bounds.parts && self.walked <= self.bounds.bytes.saturating_mul(16);
        if !within {
            self.doubt(Uninspectable::TooManyParts {
                limit: self.bounds.parts,
            });
        }
        within
    }

    /// Whether `depth` may still be looked at.
    pub(super) fn may_enter(&mut self, place: &str, depth: usize) -> bool {
        let within = depth <= self.bounds.depth;
        if !within {
            self.doubt(Uninspectable::TooDeep {
                place: place.into(),
                limit: self.bounds.depth,
            });
        }
        within
    }

    /// Counts one entry of an archive; false when it must not be looked at.
    pub(super) fn entry(&mut self, place: &str) -> bool {
        self.entries += 1;
        let within = self.entries <= self.bounds.archive_entries;
        if !within {
            self.doubt(Uninspectable::TooManyEntries {
                place: place.into(),
                limit: self.bounds.archive_entries,
            });
        }
        within
    }

    /// How many archive entries may still be looked at.
    pub(super) fn entries_left(&self) -> usize {
        self.bounds.archive_entries.saturating_sub(self.entries)
    }

    /// How many bytes `packed` bytes may unpack to.
    pub(super) fn may_unpack(&self, packed: u64) -> u64 {
        let by_ratio = packed
            .saturating_mul(u64::from(self.bounds.ratio))
            .max(1 << 20);
        by_ratio.min(self.bounds.archive_bytes.saturating_sub(self.unpacked))
    }

    /// Counts bytes that were unpacked.
    pub(super) fn unpacked(&mut self, bytes: usize) {
        self.unpacked = self.unpacked.saturating_add(bytes as u64);
    }

    /// Keeps a text, unless there is nothing in it.
    pub(super) fn text(&mut self, place: &str, mut raw: String) {
        let room = self
            .bounds
            .text
            .min(self.bounds.text.saturating_mul(4).saturating_sub(self.text));
        if raw.len() > room {
            self.doubt(Uninspectable::TooMuchText {
                place: place.into(),
            });
            raw.truncate(raw.floor_char_boundary(room));
        }
        // A pattern's `$` and `\n` mean the end of a line, and mail has other ends of lines.
        if raw.contains('\r') {
            raw = raw.replace("\r\n", "\n").replace('\r', "\n");
        }
        let folded = folded(&raw);
        if folded.is_empty() {
            return;
        }
        self.text += raw.len();
        self.content.texts.push(Text {
            place: place.into(),
            raw,
            folded,
        });
    }

    /// Keeps each text that `bytes` can be read as in the charset they say they are in.
    pub(super) fn readings(
        &mut self,
        place: &str,
        bytes: &[u8],
        charset: Option<&str>,
    ) -> Vec<String> {
        let (texts, unknown) = charset::readings(bytes, charset);
        if unknown {
            self.doubt(Uninspectable::Charset {
                place: place.into(),
            });
        }
        for text in &texts {
            self.text(place, text.clone());
        }
        texts
    }
}

/// The same as [`crate::mail::text::folded`], in one pass that is quick over ASCII.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space = false;
    let mut add = |c: char| {
        if c.is_whitespace() {
            space = true;
            return;
        }
        if std::mem::take(&mut space) && !folded.is_empty() {
            folded.push(' ');
        }
        folded.push(c);
    };
    for c in text.chars() {
        match c {
            '\0'..='\x7f' if is_invisible(c) => {}
            '\0'..='\x7f' => add(c.to_ascii_lowercase()),
            _ => fold(c).for_each(&mut add),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_folded_as_everywhere() {
        for text in [
            "",
            " A\u{a0}\tb\r\n",
            "ＹＥＳ \u{200b} é\0\u{1f}x",
            "ﬁle\u{ad} \u{3000}İ",
            "\u{b}a\u{c}b\u{85}c",
        ] {
            assert_eq!(folded(text), crate::mail::text::folded(text), "{text:?}");
        }
    }
}
