//! What of a message is shown, and what is offered as a file.
//!
//! `mail/mime.rs` reads the message; here its leaves are put in order, by the reading that most
//! programs make. Only what is shown is decoded, and only when it is shown. Depth, number of parts
//! and size of headers are bounded before anything is built from them, so that no message can take
//! more memory or time than its length explains; one that goes beyond is offered as a download
//! instead. Nested messages are attachments: their parts aren't leaves.

mod part;

use std::fmt;
use std::ops::Range;

use bytes::Bytes;

use super::mime::{Entity, Head};
use super::transfer_encoding::TransferEncoding;
use super::{Header, uuencode};
pub use part::Part;
use part::Raw;

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
    if let ([], [only]) = (&view.shown[..], &mut view.parts[..])
        && only.may_be_text()
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
        // To tell it can take decoding the body, which multiparts share with all within them.
        let encoding = || entity.transfer_encoding();
        let kind = media_type.essence();
        if let Some(subtype) = kind.strip_prefix("multipart/") {
            let mut parts = raw.parts(&media_type.likely_boundaries(), encoding);
            if parts.is_empty() {
                // What it names stands nowhere; another may stand there.
                parts = raw.unnamed_parts();
            }
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
            encoding: encoding(),
            is_ambiguous: entity.has_other_encoding(),
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
    /// else the last that isn't blank. A version in plain text beside it is the same and not shown,
    /// and neither is a blank one; others may be more than versions, so they are left for the list
    /// of files.
    fn choose(&mut self, branches: &[Range<usize>]) {
        let parts = &self.parts;
        let versions: Vec<Vec<usize>> = branches
            .iter()
            .map(|branch| self.shown[branch.clone()].to_vec())
            .collect();
        let shows_html =
            |version: &Vec<usize>| version.iter().any(|&number| parts[number].shows_html());
        let html = versions.iter().rposition(shows_html);
        let is_blank = |version: &Vec<usize>| {
            let is_blank = |&number: &usize| parts[number].is("text/html");
            !shows_html(version) && version.iter().all(is_blank)
        };
        let chosen = html.or_else(|| versions.iter().rposition(|version| !is_blank(version)));
        let chosen = chosen.or_else(|| versions.iter().rposition(|version| !version.is_empty()));
        let blank: Vec<bool> = versions.iter().map(is_blank).collect();
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
            } else if Some(nth) == same || blank[nth] {
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
                    is_ambiguous: false,
                    is_attachment: true,
                    raw: text.slice(place),
                    is_in_text: true,
                    files: Vec::new(),
                }));
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
