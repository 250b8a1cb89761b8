//! What a message says: every text in it and every file, however they are wrapped.
//!
//! [`extract`] takes a message and the [`Bounds`] and returns its [`Content`]: plain data in, plain
//! data out, so that it can run in another process. Nothing in it knows of rules.
//!
//! A message is taken apart in pieces, by one loop (`walk`). A piece is a few facts and bytes
//! (`piece`); a reader takes one with what is left of the bounds (`budget`), and returns the texts
//! in it, the pieces in it and the findings on it (`found`); the loop decides what reads those. A
//! file is read by what it *is* (`kind`), not by what it says it is. Each text comes in two forms:
//! as decoded, for patterns, and folded, for words.
//!
//! What can't be inspected in full is [`Uninspectable`]: something encrypted, a format that no
//! reader knows, a structure that mail programs read in different ways, more than the bounds allow,
//! a reader that panics. Rules on content take that for a match, so the content never has to be
//! complete to be safe. Where the structure is ambiguous, the whole body is also kept as one text.
//!
//! Files that are neither plain text nor HTML are documents (`document`), which another process may
//! read: a reader that overflows its stack, eats memory or never ends then loses that file only.
//!
//! Nothing of this is done for a message that no content rule asks about.
//!
//! A format is a file under `format`, which uses no other format and not the loop; a text that two
//! formats share is read by a module beside them (`xml`, `number`). ARCHITECTURE.md says step
//! by step how to add one.

mod budget;
mod document;
mod format;
mod found;
mod kind;
mod number;
mod piece;
mod slice;
mod uninspectable;
mod walk;
mod xml;

use serde::{Deserialize, Serialize};

use crate::mail::Header;

pub use document::{Documents, Job, Lost, Part, PutOff, Spent, read_document};
pub use kind::Kind;
pub use uninspectable::Uninspectable;

/// How much of a message is inspected. What exceeds one of these is [`Uninspectable`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// Every text, each reading of it on its own.
    #[serde(deserialize_with = "document::at_most::<_, _, 0x4_0000>")]
    pub texts: Vec<Text>,
    /// Every file: attachments, files in archives, files in documents.
    #[serde(deserialize_with = "document::at_most::<_, _, 0x1_0000>")]
    pub attachments: Vec<Attachment>,
    /// Why the message can't be inspected in full; the first reason found.
    pub uninspectable: Option<Uninspectable>,
    /// The files whose readers ended, or took too long.
    #[serde(deserialize_with = "document::at_most::<_, _, 0>")]
    pub lost: Vec<Uninspectable>,
}

/// One reading of one text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Where it stands: `part 2`, `attachment 1 (.zip)`.
    pub place: String,
    /// Its names in decoded form: all of them, where the fields that name it differ. Empty when it
    /// has none.
    #[serde(deserialize_with = "document::at_most::<_, _, 100>")]
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

/// Extracts the content of a message, all of it in this process: the header as it is, and the body
/// as it travels, still encoded.
pub fn extract(header: &Header, body: &[u8], bounds: &Bounds) -> Content {
    walk::walk(header, body, bounds, walk::OnPanic::Contain)
}

/// As [`extract`] does, with the files that are neither text nor HTML read by `documents`, on
/// behalf of `sender`.
///
/// # Errors
/// When `documents` can't read them now.
pub fn extract_with(
    header: &Header,
    body: &[u8],
    bounds: &Bounds,
    documents: &dyn Documents,
    sender: &str,
) -> Result<Content, PutOff> {
    walk::walk_with(header, body, bounds, documents, sender)
}

#[cfg(test)]
mod tests;
