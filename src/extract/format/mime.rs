//! The tree of a message (RFC 2045, 2046), walked strictly, and where other programs may walk it
//! otherwise.

use std::borrow::Cow;

use super::Uninspectable;
use super::file::{self, File};
use super::look::Look;
use crate::mail::Header;
use crate::mail::mime::{self, Entity, Head, MediaType};
use crate::mail::multipart::Split;
use crate::mail::transfer_encoding::{self, TransferEncoding};

pub(super) use crate::mail::mime::is_message;

/// Where in the tree we stand.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    /// The messages and files around: `message in part 2: `.
    prefix: String,
    /// The numbers of the parts: `1.2`; empty for a message as a whole.
    path: String,
    pub(super) depth: usize,
}

impl Spot {
    pub(super) fn top() -> Self {
        Self {
            prefix: String::new(),
            path: String::new(),
            depth: 0,
        }
    }

    /// A message within what is at `place`.
    pub(super) fn message_in(place: &str, depth: usize) -> Self {
        Self {
            prefix: format!("message in {place}: "),
            path: String::new(),
            depth,
        }
    }

    fn child(&self, number: usize) -> Self {
        let path = if self.path.is_empty() {
            number.to_string()
        } else {
            format!("{}.{number}", self.path)
        };
        Self {
            prefix: self.prefix.clone(),
            path,
            depth: self.depth + 1,
        }
    }

    /// In words: `part 1.2`.
    fn place(&self) -> String {
        // A message that isn't multipart is its own only part.
        let path = if self.path.is_empty() {
            "1"
        } else {
            &self.path
        };
        format!("{}part {path}", self.prefix)
    }

    fn named(&self, what: &str) -> String {
        format!("{}{what}", self.prefix)
    }
}

/// Looks at a message: the fields that people read, and its body.
pub(super) fn message(look: &mut Look<'_>, spot: &Spot, header: &Header, body: &[u8]) {
    let whole = spot.named("the message");
    if !look.may_enter(&whole, spot.depth) {
        return;
    }
    for name in ["Subject", "Comments", "Keywords", "Thread-Topic"] {
        for field in header.all(name) {
            for reading in field.readings() {
                look.text(&spot.named(name), reading);
            }
        }
    }
    if let Some(what) = mime::header_oddity(&mime::header_bytes(header)) {
        look.structure(&spot.named("the header"), what);
    }
    if memchr::memchr(0, body).is_some() {
        look.structure(&spot.named("the body"), "has NUL bytes");
    }
    if header.first("MIME-Version").is_none() && header.first("Content-Type").is_some() {
        // A program that goes by the version shows the body as it travels.
        look.readings(&spot.named("the body as it travels"), body, None);
    }
    entity(look, spot, &Entity::new(header, body));
}

/// Inspects a message given as its bytes.
pub(super) fn message_bytes(look: &mut Look<'_>, place: &str, bytes: &[u8], depth: usize) {
    let head = Head::of_message(mime::without_separator(bytes));
    inspect_head(look, place, &head);
    let spot = Spot::message_in(place, depth);
    message(look, &spot, &head.header, head.body);
}

/// Inspects an entity in each way in which its fields can be read.
fn entity(look: &mut Look<'_>, spot: &Spot, entity: &Entity<'_>) {
    let place = spot.place();
    let body = entity.body;
    if !look.part(body.len()) || !look.may_enter(&place, spot.depth) {
        return;
    }
    let types = entity.media_types();
    let encodings = entity.transfer_encodings();
    for what in types.oddities.iter().chain(&encodings.oddities) {
        look.structure(&place, what);
    }
    for (nth, &encoding) in encodings.all.iter().enumerate() {
        let decoded = decode(look, &place, encoding, body);
        for media_type in &types.all {
            if media_type.may_be_multipart() {
                if matches!(decoded, Cow::Owned(_)) {
                    look.structure(
                        &place,
                        "is a multipart in a transfer encoding that multiparts can't have",
                    );
                }
                // Programs differ on whether an encoding counts here, so the parts are looked for
                // in both forms.
                multipart(look, spot, media_type, body);
                if let Cow::Owned(decoded) = &decoded {
                    multipart(look, spot, media_type, decoded);
                }
                if !media_type.is_multipart() {
                    look.structure(&place, "has a boundary and is no multipart");
                }
            }
            if !media_type.is_multipart() {
                leaf(look, spot, entity, media_type, &decoded, nth > 0);
            }
        }
    }
}

