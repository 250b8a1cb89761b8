//! What of a message is shown, and what is offered as a file.
//!
//! `mail/mime.rs` reads the message; here its leaves are put in order, by the reading that most
//! programs make. Only what is shown is decoded, and only when it is shown. Depth, number of parts
//! and size of headers are bounded before anything is built from them, so that no message can take
//! more memory or time than its length explains; one that goes beyond is offered as a download
//! instead. Nested messages are attachments: their parts aren't leaves.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;
use zeroize::Zeroizing;

use super::mime::{Entity, Head};
use super::multipart::Split;
use super::transfer_encoding::TransferEncoding;
use super::{Header, charset, uuencode};

/// Multiparts within multiparts.
const DEPTH: usize = 12;

/// Parts in all.
const PARTS: usize = 500;

/// Bytes of the message's header, and of a part's.
const HEADER: usize = 1 << 20;
const PART_HEADER: usize = 64 << 10;

/// The longest text with a file's name that is shown, as it travels, unless it is the first: others
/// are files to be kept, not to be read.
const NAMED: usize = 256 << 10;

/// The longest HTML that is looked at for whether it shows anything, as it travels.
const BLANK: usize = 16 << 10;

/// How much of a part is decoded to see what picture it is, as it travels.
const PICTURE: usize = 256;

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
    /// The content id as it is written.
    pub id: Option<String>,
    charset: Option<String>,
    encoding: TransferEncoding,
    is_attachment: bool,
    raw: Raw<'a>,
    is_in_text: bool,
    /// Where files stand in its decoded text, which are parts of their own.
    files: Vec<Range<usize>>,
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
        let end = self.bytes().len();
        self.slice(end - length..end)
    }

    fn slice(&self, range: Range<usize>) -> Self {
        match self {
            Self::Message(bytes) => Self::Message(&bytes[range]),
            Self::Decoded(bytes) => Self::Decoded(bytes.slice(range)),
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
    if let ([], [only]) = (&view.shown[..], &view.parts[..])
        && only.has_text()
    {
        // All that there is is its text, whatever else it says that it is.
        view.shown.push(0);
    }
    view.find_files();
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
                let mut branches = Vec::new();
                for part in parts {
                    let start = self.shown.len();
                    let head = Head::strict(part.bytes(), PART_HEADER).ok_or(TooComplex)?;
                    let entity = Entity::part_of(&kind, &head.header, head.body);
                    self.walk(&entity, part.tail(head.body.len()), depth)?;
                    branches.push(start..self.shown.len());
                }
                if subtype == "alternative" {
                    self.choose(&branches);
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
            is_in_text: false,
            files: Vec::new(),
        };
        if part.is_text(self.shown.is_empty()) {
            self.shown.push(self.parts.len());
        }
        self.parts.push(part);
        Ok(())
    }

    /// Of the versions of a text, which are `branches` of what is shown, keeps the last with HTML,
    /// else the last. A version in plain text beside it is the same and not shown; others may be
    /// more than versions, so they are left for the list of files.
    fn choose(&mut self, branches: &[Range<usize>]) {
        let parts = &self.parts;
        let versions: Vec<Vec<usize>> = branches
            .iter()
            .map(|branch| self.shown[branch.clone()].to_vec())
            .collect();
        let shows_html =
            |version: &Vec<usize>| version.iter().any(|&number| parts[number].shows_html());
        let html = versions.iter().rposition(shows_html);
        let chosen = html.or_else(|| versions.iter().rposition(|version| !version.is_empty()));
        let is_plain = |version: &Vec<usize>| {
            let is_plain = |&number: &usize| parts[number].is("text/plain");
            !version.is_empty() && version.iter().all(is_plain)
        };
        // Those that have both write the plain one first.
        let has_text = versions
            .iter()
            .filter(|version| !version.is_empty())
            .count();
        let first_html = versions.iter().position(shows_html).unwrap_or(0);
        let end = if has_text == 2 {
            versions.len()
        } else {
            first_html
        };
        let same = (0..end).find(|&nth| Some(nth) != chosen && is_plain(&versions[nth]));
        let same = same.filter(|_| html.is_some());
        let start = branches
            .first()
            .map_or(self.shown.len(), |first| first.start);
        self.shown.truncate(start);
        for (nth, version) in versions.into_iter().enumerate() {
            if Some(nth) == chosen {
                self.shown.extend(version);
            } else if Some(nth) == same {
                self.unshown.extend(version);
            }
        }
    }

    /// Makes parts of the files that are uuencoded into texts, as mail programs before MIME sent
    /// them.
    fn find_files(&mut self) {
        for number in self.shown.clone() {
            let part = &self.parts[number];
            if !part.is("text/plain") || self.parts.len() == PARTS {
                continue;
            }
            let text = if part.encoding.keeps_bytes() {
                part.raw.clone()
            } else {
                Raw::Decoded(Bytes::from_owner(part.contents()))
            };
            let found = uuencode::places(text.bytes(), PARTS - self.parts.len());
            self.parts[number].files = found.iter().map(|(place, _)| place.clone()).collect();
            self.parts
                .extend(found.into_iter().map(|(place, name)| Part {
                    kind: "application/octet-stream".into(),
                    name: Some(name),
                    id: None,
                    charset: None,
                    encoding: TransferEncoding::Uuencode,
                    is_attachment: true,
                    raw: text.slice(place),
                    is_in_text: true,
                    files: Vec::new(),
                }));
        }
    }
}

