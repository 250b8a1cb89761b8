//! What is known of a message, worked out once however many rules and recipients ask.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::glob::Name;
use super::mailboxes::Mailbox;
use super::subject::{Subjects, Tag};
use super::trust::TrustBoundary;
use super::truth::Truth;
use crate::detect::{Detections, Detectors, value_skeletons};
use crate::extract::{
    Attachment, Bounds, Content, Documents, PutOff, Uninspectable, extract, extract_with,
};
use crate::mail::text::folded;
use crate::mail::{Address, Envelope, Header, domain_key};

/// What is there of a message's body.
#[derive(Clone, Copy, Debug)]
pub enum Body<'a> {
    /// It has not come yet.
    Later,
    /// All of it, as it travels.
    Whole(&'a [u8]),
}

/// What the conditions of a policy ask for, so that nothing else is worked out.
#[derive(Clone, Debug, Default)]
pub(super) struct Needs {
    /// Whether any asks about the subject.
    pub subject: bool,
    /// All subject tags: whichever of them a sealed message bears, its carrier bears none.
    pub tags: Vec<Tag>,
    /// Those of them for which what nearly fits counts.
    pub near_tags: Vec<Tag>,
    /// The lengths of the keys of all tags.
    pub tag_lengths: BTreeSet<usize>,
    /// Header fields by name in lower case, and whether patterns are tried on their values.
    pub fields: HashMap<String, bool>,
    /// Macros of the MTA, without braces.
    pub macros: BTreeSet<String>,
}

impl Needs {
    /// Whether any condition asks for the subject or another field.
    pub fn asks_for_header(&self) -> bool {
        self.subject || !self.fields.is_empty()
    }

    /// The subject that a carrier gets, where it isn't that of the message.
    pub(super) fn without_tags(&self, subjects: &Subjects) -> Option<String> {
        subjects.without(&self.tags, &self.near_tags)
    }
}

/// What works out the facts of messages: the same for all messages under a policy.
#[derive(Clone)]
pub(super) struct Inspector {
    pub trust_boundary: TrustBoundary,
    pub needs: Needs,
    pub detectors: Arc<Detectors>,
    pub bounds: Bounds,
    /// Who reads documents; this process where nobody else does.
    pub documents: Option<Arc<dyn Documents>>,
}

/// What is known of a message, for all of its recipients.
pub(super) struct Facts<'a> {
    pub envelope: &'a Envelope,
    pub sender: Mailbox,
    /// The login in lower case: SASL back ends take it in any.
    pub login: Option<String>,
    /// Whether the sender is who the address says before its `@`: MTAs rewrite others.
    pub sender_is_plain: bool,
    /// Whether it comes from our side; [`Truth::NeedsBody`] where that depends on a signature.
    pub ours: Truth,
    pub answers_sealed: bool,
    pub subjects: Subjects,
    /// What stands in the subjects where a tag may stand, in the form and the lengths of the keys
    /// of tags.
    pub subject_starts: HashSet<String>,
    /// The keys of the tags that the subjects nearly bear, where a rule counts that.
    pub near_tags: HashSet<String>,
    pub subject_detections: Detections,
    /// The header fields that rules ask for, by name in lower case; of several fields of a name,
    /// all.
    pub fields: HashMap<String, Fields>,
    pub body: Option<InspectedBody>,
}

/// All fields of one name.
pub(super) struct Fields {
    /// Their values as skeletons, in each form in which they may be read.
    pub values: HashSet<String>,
    pub detections: Detections,
    /// Whether there is more than is inspected.
    pub is_cut: bool,
}

/// How many bytes of the fields that rules ask for are inspected.
const MOST_BYTES: usize = 256 << 10;

/// A body that was inspected.
pub(super) struct InspectedBody {
    /// The size of header and body, in bytes.
    pub size: u64,
    pub content: Content,
    /// The names of each attachment.
    pub names: Vec<Vec<Name>>,
    pub detections: Detections,
}

/// A message on its way to one of its recipients.
pub(super) struct Message<'a> {
    pub facts: &'a Facts<'a>,
    pub recipient: &'a Address,
    pub mailbox: Mailbox,
    pub recipient_is_local: bool,
}

