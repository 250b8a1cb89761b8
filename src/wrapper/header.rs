//! The carrier's header: what stays of the original, what is added, and the MAC that proves a carrier.

use std::collections::HashMap;

use mail_builder::headers::Header as _;
use mail_builder::headers::text::Text;

use crate::mail::{Field, Header};

/// The field whose keyed MAC proves that a mail is one of our carriers.
pub const MAC_FIELD: &str = "X-Postseal";

/// Fields of the original that the carrier keeps (RFC 5322 section 3.6, RFC 3834, RFC 2369, RFC 2919, RFC 8058): what mail servers and
/// clients need to deliver, sort and thread it. All others may tell of the content, or would no longer be true of the carrier.
const KEPT: [&str; 20] = [
    "Received",
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "Subject",
    "List-Id",
    "List-Help",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "List-Subscribe",
    "List-Post",
    "List-Owner",
    "List-Archive",
];

/// Fields that mail servers and signers add to a mail on its way; the MAC leaves them out. They are as few as can be, since a
/// carrier that comes back with text in one of them is passed as it is.
const TRACE: [&str; 6] =
    ["Received", "DKIM-Signature", "ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results", MAC_FIELD];

/// One change to the header of the message at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderEdit {
    /// Delete the `index`th field of this name, counted from 1.
    Delete {
        /// The field name.
        name: String,
        /// Which field of that name.
        index: u32,
    },
    /// Replace the value of the `index`th field of this name.
    Change {
        /// The field name.
        name: String,
        /// Which field of that name.
        index: u32,
        /// The new value, without a leading space; folds are LF and a tab or space.
        value: String,
    },
    /// Put a field in front of the header, as what a server adds to a mail on its way stands (RFC 6376 section 3.5).
    Insert {
        /// The field name.
        name: String,
        /// The value, without a leading space; folds are LF and a tab or space.
        value: String,
    },
    /// Add a field at the end of the header.
    Add {
        /// The field name.
        name: String,
        /// The value, without a leading space; folds are LF and a tab or space.
        value: String,
    },
}

/// Header edits in the order in which they must be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits(Vec<HeaderEdit>);

impl Edits {
    /// The edits that make the original's header the carrier's.
    ///
    /// `subject` replaces the Subject where it is given; `mark` is a message ID that is appended to References, by which answers
    /// in the thread are recognised; `content_type` describes the carrier's body.
    pub fn new(original: &Header, subject: Option<&str>, mark: &str, content_type: &str) -> Self {
        let mut edits = Vec::new();
        let mut seen: HashMap<String, u32> = HashMap::new();
        let mut dropped = Vec::new();
        for field in original.fields() {
            let name = String::from_utf8_lossy(field.name()).into_owned();
            let count = seen.entry(name.to_ascii_lowercase()).or_default();
            *count += 1;
            let index = *count;
            // A second Subject or References would stay in clear beside the one that is looked at.
            let surplus = index > 1 && (field.is("Subject") || field.is("References"));
            if surplus || !KEPT.iter().any(|kept| field.is(kept)) {
                dropped.push(HeaderEdit::Delete { name, index });
            }
        }
        // From the last to the first: Postfix counts the fields that are left, Sendmail those that were.
        edits.extend(dropped.into_iter().rev());
        match subject.map(encoded) {
            // A field can't be given an empty value: for an MTA that means to delete it.
            Some(value) if value.is_empty() => {
                edits
                    .extend(original.first("Subject").map(|_| HeaderEdit::Delete { name: "Subject".into(), index: 1 }));
            }
            Some(value) => edits.push(set(original, "Subject", value)),
            None => {}
        }
        edits.push(set(original, "References", references(original, mark)));
        edits.push(HeaderEdit::Add { name: "MIME-Version".into(), value: "1.0".into() });
        edits.push(HeaderEdit::Add { name: "Content-Type".into(), value: content_type.into() });
        Self(edits)
    }

    /// Adds one more field.
    pub fn add(&mut self, name: &str, value: String) {
        self.0.push(HeaderEdit::Add { name: name.into(), value });
    }

    /// Puts a field in front of the header.
    pub fn insert(&mut self, field: &Field) {
        let name = String::from_utf8_lossy(field.name()).into_owned();
        let value = String::from_utf8_lossy(field.value()).trim_start().replace("\r\n", "\n");
        self.0.push(HeaderEdit::Insert { name, value });
    }

    /// The header after the edits, as an MTA makes it.
    pub fn apply(&self, original: &Header) -> Header {
        let mut fields: Vec<Field> = original.fields().to_vec();
        let nth = |fields: &[Field], name: &str, index: u32| {
            fields.iter().enumerate().filter(|(_, field)| field.is(name)).nth(index as usize - 1).map(|(at, _)| at)
        };
        for edit in &self.0 {
            match edit {
                HeaderEdit::Delete { name, index } => {
                    if let Some(at) = nth(&fields, name, *index) {
                        fields.remove(at);
                    }
                }
                HeaderEdit::Change { name, index, value } => {
                    if let Some(at) = nth(&fields, name, *index) {
                        fields[at] = Field::new(name, value);
                    }
                }
                HeaderEdit::Insert { name, value } => fields.insert(0, Field::new(name, value)),
                HeaderEdit::Add { name, value } => fields.push(Field::new(name, value)),
            }
        }
        fields.into_iter().collect()
    }
}

