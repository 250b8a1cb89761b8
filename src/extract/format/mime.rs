//! The tree of a message (RFC 2045, 2046), in each way in which programs read it.
//!
//! One step of the tree at a time: the parts of a multipart come back as children, still encoded.

use crate::extract::Uninspectable;
use crate::extract::budget::Budget;
use crate::extract::found::Found;
use crate::extract::piece::{Form, Piece};
use crate::extract::slice::Slice;
use crate::mail::mime::{self, Entity, Head, MediaType};
use crate::mail::multipart::Split;
use crate::mail::transfer_encoding::{self, TransferEncoding};
use crate::mail::{Field, Header, uuencode};

/// Where an entity stands in the tree.
struct Spot {
    /// The messages and files around: `message in part 2: `.
    within: String,
    /// The numbers of the parts: `1.2`; empty for a message as a whole.
    number: String,
    depth: usize,
}

impl Spot {
    /// In words: `part 1.2`.
    fn place(&self) -> String {
        // A message that isn't multipart is its own only part.
        let number = if self.number.is_empty() {
            "1"
        } else {
            &self.number
        };
        format!("{}part {number}", self.within)
    }

    /// What belongs to the message as a whole.
    fn named(&self, what: &str) -> String {
        format!("{}{what}", self.within)
    }

    /// The number of the part that is the `nth`, from 1, in this one.
    fn number_of(&self, nth: usize) -> String {
        if self.number.is_empty() {
            nth.to_string()
        } else {
            format!("{}.{nth}", self.number)
        }
    }
}

/// Reads the message itself, of which the MTA has split the header off.
pub(in crate::extract) fn message<'a>(
    header: &Header,
    body: &'a [u8],
    budget: &mut Budget,
) -> Found<'a> {
    let spot = Spot {
        within: String::new(),
        number: String::new(),
        depth: 0,
    };
    let mut found = Found::new(&spot.place());
    read_message(&mut found, spot, header, Slice::Message(body), budget);
    found
}

/// Reads a message in a part or in a file.
pub(super) fn read<'a>(piece: &Piece<'a>, budget: &mut Budget) -> Found<'a> {
    let spot = Spot {
        within: format!("message in {}: ", piece.place),
        number: String::new(),
        depth: piece.depth,
    };
    let mut found = Found::new(&spot.place());
    let head = Head::of_message(mime::without_separator(&piece.bytes));
    check_head(&mut found, piece, &head);
    people(&mut found, &spot, &head.header);
    let body = piece.bytes.part(head.body);
    read_message(&mut found, spot, &head.header, body, budget);
    found
}

/// Adds what the header of a message that was sent on says to those who open it: who wrote it, and
/// to whom; and whatever is encoded so that people may read it.
fn people(found: &mut Found<'_>, spot: &Spot, header: &Header) {
    const PEOPLE: [&str; 7] = [
        "From",
        "To",
        "Cc",
        "Bcc",
        "Sender",
        "Reply-To",
        "Organization",
    ];
    // The subject is told by itself.
    for field in header.fields().iter().filter(|field| !field.is("Subject")) {
        let is_encoded = memchr::memmem::find(field.raw(), b"=?").is_some();
        if is_encoded || PEOPLE.iter().any(|name| field.is(name)) {
            for reading in field.readings() {
                found.text_at(spot.named("its header"), reading);
            }
        }
    }
}

/// Reads a part of a multipart.
pub(super) fn read_part<'a>(piece: &Piece<'a>, budget: &mut Budget) -> Found<'a> {
    let mut found = Found::new(&piece.place);
    let Form::Part {
        within,
        number,
        multipart,
    } = &piece.form
    else {
        return found;
    };
    let spot = Spot {
        within: within.clone(),
        number: number.clone(),
        depth: piece.depth,
    };
    let head = Head::of_part(&piece.bytes);
    check_head(&mut found, piece, &head);
    let node = Node {
        spot,
        entity: Entity::part_of(multipart, &head.header, head.body),
        body: piece.bytes.part(head.body),
    };
    node.read(&mut found, budget);
    found
}

