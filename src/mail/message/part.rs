//! One leaf of a message: its bytes, decoded only when they are shown.

use std::ops::Range;

use bytes::Bytes;
use zeroize::Zeroizing;

use super::PARTS;
use crate::mail::multipart::Split;
use crate::mail::transfer_encoding::TransferEncoding;
use crate::mail::{Header, charset};

/// The longest text with a file's name that is shown, as it travels, unless it is the first: others
/// are files to be kept, not to be read.
const NAMED: usize = 256 << 10;

/// The longest HTML that is looked at for whether it shows anything, as it travels.
const BLANK: usize = 16 << 10;

/// The longest boundary that is looked for where it isn't named, and the start of a part in which
/// a type is.
const LONGEST_BOUNDARY: usize = 200;
const HEAD: usize = 4 << 10;

/// How much of a part is decoded to see what picture it is, as it travels.
const PICTURE: usize = 256;

/// One leaf.
pub struct Part<'a> {
    /// `type/subtype` in lower case.
    pub kind: String,
    /// The file name that the sender gave, uncleaned.
    pub name: Option<String>,
    /// The content id as it is written.
    pub id: Option<String>,
    pub(super) charset: Option<String>,
    pub(super) encoding: TransferEncoding,
    /// Whether its fields name more than one encoding.
    pub(super) is_ambiguous: bool,
    pub(super) is_attachment: bool,
    pub(super) raw: Raw<'a>,
    pub(super) is_in_text: bool,
    /// Where files stand in its decoded text, which are parts of their own.
    pub(super) files: Vec<Range<usize>>,
}

/// Bytes of the message, or of a multipart in it that had to be decoded.
#[derive(Clone)]
pub(super) enum Raw<'a> {
    Message(&'a [u8]),
    Decoded(Bytes),
}

impl<'a> Raw<'a> {
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Message(bytes) => bytes,
            Self::Decoded(bytes) => bytes,
        }
    }

    /// Its last `length` bytes.
    pub(super) fn tail(&self, length: usize) -> Self {
        let end = self.bytes().len();
        self.slice(end - length..end)
    }

    pub(super) fn slice(&self, range: Range<usize>) -> Self {
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

    /// The parts of a multipart whose boundary is lost, by its first line that looks like a
    /// delimiter; none unless a part between such lines has a type.
    pub(super) fn unnamed_parts(&self) -> Vec<Self> {
        let mut lines = self.bytes().split(|&byte| byte == b'\n');
        let boundary = lines.find_map(|line| {
            let boundary = line.trim_ascii_end().strip_prefix(b"--")?;
            (1..=LONGEST_BOUNDARY)
                .contains(&boundary.len())
                .then_some(boundary)
        });
        let parts = boundary.map_or(Vec::new(), |boundary| self.split(boundary));
        let has_type = |part: &Self| {
            let (header, _) = Header::parse(&part.bytes()[..part.bytes().len().min(HEAD)]);
            header.first("Content-Type").is_some()
        };
        if parts.iter().any(has_type) {
            parts
        } else {
            Vec::new()
        }
    }

    /// The parts of a multipart. Some gateways put a whole multipart into a transfer encoding,
    /// which it can't have (RFC 2045 section 6.4); inside one that was decoded none is decoded
    /// again, so that a message decodes to no more than its size.
    pub(super) fn parts(
        &self,
        boundaries: &[String],
        encoding: impl FnOnce() -> TransferEncoding,
    ) -> Vec<Self> {
        let split = |raw: &Self| {
            boundaries
                .iter()
                .map(|boundary| raw.split(boundary.as_bytes()))
                .find(|parts| !parts.is_empty())
                .unwrap_or_default()
        };
        let parts = split(self);
        if !parts.is_empty() || matches!(self, Self::Decoded(_)) {
            return parts;
        }
        let encoding = encoding();
        if encoding.keeps_bytes() {
            return parts;
        }
        let decoded = decoded(encoding, self.bytes());
        split(&Self::Decoded(Bytes::from_owner(decoded)))
    }
}

impl Part<'_> {
    /// Whether it is of this type and subtype, in lower case.
    pub fn is(&self, kind: &str) -> bool {
        self.kind == kind
    }

    /// Whether it is of a type that is shown as text.
    pub(super) fn has_text(&self) -> bool {
        matches!(self.kind.as_str(), "text/plain" | "text/html")
    }

    /// Whether it can be shown as text where there is nothing else: also a multipart without
    /// delimiters, which becomes text.
    pub(super) fn may_be_text(&mut self) -> bool {
        let raw = self.raw.bytes();
        let is_readable = raw.len() <= NAMED
            && std::str::from_utf8(raw)
                .is_ok_and(|text| !text.contains(|c: char| c.is_control() && !c.is_whitespace()));
        if self.kind.starts_with("multipart/") && is_readable {
            self.kind = "text/plain".into();
        }
        self.has_text() && !self.is_file_by_content()
    }

    /// Whether it is meant to be read in the message. A name makes no file of it: programs and
    /// gateways give names to bodies, too.
    pub(super) fn is_text(&self, is_first: bool) -> bool {
        let is_short = self.raw.bytes().len() <= NAMED;
        self.has_text()
            && !self.is_attachment
            && (!self.is_named() || is_first || is_short)
            && !self.is_file_by_content()
    }

    /// Whether it is HTML, and not an empty page.
    pub(super) fn shows_html(&self) -> bool {
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
            "image/svg+xml" | "text/html" => None,
            _ => self.picture_by_content(),
        }
    }

    /// Whether it is a file whose type was forgotten, so that it would be text.
    fn is_file_by_content(&self) -> bool {
        let start = self.start();
        self.picture_by_content().is_some()
            || start.starts_with(b"%PDF-")
            || start.starts_with(b"PK\x03\x04")
    }

    fn start(&self) -> Zeroizing<Vec<u8>> {
        let raw = self.raw.bytes();
        decoded(self.encoding, &raw[..raw.len().min(PICTURE)])
    }

    fn picture_by_content(&self) -> Option<&'static str> {
        match &self.start()[..] {
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
        (outcome.size, !outcome.has_lost && !self.is_ambiguous)
    }

    /// Whether its text is sure to be read as it was written: it is in the charset that it says it
    /// is in, and that is known.
    pub fn is_in_its_charset(&self) -> bool {
        let Some(label) = self.charset.as_deref() else {
            return true;
        };
        let contents = self.contents();
        let is_in = |label: &str| charset::holds(&contents, label);
        let own = || charset::named_in_page(&contents).filter(|_| self.is("text/html"));
        is_in(label) || own().is_some_and(|own| is_in(&own))
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
    let mut bytes = Zeroizing::new(Vec::with_capacity(encoding.room(body)));
    let outcome = encoding.decode_to(body, &mut |piece| bytes.extend_from_slice(piece));
    bytes.truncate(outcome.size);
    bytes
}