impl Part<'_> {
    /// Whether it is of this type and subtype, in lower case.
    pub fn is(&self, kind: &str) -> bool {
        self.kind == kind
    }

    /// Whether it is of a type that is shown as text.
    fn has_text(&self) -> bool {
        matches!(self.kind.as_str(), "text/plain" | "text/html")
    }

    /// Whether it is meant to be read in the message. A name makes no file of it: programs and
    /// gateways give names to bodies, too.
    fn is_text(&self, is_first: bool) -> bool {
        let is_short = self.raw.bytes().len() <= NAMED;
        self.has_text() && !self.is_attachment && (!self.is_named() || is_first || is_short)
    }

    /// Whether it is HTML, and not an empty page.
    fn shows_html(&self) -> bool {
        if !self.is("text/html") || self.raw.bytes().len() > BLANK {
            return self.is("text/html");
        }
        let page = self.text().to_ascii_lowercase();
        let mut is_tag = false;
        let mut outside = page.replace("&nbsp;", " ");
        outside.retain(|c| {
            is_tag = c == '<' || is_tag && c != '>';
            !is_tag && c != '>' && !c.is_whitespace()
        });
        !outside.is_empty() || page.contains("<img")
    }

    /// Whether it is a file in a text, and no part of its own.
    pub fn is_in_text(&self) -> bool {
        self.is_in_text
    }

    /// Whether its sender gave it a name as a file.
    pub fn is_named(&self) -> bool {
        self.name.as_ref().is_some_and(|name| !name.is_empty())
    }

    /// The type of a picture that browsers show and that can't hold script: by its own, by names
    /// that programs give it, by its first bytes.
    pub fn picture(&self) -> Option<&'static str> {
        match self.kind.as_str() {
            "image/png" | "image/x-png" => Some("image/png"),
            "image/jpeg" | "image/jpg" | "image/pjpeg" | "image/x-jpeg" => Some("image/jpeg"),
            "image/gif" => Some("image/gif"),
            "image/webp" => Some("image/webp"),
            "image/svg+xml" => None,
            kind if kind.starts_with("image/") || kind.starts_with("application/") => {
                self.picture_by_content()
            }
            _ => None,
        }
    }

    fn picture_by_content(&self) -> Option<&'static str> {
        let raw = self.raw.bytes();
        let start = decoded(self.encoding, &raw[..raw.len().min(PICTURE)]);
        match &start[..] {
            [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
            [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
            [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => Some("image/webp"),
            _ => None,
        }
    }

    /// The decoded bytes. What is not well encoded is decoded as far as it goes.
    pub fn contents(&self) -> Zeroizing<Vec<u8>> {
        decoded(self.encoding, self.raw.bytes())
    }

    /// Its bytes as they travel.
    pub fn raw(&self) -> &[u8] {
        self.raw.bytes()
    }

    /// Whether its bytes travel as they are.
    pub fn is_bare(&self) -> bool {
        self.encoding.keeps_bytes()
    }

    /// How many bytes [`contents`](Self::contents) has.
    pub fn size(&self) -> usize {
        self.measured().0
    }

    /// How many bytes [`contents`](Self::contents) has, and whether they are all of it.
    pub fn measured(&self) -> (usize, bool) {
        let outcome = self.encoding.decode_to(self.raw.bytes(), &mut |_| {});
        (outcome.size, !outcome.has_lost)
    }

    /// The decoded text, in any charset; without one it is Unicode, or else a Western charset.
    pub fn text(&self) -> String {
        let mut contents = self.contents();
        for file in self.files.iter().rev() {
            contents.drain(file.clone());
        }
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
