//! What is known of a message, worked out once however many rules and recipients ask.

use std::collections::{HashMap, HashSet};

use super::Body;
use super::TrustBoundary;
use super::condition::{Condition, Truth};
use super::glob::Name;
use super::mailboxes::Mailbox;
use super::subject::Subjects;
use crate::detect::skeletons;
use crate::detect::{Detections, Detector, Detectors};
use crate::extract::{Attachment, Bounds, Content, Uninspectable};
use crate::mail::text::folded;
use crate::mail::{Address, Envelope, Header, domain_key};

/// What is known of a message, for all of its recipients.
pub(super) struct Facts<'a> {
    pub envelope: &'a Envelope,
    pub sender: Mailbox,
    /// The login in lower case: SASL back ends take it in any.
    pub login: Option<String>,
    /// Whether the sender is who the address says before its `@`: MTAs rewrite others.
    pub sender_is_plain: bool,
    /// Whether it comes from our side; [`Truth::NeedsBody`] where that hangs on a signature.
    pub ours: Truth,
    pub answers_sealed: bool,
    pub subjects: Subjects,
    pub subject_detections: Detections,
    /// The header fields that rules ask for, by name in lower case; of several fields of a name,
    /// all.
    pub fields: HashMap<String, Fields>,
    pub body: Option<Seen>,
}

/// All fields of one name.
pub(super) struct Fields {
    /// Their values as skeletons, in each form in which they may be read.
    pub values: HashSet<String>,
    pub found: Detections,
    /// Whether there is more than is looked at.
    pub is_cut: bool,
}

/// How many bytes of the fields that rules ask for are looked at.
const MOST_BYTES: usize = 256 << 10;

/// A body that was looked at.
pub(super) struct Seen {
    pub size: u64,
    pub content: Content,
    /// The names of each attachment.
    pub names: Vec<Vec<Name>>,
    pub found: Detections,
}

/// A message on its way to one of its recipients.
pub(super) struct Message<'a> {
    pub facts: &'a Facts<'a>,
    pub recipient: &'a Address,
    pub mailbox: Mailbox,
    local: bool,
}

/// What the rules ask of a header, so that nothing else in it is looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    subject: bool,
    /// Field names in lower case, and whether patterns are held against their values.
    fields: HashMap<String, bool>,
}

impl Asked {
    pub(super) fn by<'a>(conditions: impl Iterator<Item = &'a Condition>) -> Self {
        let mut asked = Self::default();
        for condition in conditions {
            condition.walk(&mut |one| match one {
                Condition::SubjectTag(_) | Condition::SubjectWord(_) => asked.subject = true,
                Condition::Header { name, patterns, .. } => {
                    *asked.fields.entry(name.key().to_owned()).or_default() |= !patterns.is_empty();
                }
                _ => {}
            });
        }
        asked
    }
}

impl<'a> Facts<'a> {
    pub(super) fn of(
        (envelope, header, answers_sealed): (&'a Envelope, &Header, bool),
        body: Body<'_>,
        trust_boundary: &TrustBoundary,
        asked: &Asked,
        detectors: &Detectors,
        bounds: &Bounds,
    ) -> Self {
        let nothing = Header::default();
        let looks_in = matches!(body, Body::Whole(_));
        let subjects = Subjects::of(if asked.subject || looks_in {
            header
        } else {
            &nothing
        });
        let mut subject_detections = detectors.start();
        subjects
            .readings()
            .for_each(|reading| feed(detectors, &mut subject_detections, "Subject", reading));
        Self {
            envelope,
            login: envelope.login.as_deref().map(str::to_lowercase),
            sender: Mailbox::of(envelope.sender.as_ref(), &trust_boundary.local_domains),
            sender_is_plain: envelope.sender.as_ref().is_none_or(Address::is_plain),
            ours: trust_boundary.ours(envelope, header, body),
            answers_sealed,
            body: match body {
                Body::Later => None,
                Body::Whole(bytes) => Some(Seen::of(header, &subjects, bytes, detectors, bounds)),
            },
            subjects,
            subject_detections,
            fields: fields(header, asked, detectors),
        }
    }
}

fn fields(header: &Header, asked: &Asked, detectors: &Detectors) -> HashMap<String, Fields> {
    let mut fields: HashMap<String, Fields> = HashMap::new();
    if asked.fields.is_empty() {
        return fields;
    }
    let mut bytes = 0;
    for field in header.fields() {
        let name = String::from_utf8_lossy(field.name()).to_ascii_lowercase();
        let Some(&patterns) = asked.fields.get(&name) else {
            continue;
        };
        let nothing = || Fields {
            values: HashSet::new(),
            found: detectors.start(),
            is_cut: false,
        };
        let all = fields.entry(name).or_insert_with(nothing);
        bytes += field.raw().len();
        if bytes > MOST_BYTES {
            all.is_cut = true;
            continue;
        }
        for reading in field.readings() {
            all.values.extend(skeletons(&reading));
            if patterns {
                feed(detectors, &mut all.found, "the header", &reading);
            }
        }
    }
    fields
}

fn feed(detectors: &Detectors, found: &mut Detections, place: &str, text: &str) {
    detectors.feed(found, place, text, &folded(text));
}

impl Seen {
    fn of(
        header: &Header,
        subjects: &Subjects,
        body: &[u8],
        detectors: &Detectors,
        bounds: &Bounds,
    ) -> Self {
        let mut content = Content::of(header, body, bounds);
        if subjects.is_cut {
            content.doubt.get_or_insert(Uninspectable::TooMuchText {
                place: "Subject".into(),
            });
        }
        let mut found = detectors.start();
        for text in &content.texts {
            detectors.feed(&mut found, &text.place, &text.raw, &text.folded);
        }
        for attachment in &content.attachments {
            for name in &attachment.names {
                feed(
                    detectors,
                    &mut found,
                    &format!("the name of {}", attachment.place),
                    name,
                );
            }
        }
        subjects
            .readings()
            .for_each(|reading| feed(detectors, &mut found, "Subject", reading));
        let names = |attachment: &Attachment| {
            attachment
                .names
                .iter()
                .flat_map(|name| Name::readings(name))
                .collect()
        };
        Self {
            size: (header.size() + body.len()) as u64,
            names: content.attachments.iter().map(names).collect(),
            content,
            found,
        }
    }

    /// How many distinct ones of these were found.
    pub(super) fn distinct(&self, detectors: &[Detector]) -> usize {
        self.found.distinct_of(detectors)
    }
}

impl<'a> Message<'a> {
    pub(super) fn new(
        facts: &'a Facts<'a>,
        trust_boundary: &TrustBoundary,
        recipient: &'a Address,
    ) -> Self {
        let local = trust_boundary.is_local(&domain_key(recipient.domain()));
        Self {
            facts,
            recipient,
            mailbox: Mailbox::of(Some(recipient), &trust_boundary.local_domains),
            local,
        }
    }

    pub(super) fn is_outbound(&self) -> Truth {
        if self.local {
            Truth::No
        } else {
            self.facts.ours
        }
    }
}