impl<'a> IntoIterator for &'a Edits {
    type Item = &'a HeaderEdit;
    type IntoIter = std::slice::Iter<'a, HeaderEdit>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl From<Vec<HeaderEdit>> for Edits {
    fn from(edits: Vec<HeaderEdit>) -> Self {
        Self(edits)
    }
}

/// What the MAC of a carrier covers of its header: every field but those that servers add, in the relaxed form of RFC 6376
/// section 3.4.2, so that folding and spacing may change on the way.
pub fn canonical(header: &Header) -> Vec<u8> {
    let mut out = Vec::new();
    for field in header.fields().iter().filter(|field| !TRACE.iter().any(|trace| field.is(trace))) {
        out.extend(field.name().to_ascii_lowercase());
        out.push(b':');
        let words = field.value().split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
        for (at, word) in words.enumerate() {
            if at > 0 {
                out.push(b' ');
            }
            out.extend_from_slice(word);
        }
        out.push(b'\n');
    }
    out
}

/// The MAC that a mail claims in its [`MAC_FIELD`], in lower-case hexadecimal; `None` when there is not exactly one of the right form.
pub fn carrier_mac(header: &Header) -> Option<[u8; 32]> {
    let mut fields = header.all(MAC_FIELD);
    let (field, None) = (fields.next()?, fields.next()) else { return None };
    let text = std::str::from_utf8(field.value().trim_ascii()).ok()?.strip_prefix("v1 ")?;
    let mut mac = [0; 32];
    if text.len() != 64 || !text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    for (at, byte) in mac.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(mac)
}

fn set(original: &Header, name: &str, value: String) -> HeaderEdit {
    match original.first(name) {
        Some(_) => HeaderEdit::Change { name: name.into(), index: 1, value },
        None => HeaderEdit::Add { name: name.into(), value },
    }
}

/// The original's References, or else its In-Reply-To (RFC 5322 section 3.6.4), and our mark.
fn references(original: &Header, mark: &str) -> String {
    let Some(field) = original.first("References").or_else(|| original.first("In-Reply-To")) else {
        return mark.into();
    };
    let text = String::from_utf8_lossy(field.value());
    let ids: Vec<&str> = text.split_whitespace().chain([mark]).collect();
    ids.join("\n\t")
}

/// Text as a header value: encoded words where it isn't ASCII (RFC 2047), folded.
fn encoded(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
    if clean.trim().is_empty() {
        return String::new();
    }
    let mut out = Vec::new();
    Text::new(clean.trim()).write_header(&mut out, "Subject: ".len());
    String::from_utf8_lossy(&out).trim().replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carrier(original: &str, subject: Option<&str>) -> String {
        let (header, _) = Header::parse(original.as_bytes());
        let edits = Edits::new(&header, subject, "<mark@portal>", "multipart/mixed; boundary=\"b\"");
        let fields = edits.apply(&header);
        String::from_utf8(fields.fields().iter().flat_map(|field| field.raw().to_vec()).collect()).unwrap()
    }

    #[test]
    fn nothing_stays_but_what_delivery_needs() {
        let original = "Received: x\r\nDKIM-Signature: v=1\r\nX-Secret: a\r\nFrom: a@example.org\r\nx-secret : b\r\n\
                        Subject: [secure] plan\r\nSubject: second\r\nComments: c\r\nContent-Type: text/plain\r\n\
                        MIME-Version: 1.0\r\nKeywords: k\r\nBcc: z@example.net\r\nResent-To: q@example.net\r\n";
        assert_eq!(
            carrier(original, Some("plan")),
            "Received: x\r\nFrom: a@example.org\r\nSubject: plan\r\nReferences: <mark@portal>\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n"
        );
    }

    #[test]
    fn threads_stay_threads() {
        let answer = "Message-ID: <3@x>\r\nReferences: <1@x>\r\n <2@x>\r\nReferences: secret\r\nIn-Reply-To: <2@x>\r\n";
        let carrier_of = carrier(answer, None);
        assert!(carrier_of.contains("References: <1@x>\r\n\t<2@x>\r\n\t<mark@portal>\r\n"), "{carrier_of}");
        assert!(!carrier_of.contains("secret"));
        assert!(carrier("In-Reply-To: <2@x>\r\n", None).contains("References: <2@x>\r\n\t<mark@portal>\r\n"));
    }

    #[test]
    fn a_subject_that_was_nothing_but_the_tag_goes() {
        assert!(!carrier("Subject: [secure]\r\nSubject: other\r\n", Some(" ")).contains("Subject"));
    }

    #[test]
    fn a_subject_never_becomes_two_fields() {
        for subject in ["a\r\nBcc: x@example.net", "ü\nX: y", &"long ".repeat(100), "\u{85}\u{2028}x"] {
            let text = carrier("Subject: s\r\n", Some(subject));
            let (header, body) = Header::parse(text.as_bytes());
            assert_eq!((header.fields().len(), body), (4, text.len()), "{text}");
        }
    }

    #[test]
    fn the_canonical_form_bears_folding_and_trace_fields() {
        let one = Header::parse(b"To: a@x,\r\n\tb@x\r\nSubject:  s  t \r\n").0;
        let two = Header::parse(b"Received: r\r\nDKIM-Signature: d\r\nto:a@x, b@x\r\nSubject: s t\r\n").0;
        assert_eq!(canonical(&one), canonical(&two));
        let other = Header::parse(b"To: a@x, b@x\r\nSubject: s t\r\nComments: x\r\n").0;
        assert_ne!(canonical(&one), canonical(&other));
    }
}
