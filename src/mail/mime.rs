//! The one reader of MIME (RFC 2045, 2046): an entity's fields, its body in each way in which mail
//! programs decode it, and its parts.
//!
//! Programs differ about fields that occur twice, broken encodings and stray delimiters. The
//! reader gives every reading that one of them makes, the likeliest first, and names what is odd.
//! The portal shows the first reading; the rules inspect all of them, and what is odd counts as
//! uninspectable.
//!
//! The reader takes one step at a time and never descends: the caller that walks the tree counts
//! parts and levels against a budget of its own.

mod head;
mod media_type;

use memchr::memmem;

use super::file_name;
use super::parameter::Value;
use super::transfer_encoding::TransferEncoding;
use super::{Field, Header};

pub(crate) use head::{Head, header_oddity};
pub(crate) use media_type::{MediaType, is_bad_boundary};

/// The longest header of a part or a nested message that is read, in bytes.
const HEADER_BYTES: usize = 256 << 10;

/// Instances of a field, and boundaries, beyond this many are not read.
pub(crate) const INSTANCES: usize = 4;

/// An entity (RFC 2045 section 2.4): a message, or a part of one.
pub(crate) struct Entity<'a> {
    /// Its header.
    pub(crate) header: &'a Header,
    /// Its body as it travels, still encoded.
    pub(crate) body: &'a [u8],
    /// The media type of an entity that names none.
    default_type: &'static str,
}

/// The readings of a field, the likeliest first and never none, and what is odd about them.
pub(crate) struct Readings<T> {
    /// The distinct readings.
    pub(crate) all: Vec<T>,
    /// Why programs may read the field differently, as clauses.
    pub(crate) oddities: Vec<&'static str>,
}

impl<'a> Entity<'a> {
    /// A message, or a part of a multipart that is no digest.
    pub(crate) fn new(header: &'a Header, body: &'a [u8]) -> Self {
        Self {
            header,
            body,
            default_type: "text/plain",
        }
    }

    /// A part of a multipart of this media type: in a digest, parts are messages unless they say
    /// otherwise (RFC 2046 section 5.1.5).
    pub(crate) fn part_of(multipart: &str, header: &'a Header, body: &'a [u8]) -> Self {
        let default_type = if multipart == "multipart/digest" {
            "message/rfc822"
        } else {
            "text/plain"
        };
        Self {
            default_type,
            ..Self::new(header, body)
        }
    }

    /// The media types that its header gives it.
    pub(crate) fn media_types(&self) -> Readings<MediaType> {
        self.readings("Content-Type", "has more than one Content-Type", |value| {
            MediaType::new(value, self.default_type)
        })
    }

    /// The transfer encodings that its header gives it.
    pub(crate) fn transfer_encodings(&self) -> Readings<TransferEncoding> {
        self.readings(
            "Content-Transfer-Encoding",
            "has more than one transfer encoding",
            |value| TransferEncoding::from_label(&value.main),
        )
    }

    /// The media type that most programs take it for.
    pub(crate) fn media_type(&self) -> MediaType {
        MediaType::new(self.likeliest("Content-Type"), self.default_type)
    }

    /// The transfer encoding that most programs decode; quotes around its name and what
    /// follows it are ignored. Of several the first counts, unless it does nothing and the body is
    /// well encoded in another.
    pub(crate) fn transfer_encoding(&self) -> TransferEncoding {
        let mut encodings = self.encodings();
        let first = encodings.next().unwrap_or(TransferEncoding::Identity);
        let is_well_encoded = |encoding: &TransferEncoding| {
            let outcome = encoding.decode_to(self.body, &mut |_| {});
            outcome.size > 0 && !outcome.is_odd && !outcome.has_lost
        };
        if first.keeps_bytes() {
            let mut others = encodings.filter(|encoding| !encoding.keeps_bytes());
            others.find(is_well_encoded).unwrap_or(first)
        } else {
            first
        }
    }

