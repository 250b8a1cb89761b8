//! When a rule matches: conditions combined by all, any and not.
//!
//! A condition is true, false, in doubt (the message can't be looked at in full), or it needs the
//! body first. Uninspectable follows Kleene's logic through all, any and not, and the rule decides what it
//! means: one that keeps mail from leaving in clear takes doubt for true, one that lets mail pass
//! takes it for false.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

use super::facts::{Message, Seen};
use super::glob::{Glob, Name};
use super::mailboxes::MailboxList;
use super::subject::Tag;
use crate::detect::Detector;
use crate::extract::Attachment;

/// What must hold for a rule to match, for one recipient.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// All of these hold; with none, always.
    All(Vec<Condition>),
    /// One of these holds.
    Any(Vec<Condition>),
    /// This doesn't hold.
    Not(Box<Condition>),
    /// The message comes from our side and the recipient is outside.
    Outbound,
    /// The envelope sender is one of these.
    Sender(MailboxList),
    /// The recipient is one of these.
    Recipient(MailboxList),
    /// The sender logged in under one of these names, which are in lower case; with none, under
    /// any.
    Login(Vec<String>),
    /// The client's address is in one of these networks.
    Client(Vec<IpNet>),
    /// A macro of the MTA has one of these values; without values, any.
    Macro {
        /// The macro's name, without braces.
        name: String,
        /// The values.
        values: Vec<String>,
    },
    /// A Subject starts with one of these tags.
    SubjectTag(Vec<Tag>),
    /// A Subject holds one of these words.
    SubjectWord(Vec<Detector>),
    /// A field of this name has one of these values, or one of these patterns matches it; without
    /// either, it is there.
    Header {
        /// The field name.
        name: FieldName,
        /// Values in the form of `skeleton`.
        values: Vec<String>,
        /// Patterns.
        patterns: Vec<Detector>,
    },
    /// The message answers one that was sealed.
    Thread,
    /// Header and body have at least this many bytes.
    Size(u64),
    /// An attachment has a name of this form, or is of this true type.
    Attachment {
        /// Forms of names.
        names: Vec<Glob>,
        /// True types, of [`crate::extract::Kind::NAMES`].
        kinds: Vec<String>,
    },
    /// Of these words, patterns or identifiers, so many distinct ones stand in the message.
    Content {
        /// What they are, for `explain`: "listed words", "matches of listed patterns",
        /// "identifiers".
        what: String,
        /// What is looked for.
        detectors: Vec<Detector>,
        /// How many distinct ones it takes.
        at_least: usize,
    },
}

/// The name of a header field: as the admin writes it, and compared without case (RFC 5322 section
/// 1.2.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldName {
    written: String,
    key: String,
}

impl FieldName {
    /// A field's name; whether it can be one is for the caller to check.
    pub fn new(name: &str) -> Self {
        Self {
            written: name.to_owned(),
            key: name.to_ascii_lowercase(),
        }
    }

    /// The name in lower case.
    pub(super) fn key(&self) -> &str {
        &self.key
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

/// Whether a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    Yes,
    No,
    Uninspectable,
    NeedsBody,
}

impl From<bool> for Truth {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

impl Condition {
    /// Whether this holds for a message and one of its recipients.
    pub(super) fn truth(&self, message: &Message<'_>) -> Truth {
        match self {
            Self::All(all) => together(all, message, Truth::No, Truth::Yes),
            Self::Any(any) => together(any, message, Truth::Yes, Truth::No),
            Self::Not(condition) => match condition.truth(message) {
                Truth::Yes => Truth::No,
                Truth::No => Truth::Yes,
                other => other,
            },
            Self::Size(least) => match &message.facts.body {
                Some(seen) => (seen.size >= *least).into(),
                None => Truth::NeedsBody,
            },
            Self::Outbound => message.is_outbound(),
            Self::Attachment { .. } | Self::Content { .. } => match &message.facts.body {
                Some(seen) if self.is_in(seen) => Truth::Yes,
                Some(seen) if seen.content.doubt.is_some() => Truth::Uninspectable,
                Some(_) => Truth::No,
                None => Truth::NeedsBody,
            },
            _ if self.is_outside(message) => Truth::Yes,
            _ if self.is_open(message) => Truth::Uninspectable,
            _ => Truth::No,
        }
    }

