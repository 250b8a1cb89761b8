//! The tree of a message (RFC 2045, 2046), walked strictly, and where other programs may walk it
//! otherwise.

use std::borrow::Cow;

use memchr::memmem;

use super::Uninspectable;
use super::file::{self, File};
use super::look::Look;
use crate::mail::multipart::Split;
use crate::mail::parameter::{self, Value};
use crate::mail::transfer_encoding;
use crate::mail::{Field, Header};

/// The longest header of a part or a nested message that is read, in bytes.
const HEADER_BYTES: usize = 256 << 10;

/// More instances of a field than this are not told apart.
const INSTANCES: usize = 4;

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
    let fields: Vec<u8> = header
        .fields()
        .iter()
        .flat_map(Field::raw)
        .copied()
        .collect();
    if let Some(what) = oddity(&fields) {
        look.structure(&spot.named("the header"), what);
    }
    if memchr::memchr(0, body).is_some() {
        look.structure(&spot.named("the body"), "has NUL bytes");
    }
    if header.first("MIME-Version").is_none() && header.first("Content-Type").is_some() {
        // A program that goes by the version shows the body as it travels.
        look.readings(&spot.named("the body as it travels"), body, None);
    }
    entity(look, spot, header, body, false);
}

/// A message as the bytes of it: its header, and its body.
pub(super) fn message_bytes(look: &mut Look<'_>, place: &str, bytes: &[u8], depth: usize) {
    let bytes = match bytes.starts_with(b"From ") || bytes.starts_with(b">From ") {
        // The line that separates messages in a mailbox file.
        true => &bytes[memchr::memchr(b'\n', bytes).map_or(bytes.len(), |end| end + 1)..],
        false => bytes,
    };
    let (header, body) = split_header(look, place, bytes, true);
    message(look, &Spot::message_in(place, depth), &header, body);
}

/// Whether `bytes` are a message: they start with fields that messages have.
pub(super) fn is_message(bytes: &[u8]) -> bool {
    let (header, end) = Header::parse(&bytes[..bytes.len().min(HEADER_BYTES)]);
    let has = |name: &str| header.first(name).is_some();
    let ends_well = bytes
        .get(end)
        .is_none_or(|byte| matches!(byte, b'\r' | b'\n'));
    let is_part = has("Content-Type") && (has("MIME-Version") || has("Content-Transfer-Encoding"));
    ends_well
        && (is_part
            || has("From") && (has("To") || has("Subject") || has("Date"))
            || has("Received") && has("Message-ID"))
        || bytes.starts_with(b"From ")
            && header.fields().is_empty()
            && memmem::find(&bytes[..bytes.len().min(4096)], b"\nFrom: ").is_some()
}

/// Looks at a part in each way in which its fields can be read.
fn entity(look: &mut Look<'_>, spot: &Spot, header: &Header, body: &[u8], in_digest: bool) {
    let place = spot.place();
    if !look.part(body.len()) || !look.may_enter(&place, spot.depth) {
        return;
    }
    let types = instances(
        look,
        &place,
        header,
        "Content-Type",
        "has more than one Content-Type",
    );
    let encodings = instances(
        look,
        &place,
        header,
        "Content-Transfer-Encoding",
        "has more than one transfer encoding",
    );
    for (nth, encoding) in encodings.iter().enumerate() {
        let decoded = decode(look, &place, &encoding.main, body);
        for ctype in &types {
            let composite =
                ctype.main.starts_with("multipart/") || !ctype.all("boundary").is_empty();
            if composite && !matches!(decoded, Cow::Borrowed(_)) {
                look.structure(
                    &place,
                    "is a multipart in a transfer encoding that multiparts can't have",
                );
            }
            if composite {
                // Programs differ on whether an encoding counts here, so the parts are looked for
                // in both forms.
                let bodies = [body, &decoded[..]];
                let distinct = if matches!(decoded, Cow::Borrowed(_)) {
                    &bodies[..1]
                } else {
                    &bodies[..]
                };
                distinct
                    .iter()
                    .for_each(|body| multipart(look, spot, ctype, body));
                if !ctype.main.starts_with("multipart/") {
                    look.structure(&place, "has a boundary and is no multipart");
                }
            }
            if !composite || !ctype.main.starts_with("multipart/") {
                leaf(look, spot, header, ctype, &decoded, in_digest, nth > 0);
            }
        }
    }
}

/// The distinct values of a field that stands once in a message that all read the same; one default
/// value when it is absent.
fn instances(
    look: &mut Look<'_>,
    place: &str,
    header: &Header,
    name: &str,
    twice: &'static str,
) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::new();
    for field in header.all(name).take(INSTANCES) {
        let value = Value::of(field);
        if !values.contains(&value) {
            values.push(value);
        }
    }
    if values.len() > 1 {
        look.structure(place, twice);
    }
    if values.iter().any(Value::is_cut) {
        look.structure(place, "has a field too long to be read");
    }
    if values.is_empty() {
        values.push(Value::default());
    }
    values
}