fn decode<'a>(
    look: &mut Look<'_>,
    place: &str,
    encoding: TransferEncoding,
    body: &'a [u8],
) -> Cow<'a, [u8]> {
    let decoded = match encoding {
        // Uuencoded files are looked for in every text.
        TransferEncoding::Identity | TransferEncoding::Uuencode => return Cow::Borrowed(body),
        TransferEncoding::Base64 => transfer_encoding::base64(body),
        TransferEncoding::QuotedPrintable => transfer_encoding::quoted_printable(body),
        TransferEncoding::Unknown => {
            look.doubt(Uninspectable::Encoding {
                place: place.into(),
            });
            return Cow::Borrowed(body);
        }
    };
    if decoded.odd {
        look.doubt(Uninspectable::Unreadable {
            place: place.into(),
            what: "a part",
            why: "has a broken transfer encoding",
        });
        look.readings(&format!("{place} as it travels"), body, None);
    }
    Cow::Owned(decoded.bytes)
}

fn leaf(
    look: &mut Look<'_>,
    spot: &Spot,
    entity: &Entity<'_>,
    media_type: &MediaType,
    body: &[u8],
    again: bool,
) {
    let place = spot.place();
    let declared = media_type.name();
    match declared {
        "message/rfc822" | "message/global" | "message/news" => {
            return message_bytes(look, &place, body, spot.depth + 1);
        }
        "message/partial" => {
            look.unreadable(&place, "a piece of a message", "goes on in other messages")
        }
        "message/external-body" => {
            look.unreadable(&place, "a reference", "has its content elsewhere")
        }
        "text/rfc822-headers" | "message/rfc822-headers" => {
            message_bytes(look, &place, body, spot.depth + 1)
        }
        _ => {}
    }
    let names = entity.names();
    let disposed = entity.dispositions().any(|main| main == "attachment");
    let shown = declared.starts_with("text/") || declared.starts_with("message/");
    let charsets = media_type.charsets();
    if charsets.len() > 1 {
        look.structure(&place, "has more than one charset");
    }
    let first = charsets.first().copied();
    for charset in charsets
        .iter()
        .copied()
        .map(Some)
        .chain(first.is_none().then_some(None))
    {
        file::look_into(
            look,
            &File {
                place: if shown {
                    format!("{place} ({declared})")
                } else {
                    place.clone()
                },
                names: names.clone(),
                declared,
                charset,
                delsp: media_type.deletes_spaces(),
                bytes: body,
                listed: !again && charset == first && (disposed || !names.is_empty() || !shown),
                depth: spot.depth,
            },
        );
    }
}

/// Inspects the parts of a multipart by each of its boundaries, and what stands around them.
fn multipart(look: &mut Look<'_>, spot: &Spot, media_type: &MediaType, body: &[u8]) {
    let place = spot.place();
    let boundaries = media_type.boundaries();
    if boundaries.is_empty() {
        look.structure(&place, "is a multipart without a boundary");
        look.readings(&place, body, None);
    }
    if let Some(what) = media_type.boundary_oddity() {
        look.structure(&place, what);
    }
    for boundary in boundaries.into_iter().take(mime::INSTANCES) {
        if mime::is_bad_boundary(boundary) {
            look.structure(&place, "has a boundary that isn't allowed");
        }
        let split = Split::new(body, boundary.as_bytes(), look.bounds.parts);
        if let Some(what) = split.odd {
            look.structure(&place, what);
        }
        for (between, name) in [
            (split.preamble, "before the first part"),
            (split.epilogue, "after the last part"),
        ] {
            file::plain(look, &format!("{place}, {name}"), between, spot.depth);
        }
        for (nth, part) in split.parts.iter().enumerate() {
            let child = spot.child(nth + 1);
            let head = Head::of_part(part);
            inspect_head(look, &child.place(), &head);
            let part = Entity::part_of(media_type, &head.header, head.body);
            entity(look, &child, &part);
        }
    }
}

/// Inspects a header that programs may end elsewhere: what is read as a header here may be text
/// there.
fn inspect_head(look: &mut Look<'_>, place: &str, head: &Head<'_>) {
    if let Some(what) = head.oddity {
        look.structure(place, what);
        look.readings(&format!("the header of {place}"), head.written, None);
    }
}
