//! The carrier's header: what stays of the original, what is added, and what is taken from a
//! carrier that comes back.

mod clean;
mod editing;
mod fields;

use std::collections::HashMap;

use mail_builder::headers::Header as _;
use mail_builder::headers::text::Text;

use crate::mail::{Field, Header};
use clean::{Cleaned, clean};
use editing::Editing;
use fields::{is_kept, is_kept_of_carrier};

/// The field whose keyed MAC proves that a mail is one of our carriers.
pub const MAC_FIELD: &str = "X-Postseal";

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
    /// Put a field in front of the header, as what a server adds to a mail on its way stands (RFC
    /// 6376 section 3.5).
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

/// A field as a carrier keeps it: without words in comments, behind addresses and the like.
pub fn kept(field: &Field) -> Field {
    match clean(field) {
        Cleaned::Same => field.clone(),
        Cleaned::Value(value) => Field::from_milter(field.name(), format!(" {value}").as_bytes()),
        Cleaned::Gone => Field::from_milter(field.name(), b""),
    }
}

/// What identifies a carrier (RFC 5322 section 3.6).
#[derive(Clone, Debug)]
pub struct Identity {
    /// Its message ID, in brackets.
    pub message_id: String,
    /// Its date.
    pub date: String,
}

impl Identity {
    /// The edits that give a mail an identity where its own can't stay: some receivers refuse a
    /// mail without one.
    fn in_place_of_lost(&self, original: &Header) -> impl Iterator<Item = HeaderEdit> {
        let own = [("Message-ID", &self.message_id), ("Date", &self.date)];
        own.into_iter().filter_map(|(name, value)| {
            let mut fields = original.all(name).peekable();
            let is_lost = |field: &Field| matches!(clean(field), Cleaned::Gone);
            let is_wanted = fields.peek().is_some() && fields.all(is_lost);
            is_wanted.then(|| HeaderEdit::Add {
                name: name.into(),
                value: value.clone(),
            })
        })
    }
}

/// Header edits in the order in which they must be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edits(Vec<HeaderEdit>);

impl Edits {
    /// The edits that make the original's header the carrier's.
    ///
    /// `subject` replaces the Subject where it is given; `mark` is a message ID that is appended to
    /// References, by which answers in the thread are recognised; `own` is what takes the place of
    /// the original's identity where that can't stay; `content_type` describes the carrier's body.
    pub fn new(
        original: &Header,
        subject: Option<&str>,
        mark: &str,
        own: &Identity,
        content_type: &str,
    ) -> Self {
        let mut edits = stripped(original, is_kept, Some("References"));
        edits.extend(own.in_place_of_lost(original));
        edits.extend(subject.and_then(|subject| resubject(original, subject)));
        edits.push(set(original, "References", references(original, mark)));
        edits.push(HeaderEdit::Add {
            name: "MIME-Version".into(),
            value: "1.0".into(),
        });
        edits.push(HeaderEdit::Add {
            name: "Content-Type".into(),
            value: content_type.into(),
        });
        Self(edits)
    }

    /// The edit that appends a mark to the References of a mail in clear, by which answers to it
    /// are recognised.
    pub fn marking(original: &Header, mark: &str) -> Self {
        let mut known = ["References", "In-Reply-To"]
            .into_iter()
            .filter_map(|name| original.first(name));
        let known = known.next().map(Field::value).unwrap_or_default();
        let known = String::from_utf8_lossy(known).replace("\r\n", "\n");
        let value = match known.trim() {
            "" => mark.to_owned(),
            ids => format!("{ids}\n\t{mark}"),
        };
        Self(vec![set(original, "References", value)])
    }

    /// The edits that restore a carrier that comes back: fields that were added on its way are
    /// deleted, unless a carrier keeps them of an original too; `own` is for an identity that
    /// somebody on its way has spoilt.
    pub fn returning(carrier: &Header, subject: Option<&str>, own: &Identity) -> Self {
        let mut edits = stripped(carrier, is_kept_of_carrier, None);
        edits.extend(own.in_place_of_lost(carrier));
        let is_said = |subject: &str| {
            let said = carrier
                .first("Subject")
                .map(Field::decoded)
                .unwrap_or_default();
            said.split_whitespace().eq(subject.split_whitespace())
        };
        edits.extend(
            subject
                .filter(|subject| !is_said(subject))
                .and_then(|subject| resubject(carrier, subject)),
        );
        if carrier
            .first("MIME-Version")
            .is_none_or(|field| field.value().trim_ascii() != b"1.0")
        {
            edits.push(set(carrier, "MIME-Version", "1.0".into()));
        }
        Self(edits)
    }