    /// Whether it names a transfer encoding besides the one that is decoded.
    pub(crate) fn has_other_encoding(&self) -> bool {
        let chosen = self.transfer_encoding();
        self.encodings().any(|encoding| encoding != chosen)
    }

    fn encodings(&self) -> impl Iterator<Item = TransferEncoding> {
        let fields = self.header.all("Content-Transfer-Encoding");
        fields.take(INSTANCES).map(|field| {
            let main = Value::from_field(field).main;
            let mut words = main.split(|c: char| c.is_whitespace() || c == ',');
            let first = words
                .by_ref()
                .map(|word| word.trim_matches('"'))
                .find(|word| !word.is_empty());
            let named = TransferEncoding::from_label(first.unwrap_or_default());
            let loose = || match TransferEncoding::from_loose_label(first.unwrap_or_default()) {
                TransferEncoding::Unknown => TransferEncoding::from_loose_label(&main),
                known => known,
            };
            match named {
                TransferEncoding::Unknown => loose(),
                named => named,
            }
        })
    }

    /// Every name that its fields give it as a file, in each reading.
    pub(crate) fn names(&self) -> Vec<String> {
        file_name::names(self.header)
    }

    /// The name that most programs give it as a file, decoded; it may be empty.
    pub(crate) fn name(&self) -> Option<String> {
        file_name::name(self.header)
    }

    /// Its content ID (RFC 2392) as it is written, without what stands around its brackets.
    pub(crate) fn content_id(&self) -> Option<String> {
        let written = self.header.first("Content-ID")?.decoded();
        let brackets = written.find('<').zip(written.rfind('>'));
        Some(match brackets.filter(|(start, end)| start < end) {
            Some((start, end)) => written[start..=end].to_owned(),
            None => written.trim().trim_matches('"').to_owned(),
        })
    }

    /// Its dispositions (RFC 2183) in lower case, as many as it has fields of them.
    pub(crate) fn dispositions(&self) -> impl Iterator<Item = String> {
        self.header
            .all("Content-Disposition")
            .map(|field| Value::from_field(field).main)
    }

    /// The distinct values of a field that occurs once in a message that all programs read alike;
    /// the default when it is absent.
    fn readings<T>(
        &self,
        name: &str,
        twice: &'static str,
        reading: impl Fn(Value) -> T,
    ) -> Readings<T> {
        let mut values: Vec<Value> = Vec::new();
        for field in self.header.all(name).take(INSTANCES) {
            let value = Value::from_field(field);
            if !values.contains(&value) {
                values.push(value);
            }
        }
        let mut oddities = Vec::new();
        if values.len() > 1 {
            oddities.push(twice);
        }
        if values.iter().any(Value::is_cut) {
            oddities.push("has a field too long to be read");
        }
        if values.is_empty() {
            values.push(Value::default());
        }
        Readings {
            all: values.into_iter().map(reading).collect(),
            oddities,
        }
    }

    /// The value of a field that most programs read: its first.
    fn likeliest(&self, name: &str) -> Value {
        self.header
            .first(name)
            .map(Value::from_field)
            .unwrap_or_default()
    }
}

/// Whether `bytes` are a message: they start with fields that messages have, or as a mailbox file
/// does.
pub(crate) fn is_message(bytes: &[u8]) -> bool {
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

/// A message without the line that separates it from others in a mailbox file (RFC 4155).
pub(crate) fn without_separator(message: &[u8]) -> &[u8] {
    if message.starts_with(b"From ") || message.starts_with(b">From ") {
        &message[memchr::memchr(b'\n', message).map_or(message.len(), |end| end + 1)..]
    } else {
        message
    }
}

/// The bytes of all fields of a header.
pub(crate) fn header_bytes(header: &Header) -> Vec<u8> {
    header
        .fields()
        .iter()
        .flat_map(Field::raw)
        .copied()
        .collect()
}
