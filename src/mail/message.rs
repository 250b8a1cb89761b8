//! A bounded view of a message's MIME structure (RFC 2045 to 2049).
//!
//! Only what is shown is decoded, and only when it is shown. Depth, number of parts and size of
//! headers are bounded before anything is built from them, so that no message can take more memory
//! or time than its length explains; one that goes beyond is offered as a download instead. Nested
//! messages are not looked into: they are attachments.

use std::fmt;

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::parsers::MessageStream;
use mail_parser::{ContentType, HeaderValue};
use zeroize::Zeroizing;

use super::Header;

/// Multiparts within multiparts.
const DEPTH: usize = 12;

/// Parts in all.
const PARTS: usize = 500;

/// Bytes of the message's header, and of a part's.
const HEADER: usize = 1 << 20;
const PART_HEADER: usize = 64 << 10;

/// The message has more parts, levels or header than are looked at.
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
    encoding: Encoding,
    attachment: bool,
    raw: &'a [u8],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Identity,
    Base64,
    QuotedPrintable,
}

/// Looks at a whole message.
///
/// # Errors
/// [`TooComplex`]
pub fn view(message: &[u8]) -> Result<View<'_>, TooComplex> {
    let (header, body) = split(message, HEADER)?;
    let mut view = View {
        header: Header::default(),
        parts: Vec::new(),
        shown: Vec::new(),
        unshown: Vec::new(),
    };
    view.walk(&header, body, DEPTH, "text/plain")?;
    view.header = header;
    Ok(view)
}

impl<'a> View<'a> {
    /// Adds the leaves of an entity.
    fn walk(
        &mut self,
        header: &Header,
        body: &'a [u8],
        depth: usize,
        default: &str,
    ) -> Result<(), TooComplex> {
        let content = content_field(header, "Content-Type");
        let kind = kind(content.as_ref(), default);
        let boundary = content
            .as_ref()
            .and_then(|content| content.attribute("boundary"))
            .filter(|text| !text.is_empty());
        if let (Some(subtype), Some(boundary)) = (kind.strip_prefix("multipart/"), boundary) {
            let children = children(body, boundary.as_bytes())?;
            if !children.is_empty() {
                let depth = depth.checked_sub(1).ok_or(TooComplex)?;
                let first = self.parts.len();
                let shown = self.shown.len();
                let default = if subtype == "digest" {
                    "message/rfc822"
                } else {
                    "text/plain"
                };
                for child in children {
                    let (header, body) = split(child, PART_HEADER)?;
                    self.walk(&header, body, depth, default)?;
                }
                if subtype == "alternative" {
                    self.choose(first, shown);
                }
                return Ok(());
            }
        }
        if self.parts.len() == PARTS {
            return Err(TooComplex);
        }
        let part = Part::new(header, content.as_ref(), kind, body);
        if part.is_text() {
            self.shown.push(self.parts.len());
        }
        self.parts.push(part);
        Ok(())
    }

    /// Of the versions from leaf `first` on, which `shown` lists from its place `shown` on, keeps
    /// HTML if there is any, else the text.
    fn choose(&mut self, first: usize, shown: usize) {
        let versions = self.shown.split_off(shown);
        let any = versions
            .iter()
            .any(|&number| number >= first && self.parts[number].is("text/html"));
        for number in versions {
            if any && !self.parts[number].is("text/html") {
                self.unshown.push(number)
            } else {
                self.shown.push(number)
            }
        }
    }
}

impl<'a> Part<'a> {
    fn new(
        header: &Header,
        content: Option<&ContentType<'_>>,
        kind: String,
        raw: &'a [u8],
    ) -> Self {
        let disposition = content_field(header, "Content-Disposition");
        let name = disposition
            .as_ref()
            .and_then(|disposition| disposition.attribute("filename"))
            .or_else(|| content.and_then(|content| content.attribute("name")));
        let encoding = header
            .first("Content-Transfer-Encoding")
            .map(|field| field.decoded().trim().to_ascii_lowercase());
        Self {
            name: name.map(str::to_owned),
            id: header
                .first("Content-ID")
                .map(|field| field.decoded().trim().trim_matches(['<', '>']).to_owned()),
            charset: content
                .and_then(|content| content.attribute("charset"))
                .map(str::to_owned),
            encoding: match encoding.as_deref() {
                Some("base64") => Encoding::Base64,
                Some("quoted-printable") => Encoding::QuotedPrintable,
                _ => Encoding::Identity,
            },
            attachment: disposition.is_some_and(|disposition| disposition.is_attachment()),
            kind,
            raw,
        }
    }

    /// Whether it is of this type and subtype, in lower case.
    pub fn is(&self, kind: &str) -> bool {
        self.kind == kind
    }

    /// Whether it is meant to be read in the message.
    fn is_text(&self) -> bool {
        !self.attachment
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
        match self.encoding {
            Encoding::Identity => Zeroizing::new(self.raw.to_vec()),
            Encoding::Base64 => base64(self.raw),
            Encoding::QuotedPrintable => quoted_printable(self.raw),
        }
    }

    /// How many bytes [`contents`](Self::contents) has.
    pub fn size(&self) -> usize {
        match self.encoding {
            Encoding::Identity => self.raw.len(),
            Encoding::Base64 => digits(self.raw).count() * 3 / 4,
            Encoding::QuotedPrintable => quoted_printable(self.raw).len(),
        }
    }