    /// Adds one more field.
    pub fn add(&mut self, name: &str, value: String) {
        self.0.push(HeaderEdit::Add {
            name: name.into(),
            value,
        });
    }

    /// Puts a field in front of the header.
    pub fn insert(&mut self, field: &Field) {
        let name = String::from_utf8_lossy(field.name()).into_owned();
        let value = String::from_utf8_lossy(field.value())
            .trim_start()
            .replace("\r\n", "\n");
        self.0.push(HeaderEdit::Insert { name, value });
    }

    /// The header after the edits, as an MTA makes it.
    pub fn apply(&self, original: &Header) -> Header {
        let mut editing = Editing::new(original);
        for edit in self {
            editing.make(edit);
        }
        editing.finish()
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

/// What the MAC of a carrier covers of its header: how its body is to be read, in the relaxed form
/// of RFC 6376 section 3.4.2, so that folding may change on the way. All other fields a carrier has
/// in common with mail in clear, and they may change too: lists and relays rewrite addresses and
/// add fields. `None` when a header has not one such field.
pub fn content_type(header: &Header) -> Option<Vec<u8>> {
    let mut fields = header.all("Content-Type");
    let (field, None) = (fields.next()?, fields.next()) else {
        return None;
    };
    let words = field
        .value()
        .split(|byte| byte.is_ascii_whitespace())
        .filter(|word| !word.is_empty());
    Some(words.collect::<Vec<_>>().join(&b' '))
}

/// The MAC that a mail claims in its [`MAC_FIELD`], in lower-case hexadecimal; `None` when there is
/// not exactly one of the right form.
pub fn carrier_mac(header: &Header) -> Option<[u8; 32]> {
    let mut fields = header.all(MAC_FIELD);
    let (field, None) = (fields.next()?, fields.next()) else {
        return None;
    };
    let text = std::str::from_utf8(field.value().trim_ascii())
        .ok()?
        .strip_prefix("v2 ")?;
    let mut mac = [0; 32];
    if text.len() != 64
        || !text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    {
        return None;
    }
    for (at, byte) in mac.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(mac)
}

/// Deletes the fields that don't stay, and takes out of the others what doesn't, but of that which
/// is `set` to something else.
fn stripped(header: &Header, stays: impl Fn(&Field) -> bool, set: Option<&str>) -> Vec<HeaderEdit> {
    let mut seen: HashMap<String, u32> = HashMap::new();
    let (mut edits, mut dropped) = (Vec::new(), Vec::new());
    for field in header.fields() {
        let name = String::from_utf8_lossy(field.name()).into_owned();
        let count = seen.entry(name.to_ascii_lowercase()).or_default();
        *count += 1;
        let index = *count;
        // A second one would stay in clear beside the first.
        let surplus = index > 1
            && ["Subject", "References", "MIME-Version"]
                .iter()
                .any(|single| field.is(single));
        if surplus || !stays(field) {
            dropped.push(HeaderEdit::Delete { name, index });
            continue;
        }
        if set.is_some_and(|name| field.is(name)) {
            continue;
        }
        match clean(field) {
            Cleaned::Same => {}
            Cleaned::Value(value) => edits.push(HeaderEdit::Change { name, index, value }),
            Cleaned::Gone => dropped.push(HeaderEdit::Delete { name, index }),
        }
    }
    // From the last to the first: Postfix counts the fields that are left, Sendmail those that
    // were.
    edits.extend(dropped.into_iter().rev());
    edits
}

/// Gives a header another subject.
fn resubject(header: &Header, subject: &str) -> Option<HeaderEdit> {
    match encoded(subject) {
        // A field can't be given an empty value: for an MTA that means to delete it.
        value if value.is_empty() => header.first("Subject").map(|_| HeaderEdit::Delete {
            name: "Subject".into(),
            index: 1,
        }),
        value => Some(set(header, "Subject", value)),
    }
}

fn set(original: &Header, name: &str, value: String) -> HeaderEdit {
    match original.first(name) {
        Some(_) => HeaderEdit::Change {
            name: name.into(),
            index: 1,
            value,
        },
        None => HeaderEdit::Add {
            name: name.into(),
            value,
        },
    }
}

/// The original's References, or else its In-Reply-To (RFC 5322 section 3.6.4), and our mark.
fn references(original: &Header, mark: &str) -> String {
    let fields = ["References", "In-Reply-To"].map(|name| original.first(name));
    let mut texts = fields
        .into_iter()
        .flatten()
        .map(|field| String::from_utf8_lossy(field.value()));
    let text = texts.find(|text| !clean::ids(text).is_empty());
    clean::thread(&text.unwrap_or_default(), &[mark])
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
mod tests;
