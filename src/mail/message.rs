//! What of a message is shown, and what is offered as a file.
//!
//! `mail/mime.rs` reads the message; here its leaves are put in order, by the reading that most
//! programs make. Only what is shown is decoded, and only when it is shown. Depth, number of parts
//! and size of headers are bounded before anything is built from them, so that no message can take
//! more memory or time than its length explains; one that goes beyond is offered as a download
//! instead. Nested messages are attachments: their parts aren't leaves.

use std::fmt;

use bytes::Bytes;
use zeroize::Zeroizing;

use super::mime::{Entity, Head};
use super::multipart::Split;
use super::transfer_encoding::TransferEncoding;
use super::{Header, charset};

/// Multiparts within multiparts.
const DEPTH: usize = 12;

/// Parts in all.
const PARTS: usize = 500;

/// Bytes of the message's header, and of a part's.
const HEADER: usize = 1 << 20;
const PART_HEADER: usize = 64 << 10;

/// The message has more parts, levels or header than are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooComplex;

impl fmt::Display for TooComplex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the message has more parts, levels or header than are looked at")
    }
}

impl std::error::Error for TooComplex {}

/// A message as its leaves: everything that is not a multipart, in order.
pub struct View<'a> {
    /// The message's header.
    pub header: Header,
    /// The leaves in order.
    pub parts: Vec<Part<'a>>,
    /// The leaves that are the message's text, in order.
    pub shown: Vec<usize>,
    /// The other versions of the same text.
    pub unshown: Vec<usize>,
}

/// One leaf.
pub struct Part<'a> {
    /// `type/subtype` in lower case.
    pub kind: String,
    /// The file name that the sender gave, uncleaned.
    pub name: Option<String>,
    /// The content id without its brackets.
    pub id: Option<String>,
    charset: Option<String>,
    encoding: TransferEncoding,
    is_attachment: bool,
    raw: Raw<'a>,
}

/// Bytes of the message, or of a multipart in it that had to be decoded.
#[derive(Clone)]
enum Raw<'a> {
    Message(&'a [u8]),
    Decoded(Bytes),
}

impl<'a> Raw<'a> {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Message(bytes) => bytes,
            Self::Decoded(bytes) => bytes,
        }
    }

    /// Its last `length` bytes.
    fn tail(&self, length: usize) -> Self {
        let start = self.bytes().len() - length;
        match self {
            Self::Message(bytes) => Self::Message(&bytes[start..]),
            Self::Decoded(bytes) => Self::Decoded(bytes.slice(start..)),
        }
    }

    /// What stands between a multipart's delimiters.
    fn split(&self, boundary: &[u8]) -> Vec<Self> {
        match self {
            Self::Message(bytes) => {
                let split = Split::new(bytes, boundary, PARTS);
                split.parts.into_iter().map(Self::Message).collect()
            }
            Self::Decoded(bytes) => {
                let split = Split::new(bytes, boundary, PARTS);
                let part = |part| Self::Decoded(bytes.slice_ref(part));
                split.parts.into_iter().map(part).collect()
            }
        }
    }

    /// The parts of a multipart. Some gateways put a whole multipart into a transfer encoding,
    /// which it can't have (RFC 2045 section 6.4); inside one that was decoded none is decoded
    /// again, so that a message decodes to no more than its size.
    fn parts(&self, boundaries: &[String], encoding: TransferEncoding) -> Vec<Self> {
        let split = |raw: &Self| {
            boundaries
                .iter()
                .map(|boundary| raw.split(boundary.as_bytes()))
                .find(|parts| !parts.is_empty())
                .unwrap_or_default()
        };
        let parts = split(self);
        if !parts.is_empty() || encoding.keeps_bytes() || matches!(self, Self::Decoded(_)) {
            return parts;
        }
        let decoded = decoded(encoding, self.bytes());
        split(&Self::Decoded(Bytes::from_owner(decoded)))
    }
}

/// Reads a whole message.
///
/// # Errors
/// [`TooComplex`] when the message has more parts, levels or header than are read.
pub fn view(message: &[u8]) -> Result<View<'_>, TooComplex> {
    let head = Head::strict(message, HEADER).ok_or(TooComplex)?;
    let mut view = View {
        header: Header::default(),
        parts: Vec::new(),
        shown: Vec::new(),
        unshown: Vec::new(),
    };
    let entity = Entity::new(&head.header, head.body);
    view.walk(&entity, Raw::Message(head.body), DEPTH)?;
    view.header = head.header;
    Ok(view)
}