    /// Calls `each` with this condition and all that it is made of.
    pub(super) fn walk<'a>(&'a self, each: &mut impl FnMut(&'a Self)) {
        each(self);
        match self {
            Self::All(inner) | Self::Any(inner) => inner.iter().for_each(|one| one.walk(each)),
            Self::Not(inner) => inner.walk(each),
            _ => {}
        }
    }

    /// Whether this always holds.
    pub fn is_always(&self) -> bool {
        matches!(self, Self::All(all) if all.iter().all(Self::is_always))
    }

    /// Whether this holds by what is known before the body.
    fn is_outside(&self, message: &Message<'_>) -> bool {
        let facts = message.facts;
        let envelope = facts.envelope;
        let listed = |list: &[String], value: &String| list.is_empty() || list.contains(value);
        match self {
            Self::Sender(list) => list.contains(&facts.sender),
            Self::Recipient(list) => list.contains(&message.mailbox),
            Self::Login(names) => facts
                .login
                .as_ref()
                .is_some_and(|login| listed(names, login)),
            Self::Client(networks) => {
                let client = envelope.client.as_ref().map(IpAddr::to_canonical);
                client
                    .is_some_and(|client| networks.iter().any(|network| network.contains(&client)))
            }
            Self::Macro { name, values } => envelope
                .macros
                .get(name)
                .is_some_and(|value| listed(values, value)),
            Self::SubjectTag(tags) => tags.iter().any(|tag| facts.subjects.bear(tag)),
            Self::SubjectWord(detectors) => detectors
                .iter()
                .any(|&detector| facts.subject_detections.distinct(detector) > 0),
            Self::Header {
                name,
                values,
                patterns,
            } => facts.fields.get(name.key()).is_some_and(|field| {
                values.is_empty() && patterns.is_empty()
                    || values.iter().any(|value| field.values.contains(value))
                    || patterns
                        .iter()
                        .any(|&detector| field.found.distinct(detector) > 0)
            }),
            Self::Thread => facts.answers_sealed,
            _ => false,
        }
    }

    /// Whether this may hold although it can't be seen: there is more than was looked at, or the
    /// MTA makes something else of it.
    fn is_open(&self, message: &Message<'_>) -> bool {
        match self {
            Self::SubjectTag(_) | Self::SubjectWord(_) => message.facts.subjects.is_cut,
            Self::Header { name, .. } => message
                .facts
                .fields
                .get(name.key())
                .is_some_and(|field| field.is_cut),
            Self::Sender(_) => !message.facts.sender_is_plain,
            _ => false,
        }
    }

    /// Whether this holds by what was found in the body.
    fn is_in(&self, seen: &Seen) -> bool {
        match self {
            Self::Attachment { .. } => self.attachment(seen).is_some(),
            Self::Content {
                detectors,
                at_least,
                ..
            } => seen.distinct(detectors) >= *at_least,
            _ => false,
        }
    }

    /// The attachment by which this holds.
    pub(super) fn attachment<'s>(&self, seen: &'s Seen) -> Option<&'s Attachment> {
        let Self::Attachment { names, kinds } = self else {
            return None;
        };
        let listed = |(attachment, own): &(&Attachment, &Vec<Name>)| {
            kinds.iter().any(|kind| attachment.is(kind))
                || own
                    .iter()
                    .any(|name| names.iter().any(|glob| glob.fits(name)))
        };
        seen.content
            .attachments
            .iter()
            .zip(&seen.names)
            .find(listed)
            .map(|(attachment, _)| attachment)
    }
}

/// The truth of several conditions: `decisive` as soon as one is that, `otherwise` when all are the
/// other.
fn together(
    conditions: &[Condition],
    message: &Message<'_>,
    decisive: Truth,
    otherwise: Truth,
) -> Truth {
    let mut truth = otherwise;
    for condition in conditions {
        match condition.truth(message) {
            one if one == decisive => return decisive,
            Truth::NeedsBody => truth = Truth::NeedsBody,
            Truth::Uninspectable if truth == otherwise => truth = Truth::Uninspectable,
            _ => {}
        }
    }
    truth
}