/// Reads the fields of a message that people read, and its body.
fn read_message<'a>(
    found: &mut Found<'a>,
    spot: Spot,
    header: &Header,
    body: Slice<'a>,
    budget: &mut Budget,
) {
    if !found.within(budget.enter(&spot.named("the message"), spot.depth)) {
        return;
    }
    for name in ["Subject", "Comments", "Keywords", "Thread-Topic"] {
        for reading in header.all(name).flat_map(Field::readings) {
            found.text_at(spot.named(name), reading);
        }
    }
    if let Some(what) = mime::header_oddity(&mime::header_bytes(header)) {
        found.ambiguous_at(spot.named("the header"), what);
    }
    if memchr::memchr(0, &body).is_some() {
        found.ambiguous_at(spot.named("the body"), "has NUL bytes");
    }
    if header.first("MIME-Version").is_none() && header.first("Content-Type").is_some() {
        // A program that goes by the version shows the body as it travels.
        found.verbatim(spot.named("the body as it travels"), body.clone());
    }
    let node = Node {
        spot,
        entity: Entity::new(header, &body),
        body: body.clone(),
    };
    node.read(found, budget);
}

/// An entity, and where it stands.
struct Node<'a, 'e> {
    spot: Spot,
    entity: Entity<'e>,
    /// The entity's body, for pieces of it.
    body: Slice<'a>,
}