impl<'a> View<'a> {
    /// Adds the leaves of an entity, whose body is `raw`.
    fn walk(&mut self, entity: &Entity<'_>, raw: Raw<'a>, depth: usize) -> Result<(), TooComplex> {
        let media_type = entity.media_type();
        let encoding = entity.transfer_encoding();
        let kind = media_type.essence();
        if let Some(subtype) = kind.strip_prefix("multipart/") {
            let parts = raw.parts(&media_type.likely_boundaries(), encoding);
            if parts.len() > PARTS {
                return Err(TooComplex);
            }
            if !parts.is_empty() {
                let depth = depth.checked_sub(1).ok_or(TooComplex)?;
                let first_part = self.parts.len();
                let first_shown = self.shown.len();
                for part in parts {
                    let head = Head::strict(part.bytes(), PART_HEADER).ok_or(TooComplex)?;
                    let entity = Entity::part_of(&kind, &head.header, head.body);
                    self.walk(&entity, part.tail(head.body.len()), depth)?;
                }
                if subtype == "alternative" {
                    self.choose(first_part, first_shown);
                }
                return Ok(());
            }
        }
        if self.parts.len() == PARTS {
            return Err(TooComplex);
        }
        let part = Part {
            kind,
            name: entity.name(),
            id: entity.content_id(),
            charset: media_type.charset().map(str::to_owned),
            encoding,
            is_attachment: entity
                .dispositions()
                .next()
                .is_some_and(|disposition| disposition == "attachment"),
            raw,
        };
        if part.is_text() {
            self.shown.push(self.parts.len());
        }
        self.parts.push(part);
        Ok(())
    }

    /// Of the versions of a text from part `first_part` on, which `shown` lists from its place
    /// `first_shown` on, keeps HTML if there is any, else the text.
    fn choose(&mut self, first_part: usize, first_shown: usize) {
        let versions = self.shown.split_off(first_shown);
        let has_html = versions
            .iter()
            .any(|&number| number >= first_part && self.parts[number].is("text/html"));
        for number in versions {
            if has_html && !self.parts[number].is("text/html") {
                self.unshown.push(number)
            } else {
                self.shown.push(number)
            }
        }
    }
}

impl Part<'_> {
    /// Whether it is of this type and subtype, in lower case.
    pub fn is(&self, kind: &str) -> bool {
        self.kind == kind
    }

    /// Whether it is meant to be read in the message.
    fn is_text(&self) -> bool {
        !self.is_attachment
            && self.name.is_none()
            && matches!(self.kind.as_str(), "text/plain" | "text/html")
    }

    /// Whether browsers show it as a picture that can't hold script.
    pub fn is_picture(&self) -> bool {
        matches!(
            self.kind.as_str(),
            "image/png" | "image/jpeg" | "image/gif" | "image/webp"
        )
    }

    /// The decoded bytes. What is not well encoded is decoded as far as it goes.
    pub fn contents(&self) -> Zeroizing<Vec<u8>> {
        decoded(self.encoding, self.raw.bytes())
    }

    /// How many bytes [`contents`](Self::contents) has.
    pub fn size(&self) -> usize {
        self.encoding.decode_to(self.raw.bytes(), &mut |_| {}).size
    }

    /// The decoded text, in any charset; without one it is Unicode, or else a Western charset.
    pub fn text(&self) -> String {
        let contents = self.contents();
        let charset = self.charset.as_deref();
        if self.is("text/html") {
            charset::likeliest_of_page(&contents, charset)
        } else {
            charset::likeliest(&contents, charset)
        }
    }
}

/// Decodes a body into room that is wiped, and no larger than the body: a buffer that grows leaves
/// copies behind that nobody wipes.
fn decoded(encoding: TransferEncoding, body: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(encoding.most_decoded(body.len())));
    let outcome = encoding.decode_to(body, &mut |piece| bytes.extend_from_slice(piece));
    bytes.truncate(outcome.size);
    bytes
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