    /// The decoded text, whatever its charset; without one it is UTF-8, or what the West wrote
    /// before.
    pub fn text(&self) -> String {
        let contents = self.contents();
        match self
            .charset
            .as_deref()
            .and_then(|charset| charset_decoder(charset.as_bytes()))
        {
            Some(decode) => decode(&contents),
            None => match std::str::from_utf8(&contents) {
                Ok(text) => text.to_owned(),
                Err(_) => encoding_rs::WINDOWS_1252.decode(&contents).0.into_owned(),
            },
        }
    }
}

/// Splits an entity into header and body. A header longer than `most` bytes is not read.
fn split(entity: &[u8], most: usize) -> Result<(Header, &[u8]), TooComplex> {
    let start = &entity[..entity.len().min(most)];
    let (header, end) = Header::parse(start);
    // What ends the header must be a whole line, or it may be the cut that looks like an end.
    if entity.len() > most && !start[end..].contains(&b'\n') {
        return Err(TooComplex);
    }
    let body = &entity[end..];
    Ok((
        header,
        body.strip_prefix(b"\r\n")
            .or_else(|| body.strip_prefix(b"\n"))
            .unwrap_or(body),
    ))
}

/// The entities between the boundary's delimiter lines (RFC 2046 section 5.1.1).
fn children<'a>(body: &'a [u8], boundary: &[u8]) -> Result<Vec<&'a [u8]>, TooComplex> {
    let mut children = Vec::new();
    let (mut at, mut begun) = (0, None);
    while at < body.len() {
        let end = body[at..]
            .iter()
            .position(|&byte| byte == b'\n')
            .map_or(body.len(), |n| at + n + 1);
        if let Some(rest) = body[at..end]
            .strip_prefix(b"--")
            .and_then(|line| line.strip_prefix(boundary))
        {
            let last = rest.starts_with(b"--");
            let rest = rest.strip_prefix(b"--").unwrap_or(rest);
            if rest.trim_ascii().is_empty() {
                if let Some(begun) = begun {
                    children.push(without_last_line_end(&body[begun..at]));
                }
                if last {
                    return Ok(children);
                }
                if children.len() == PARTS {
                    return Err(TooComplex);
                }
                begun = Some(end);
            }
        }
        at = end;
    }
    // A message that was cut off ends in a part without a delimiter behind it.
    children.extend(begun.map(|begun| &body[begun..]));
    Ok(children)
}

/// The line end before a delimiter belongs to the delimiter.
fn without_last_line_end(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

fn content_field(header: &Header, name: &str) -> Option<ContentType<'static>> {
    let mut line = header.first(name)?.value().to_vec();
    line.push(b'\n');
    match MessageStream::new(&line).parse_content_type().into_owned() {
        HeaderValue::ContentType(content) => Some(content),
        _ => None,
    }
}

fn kind(content: Option<&ContentType<'_>>, default: &str) -> String {
    match content.and_then(|content| Some((content.ctype(), content.subtype()?))) {
        Some((main, sub)) => format!("{main}/{sub}").to_ascii_lowercase(),
        None => default.to_owned(),
    }
}

/// The base64 digits up to the padding; other characters are ignored (RFC 2045 section 6.8).
fn digits(raw: &[u8]) -> impl Iterator<Item = u8> {
    raw.iter()
        .copied()
        .take_while(|&byte| byte != b'=')
        .filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

fn base64(raw: &[u8]) -> Zeroizing<Vec<u8>> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    let mut clean = Zeroizing::new(Vec::with_capacity(raw.len()));
    clean.extend(digits(raw));
    if clean.len() % 4 == 1 {
        clean.pop();
    }
    let mut decoded = Zeroizing::new(Vec::with_capacity(clean.len() / 4 * 3 + 3));
    // Nothing that could fail is left.
    let _ = LENIENT.decode_vec(&*clean, &mut decoded);
    decoded
}

/// RFC 2045 section 6.7; an `=` that begins nothing stays as it is.
fn quoted_printable(raw: &[u8]) -> Zeroizing<Vec<u8>> {
    let hex = |byte: Option<&u8>| {
        byte.and_then(|&byte| char::from(byte).to_digit(16))
            .map(|digit| digit as u8)
    };
    let mut decoded = Zeroizing::new(Vec::with_capacity(raw.len()));
    for line in raw.split_inclusive(|&byte| byte == b'\n') {
        let content = without_last_line_end(line);
        let end = &line[content.len()..];
        // Space at the end of a line was added on its way.
        let content = content.trim_ascii_end();
        let soft = content.ends_with(b"=");
        let content = content.strip_suffix(b"=").unwrap_or(content);
        let mut at = 0;
        while at < content.len() {
            match (
                content[at],
                hex(content.get(at + 1)),
                hex(content.get(at + 2)),
            ) {
                (b'=', Some(high), Some(low)) => {
                    decoded.push(high << 4 | low);
                    at += 3;
                }
                (byte, ..) => {
                    decoded.push(byte);
                    at += 1;
                }
            }
        }
        if !soft {
            decoded.extend_from_slice(end);
        }
    }
    decoded
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