fn decode<'a>(look: &mut Look<'_>, place: &str, encoding: &str, body: &'a [u8]) -> Cow<'a, [u8]> {
    let decoded = match encoding {
        "" | "7bit" | "8bit" | "binary" => return Cow::Borrowed(body),
        "base64" => transfer_encoding::base64(body),
        "quoted-printable" => transfer_encoding::quoted_printable(body),
        // Looked for in every text.
        "x-uuencode" | "uuencode" | "x-uue" | "uue" => return Cow::Borrowed(body),
        _ => {
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
    header: &Header,
    ctype: &Value,
    body: &[u8],
    in_digest: bool,
    again: bool,
) {
    let place = spot.place();
    let declared = match ctype.main.as_str() {
        "" if in_digest => "message/rfc822",
        "" => "text/plain",
        declared => declared,
    };
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
    let names = parameter::names(header);
    let disposed = header
        .all("Content-Disposition")
        .any(|field| Value::of(field).main == "attachment");
    let shown = declared.starts_with("text/") || declared.starts_with("message/");
    let charsets = ctype.all("charset");
    if charsets.len() > 1 {
        look.structure(&place, "has more than one charset");
    }
    let delsp = ctype
        .all("format")
        .iter()
        .any(|f| f.eq_ignore_ascii_case("flowed"))
        && ctype
            .all("delsp")
            .iter()
            .any(|d| d.eq_ignore_ascii_case("yes"));
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
                delsp,
                bytes: body,
                listed: !again && charset == first && (disposed || !names.is_empty() || !shown),
                depth: spot.depth,
            },
        );
    }
}

/// Looks at the parts of a multipart by each of its boundaries, and at what stands around them.
fn multipart(look: &mut Look<'_>, spot: &Spot, ctype: &Value, body: &[u8]) {
    let place = spot.place();
    let boundaries = ctype.all("boundary");
    if boundaries.is_empty() {
        look.structure(&place, "is a multipart without a boundary");
        look.readings(&place, body, None);
    }
    if ctype.is_odd("boundary") {
        look.structure(
            &place,
            "has a boundary that can be read in more than one way",
        );
    }
    for boundary in boundaries.into_iter().take(INSTANCES) {
        if boundary.trim_end() != boundary
            || boundary.is_empty()
            || boundary.len() > 200
            || !boundary.is_ascii()
        {
            look.structure(&place, "has a boundary that isn't allowed");
        }
        let split = Split::of(body, boundary.as_bytes(), look.bounds.parts);
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
            let (header, body) = split_header(look, &child.place(), part, false);
            entity(
                look,
                &child,
                &header,
                body,
                ctype.main == "multipart/digest",
            );
        }
    }
}

/// Splits a part or a nested message, which may end with its header, leniently: lines that are no
/// fields are skipped.
fn split_header<'a>(
    look: &mut Look<'_>,
    place: &str,
    part: &'a [u8],
    is_message: bool,
) -> (Header, &'a [u8]) {
    let mut header = Header::default();
    let mut at = 0;
    let mut odd = None;
    loop {
        let rest = &part[at..part.len().min(at.max(HEADER_BYTES))];
        let (fields, end) = Header::parse(rest);
        fields
            .fields()
            .iter()
            .for_each(|field| header.push(field.clone()));
        at += end;
        match part[at..] {
            // Cut at the bound, maybe amid a line.
            [_, ..] if at >= HEADER_BYTES => {
                odd = Some("has a header too large to be read");
                break;
            }
            [b'\n', ..] => break at += 1,
            [b'\r', b'\n', ..] => break at += 2,
            [] => {
                if !is_message
                    && part.iter().any(|byte| !byte.is_ascii_whitespace())
                    && header.first("Content-Type").is_none()
                {
                    odd = Some("has no empty line after its header");
                }
                break;
            }
            _ => {
                odd = Some("has a line in its header that is no field");
                at = memchr::memchr(b'\n', &part[at..]).map_or(part.len(), |n| at + n + 1);
            }
        }
    }
    odd = odd.or_else(|| oddity(&part[..at]));
    if let Some(what) = odd {
        look.structure(place, what);
        // What is taken for a header here may be text elsewhere.
        look.readings(
            &format!("the header of {place}"),
            &part[..at.min(HEADER_BYTES)],
            None,
        );
    }
    (header, &part[at..])
}

/// What in the bytes of header fields programs read differently.
fn oddity(raw: &[u8]) -> Option<&'static str> {
    if raw.contains(&0) {
        return Some("has a NUL byte in its header");
    }
    if memchr::memchr_iter(b'\r', raw).any(|at| raw.get(at + 1) != Some(&b'\n')) {
        return Some("has a bare CR in its header");
    }
    let mut lines = raw.split(|&byte| byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        let blank = matches!(line.first(), Some(b' ' | b'\t')) && line.trim_ascii().is_empty();
        // White space after the last line end of a field hides nothing.
        if blank
            && lines
                .peek()
                .is_some_and(|next| !next.trim_ascii().is_empty())
        {
            return Some("has a line in its header that looks empty");
        }
        let colon = line.iter().position(|&byte| byte == b':').unwrap_or(0);
        if line[..colon].ends_with(b" ")
            && line.len() > 8
            && line[..8].eq_ignore_ascii_case(b"Content-")
        {
            return Some("has a space in the name of a field");
        }
    }
    None
}