impl Inspector {
    /// Works out what the policy's conditions ask for.
    ///
    /// # Errors
    /// When documents can't be read now.
    pub(super) fn inspect<'a>(
        &self,
        envelope: &'a Envelope,
        header: &Header,
        answers_sealed: bool,
        body: Body<'_>,
    ) -> Result<Facts<'a>, PutOff> {
        let has_body = matches!(body, Body::Whole(_));
        let subjects = if self.needs.subject || has_body {
            Subjects::new(header)
        } else {
            Subjects::default()
        };
        let mut subject_detections = self.detectors.start();
        for reading in subjects.readings() {
            self.detect(&mut subject_detections, "Subject", reading);
        }
        let sender = envelope.sender.as_ref();
        Ok(Facts {
            envelope,
            login: envelope.login.as_deref().map(str::to_lowercase),
            sender: Mailbox::new(sender, &self.trust_boundary.local_domains),
            sender_is_plain: sender.is_none_or(Address::is_plain),
            ours: self.trust_boundary.ours(envelope, header, has_body),
            answers_sealed,
            body: match body {
                Body::Later => None,
                Body::Whole(bytes) => Some(self.inspect_body(envelope, header, &subjects, bytes)?),
            },
            subject_starts: subjects.starts(&self.needs.tag_lengths),
            near_tags: self
                .needs
                .near_tags
                .iter()
                .filter(|tag| subjects.nearly_bear(tag))
                .map(Tag::key)
                .collect(),
            subjects,
            subject_detections,
            fields: self.inspect_fields(header),
        })
    }

    fn inspect_fields(&self, header: &Header) -> HashMap<String, Fields> {
        let mut fields: HashMap<String, Fields> = HashMap::new();
        if self.needs.fields.is_empty() {
            return fields;
        }
        let mut bytes = 0;
        for field in header.fields() {
            let name = String::from_utf8_lossy(field.name()).to_ascii_lowercase();
            let Some(&has_patterns) = self.needs.fields.get(&name) else {
                continue;
            };
            let nothing = || Fields {
                values: HashSet::new(),
                detections: self.detectors.start(),
                is_cut: false,
            };
            let all = fields.entry(name).or_insert_with(nothing);
            bytes += field.raw().len();
            if bytes > MOST_BYTES {
                all.is_cut = true;
                continue;
            }
            for reading in field.readings() {
                all.values.extend(value_skeletons(&reading));
                if has_patterns {
                    self.detect(&mut all.detections, "the header", &reading);
                }
            }
        }
        fields
    }

    fn inspect_body(
        &self,
        envelope: &Envelope,
        header: &Header,
        subjects: &Subjects,
        body: &[u8],
    ) -> Result<InspectedBody, PutOff> {
        let mut content = match &self.documents {
            Some(documents) => {
                let sender = sender_of(envelope);
                extract_with(header, body, &self.bounds, &**documents, &sender)?
            }
            None => extract(header, body, &self.bounds),
        };
        if subjects.is_cut {
            content
                .uninspectable
                .get_or_insert(Uninspectable::TooMuchText {
                    place: "Subject".into(),
                });
        }
        let mut detections = self.detectors.start();
        for text in &content.texts {
            self.detectors
                .feed(&mut detections, &text.place, &text.raw, &text.folded);
        }
        for attachment in &content.attachments {
            for name in &attachment.names {
                let place = format!("the name of {}", attachment.place);
                self.detect(&mut detections, &place, name);
            }
        }
        for reading in subjects.readings() {
            self.detect(&mut detections, "Subject", reading);
        }
        let names = |attachment: &Attachment| {
            let names = attachment.names.iter();
            names.flat_map(|name| Name::readings(name)).collect()
        };
        Ok(InspectedBody {
            size: (header.size() + body.len()) as u64,
            names: content.attachments.iter().map(names).collect(),
            content,
            detections,
        })
    }

    fn detect(&self, detections: &mut Detections, place: &str, text: &str) {
        self.detectors.feed(detections, place, text, &folded(text));
    }
}

impl Facts<'_> {
    /// The truth of what `holds` says of the body, whether or not all of it can be inspected.
    pub(super) fn truth_by_body(&self, holds: impl FnOnce(&InspectedBody) -> bool) -> Truth {
        match &self.body {
            Some(body) => holds(body).into(),
            None => Truth::NeedsBody,
        }
    }

    /// The truth of what `is_found` says of the content of the body: what isn't found may be in
    /// what can't be inspected.
    pub(super) fn truth_by_content(&self, is_found: impl FnOnce(&InspectedBody) -> bool) -> Truth {
        match self.truth_by_body(is_found) {
            Truth::No if self.uninspectable().is_some() => Truth::Uninspectable,
            truth => truth,
        }
    }

    /// The documents in the body whose readers ended or took too long, as phrases.
    pub(super) fn lost(&self) -> Vec<String> {
        let lost = self.body.iter().flat_map(|body| &body.content.lost);
        lost.map(ToString::to_string).collect()
    }

    /// What in the body can't be inspected.
    pub(super) fn uninspectable(&self) -> Option<&Uninspectable> {
        self.body.as_ref()?.content.uninspectable.as_ref()
    }
}

/// Who sends a message, for counting: the login, or else the client and the address that it gives.
fn sender_of(envelope: &Envelope) -> String {
    if let Some(login) = &envelope.login {
        return login.to_lowercase();
    }
    let client = envelope.client.map(|client| client.to_string());
    let address = envelope.sender.as_ref().map(Address::key);
    [client, address]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

impl<'a> Message<'a> {
    pub(super) fn new(
        facts: &'a Facts<'a>,
        recipient: &'a Address,
        trust_boundary: &TrustBoundary,
    ) -> Self {
        Self {
            facts,
            recipient,
            mailbox: Mailbox::new(Some(recipient), &trust_boundary.local_domains),
            recipient_is_local: trust_boundary.is_local(&domain_key(recipient.domain())),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Whoever logs in is one sender, whatever addresses they give.
    #[test]
    fn senders_are_told_by_login_or_else_by_client_and_address() {
        let from = |login: Option<&str>, client: &str, sender: &[u8]| {
            sender_of(&Envelope {
                login: login.map(str::to_owned),
                client: client.parse().ok(),
                sender: Address::from_path(sender).unwrap(),
                ..Envelope::default()
            })
        };
        let ann = from(Some("ann"), "192.0.2.1", b"<ann@example.org>");
        assert_eq!(ann, from(Some("ANN"), "192.0.2.2", b"<list@example.org>"));
        assert_ne!(ann, from(Some("bob"), "192.0.2.1", b"<ann@example.org>"));
        let relayed = from(None, "192.0.2.1", b"<ann@example.org>");
        assert_eq!(relayed, from(None, "192.0.2.1", b"<Ann@Example.ORG>"));
        assert_ne!(relayed, from(None, "192.0.2.2", b"<ann@example.org>"));
        assert_ne!(relayed, from(None, "192.0.2.1", b"<bob@example.org>"));
        assert_eq!(
            from(None, "unknown", b"<>"),
            "",
            "nobody is told from nobody"
        );
    }
}
