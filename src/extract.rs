//! What a message says, as content rules see it: every text in it and every file, however they are
//! wrapped.
//!
//! A message is walked as the tree that MIME makes of it (RFC 2045, 2046), by a walker of our own
//! that says where another reader might read otherwise. Each leaf is decoded and looked at by what
//! it *is*, not by what it says it is: a text in each charset it may be read in, HTML as the words
//! that stay once tags are gone, office documents, PDFs, RTF, TNEF and archives as what is in them,
//! to a depth. Each text comes in two forms: as decoded, for patterns, and folded, for words.
//!
//! What can't be looked at in full leaves a [`Uninspectable`]: something encrypted, a format that nobody
//! here can read, a structure that mail programs read in different ways, more than the [`Bounds`]
//! allow. Rules on content take doubt for a match, so the view never has to be complete to be safe.
//! Where the structure is in doubt, the whole body is also kept as one text.
//!
//! Nothing here is done for a message that no content rule asks about.

mod archive;
mod file;
mod html;
mod kind;
mod look;
mod mime;
mod office;
mod pdf;
mod rtf;
mod tnef;
mod uninspectable;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::mail::Header;

pub use kind::Kind;
pub use uninspectable::Uninspectable;

/// How much of a message is looked at. Whatever exceeds one of these leaves a [`Uninspectable`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of the body.
    pub bytes: usize,
    /// Parts of the message, those of nested messages included.
    pub parts: usize,
    /// Levels of multiparts, messages and archives inside each other.
    pub depth: usize,
    /// Entries of all archives together.
    pub archive_entries: usize,
    /// Bytes that all archives, documents and PDFs together unpack to.
    pub archive_bytes: u64,
    /// How many times its packed size an entry over 1 MiB may unpack to.
    pub ratio: u32,
    /// Bytes of text (UTF-8) kept of each part; of the whole message four times as much.
    pub text: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            bytes: 64 << 20,
            parts: 1000,
            depth: 20,
            archive_entries: 10_000,
            archive_bytes: 128 << 20,
            ratio: 200,
            text: 8 << 20,
        }
    }
}

/// The content of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// Every text, each reading of it on its own.
    pub texts: Vec<Text>,
    /// Every file: attachments, files in archives, files in documents.
    pub attachments: Vec<Attachment>,
    /// Why the message can't be fully looked at; the first reason found.
    pub doubt: Option<Uninspectable>,
}

/// One reading of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Where it stands: `part 1.2 (text/html)`, `attachment 3 (.docx)`, `message in part 2:
    /// Subject`.
    pub place: String,
    /// The text as decoded. What separates cells of a table is a tab, what separates blocks is a
    /// line end.
    pub raw: String,
    /// The text for words: folded as [`crate::mail::text::folded`] does, white space collapsed.
    pub folded: String,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Where it stands: `part 2`, `attachment 1 (.zip)`.
    pub place: String,
    /// Its names in decoded form: all of them, where the fields that name it differ. Empty when it
    /// has none.
    pub names: Vec<String>,
    /// The media type it says it has, in lower case; empty where nothing says so.
    pub declared: String,
    /// What it is, by its content.
    pub kind: Kind,
    /// Whether it is encrypted, in full or in part.
    pub encrypted: bool,
    /// Its size in bytes, decoded.
    pub size: usize,
}

impl Attachment {
    /// Whether the file is what an admin calls `name`: one of [`Kind::NAMES`].
    pub fn is(&self, name: &str) -> bool {
        self.kind.is(name) || (name == "encrypted" && self.encrypted)
    }
}

impl Content {
    /// Looks at a message: the header as it is, and the body as it travels, still encoded.
    pub fn of(header: &Header, body: &[u8], bounds: &Bounds) -> Self {
        let mut look = look::Look::new(bounds);
        let seen = &body[..body.len().min(bounds.bytes)];
        if seen.len() < body.len() {
            look.doubt(Uninspectable::TooLarge {
                limit: bounds.bytes,
            });
        }
        // Decoders are not all ours. One that panics must neither let the message by nor end the
        // session.
        let walk = AssertUnwindSafe(|| mime::message(&mut look, &mime::Spot::top(), header, seen));
        if catch_unwind(walk).is_err() {
            look.structure("the message", "can't be decoded");
        }
        if look.broken {
            look.readings("the whole body as it travels", seen, None);
        }
        look.content
    }
}

#[cfg(test)]
mod tests;