impl<'a> Node<'a, '_> {
    /// Reads the entity in each way in which its fields can be read.
    fn read(&self, found: &mut Found<'a>, budget: &mut Budget) {
        let place = self.spot.place();
        if !found.within(budget.part(self.entity.body.len()))
            || !found.within(budget.enter(&place, self.spot.depth))
        {
            return;
        }
        let types = self.entity.media_types();
        let encodings = self.entity.transfer_encodings();
        for what in types.oddities.iter().chain(&encodings.oddities) {
            found.ambiguous(what);
        }
        for (nth, &encoding) in encodings.all.iter().enumerate() {
            let decoded = self.decode(found, &place, encoding);
            for media_type in &types.all {
                if media_type.may_be_multipart() {
                    if decoded.is_some() {
                        found.ambiguous(
                            "is a multipart in a transfer encoding that multiparts can't have",
                        );
                    }
                    // Programs differ on whether an encoding counts here, so the parts are looked
                    // for in both forms.
                    self.multipart(found, media_type, &self.body, budget);
                    if let Some(decoded) = &decoded {
                        self.multipart(found, media_type, decoded, budget);
                    }
                    if !media_type.is_multipart() {
                        found.ambiguous("has a boundary and is no multipart");
                    }
                }
                if !media_type.is_multipart() {
                    let body = decoded.as_ref().unwrap_or(&self.body);
                    self.leaf(found, media_type, body, nth == 0);
                }
            }
        }
    }

    /// The body decoded; `None` when it is what it is.
    fn decode(
        &self,
        found: &mut Found<'a>,
        place: &str,
        encoding: TransferEncoding,
    ) -> Option<Slice<'a>> {
        let decoded = match encoding {
            TransferEncoding::Identity => return None,
            // Uuencoded files are looked for in every text.
            TransferEncoding::Uuencode => {
                self.without_begin(found, place);
                return None;
            }
            TransferEncoding::Base64 => transfer_encoding::base64(self.entity.body),
            TransferEncoding::QuotedPrintable => {
                transfer_encoding::quoted_printable(self.entity.body)
            }
            TransferEncoding::Unknown => {
                let place = place.into();
                found.finding(Uninspectable::Encoding { place });
                return None;
            }
        };
        if decoded.odd {
            found.unreadable("a part", "has a broken transfer encoding");
            found.verbatim(format!("{place} as it travels"), self.body.clone());
        }
        Some(decoded.bytes.into())
    }

    /// Adds what is uuencoded but lacks the line that would say so, which some programs decode.
    fn without_begin(&self, found: &mut Found<'a>, place: &str) {
        let body = self.entity.body;
        if body.trim_ascii().is_empty() || !uuencode::files(body, 1).0.is_empty() {
            return;
        }
        found.unreadable_at(place.into(), "a part", "has a broken transfer encoding");
        let whole = [&b"begin 644 x\n"[..], body.trim_ascii_start()].concat();
        for file in uuencode::files(&whole, 1).0 {
            let (place, depth) = (place.into(), self.spot.depth + 1);
            found.child(Piece::new(Form::File, place, depth, file.bytes.into()));
        }
    }

    /// Adds what is in a body that isn't multipart. `is_first` for the first way in which its
    /// fields can be read: files are listed once.
    fn leaf(
        &self,
        found: &mut Found<'a>,
        media_type: &MediaType,
        body: &Slice<'a>,
        is_first: bool,
    ) {
        let place = self.spot.place();
        let depth = self.spot.depth;
        let declared = media_type.name();
        let message = || Piece::new(Form::Message, place.clone(), depth + 1, body.clone());
        match declared {
            "message/rfc822" | "message/global" | "message/news" => {
                return found.child(message());
            }
            "message/partial" => {
                found.unreadable("a piece of a message", "goes on in other messages")
            }
            "message/external-body" => found.unreadable("a reference", "has its content elsewhere"),
            "text/rfc822-headers" | "message/rfc822-headers" => found.child(message()),
            _ => {}
        }
        let names = self.entity.names();
        let is_attachment = self.entity.dispositions().any(|main| main == "attachment");
        let is_shown = declared.starts_with("text/") || declared.starts_with("message/");
        let charsets = media_type.charsets();
        if charsets.len() > 1 {
            found.ambiguous("has more than one charset");
        }
        let file = Piece {
            declared: declared.to_owned(),
            delsp: media_type.deletes_spaces(),
            listed: is_first && (is_attachment || !names.is_empty() || !is_shown),
            names,
            ..Piece::new(
                Form::File,
                if is_shown {
                    format!("{place} ({declared})")
                } else {
                    place
                },
                depth,
                body.clone(),
            )
        };
        if charsets.is_empty() {
            found.child(file);
            return;
        }
        for (nth, charset) in charsets.into_iter().enumerate() {
            found.child(Piece {
                charset: Some(charset.to_owned()),
                listed: nth == 0 && file.listed,
                ..file.clone()
            });
        }
    }

    /// Adds the parts of a multipart by each of its boundaries, and what stands around them.
    fn multipart(
        &self,
        found: &mut Found<'a>,
        media_type: &MediaType,
        body: &Slice<'a>,
        budget: &Budget,
    ) {
        let place = self.spot.place();
        let boundaries = media_type.boundaries();
        if boundaries.is_empty() {
            found.ambiguous("is a multipart without a boundary");
            found.verbatim(place.clone(), body.clone());
        }
        if let Some(what) = media_type.boundary_oddity() {
            found.ambiguous(what);
        }
        for boundary in boundaries.into_iter().take(mime::INSTANCES) {
            if mime::is_bad_boundary(boundary) {
                found.ambiguous("has a boundary that isn't allowed");
            }
            let split = Split::new(body, boundary.as_bytes(), budget.max_parts());
            if let Some(what) = split.odd {
                found.ambiguous(what);
            }
            for (between, name) in [
                (split.preamble, "before the first part"),
                (split.epilogue, "after the last part"),
            ] {
                if !between.trim_ascii().is_empty() {
                    let place = format!("{place}, {name}");
                    found.child(Piece {
                        declared: "text/plain".into(),
                        ..Piece::new(Form::Text, place, self.spot.depth, body.part(between))
                    });
                }
            }
            for (nth, part) in split.parts.iter().enumerate() {
                let spot = Spot {
                    within: self.spot.within.clone(),
                    number: self.spot.number_of(nth + 1),
                    depth: self.spot.depth + 1,
                };
                let place = spot.place();
                let form = Form::Part {
                    within: spot.within,
                    number: spot.number,
                    multipart: media_type.name().to_owned(),
                };
                found.child(Piece::new(form, place, spot.depth, body.part(part)));
            }
        }
    }
}

/// Adds what is ambiguous about a header: what is read as a header here may be text in another
/// program.
fn check_head<'a>(found: &mut Found<'a>, piece: &Piece<'a>, head: &Head<'_>) {
    if let Some(what) = head.oddity {
        found.ambiguous_at(piece.place.clone(), what);
        let place = format!("the header of {}", piece.place);
        found.verbatim(place, piece.bytes.part(head.written));
    }
}
