//! One rule: conditions that must all hold, and what is done then.

use std::time::Duration;

use super::subject::Subjects;
use super::{Border, Tag};
use crate::mail::text::folded;
use crate::mail::{Address, Envelope, Header};

/// A rule of the policy.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name, for logs and `explain`.
    pub name: String,
    /// What must hold, all of it; a rule without conditions matches everything.
    pub all: Vec<Condition>,
    /// What is done then.
    pub then: Action,
}

/// What a rule does with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Seal it.
    Seal {
        /// How long it can be opened.
        expires: Option<Duration>,
    },
    /// Let it pass in clear.
    Pass,
    /// Refuse it with this text.
    Reject(String),
}

/// What must hold for a rule to match, for one recipient.
#[derive(Clone, Debug)]
pub enum Condition {
    /// The message comes from our side and the recipient is outside.
    Outbound,
    /// A Subject starts with one of these tags.
    SubjectTag(Vec<Tag>),
    /// A field of this name has one of these values; without values, a field of this name is there.
    Header {
        /// The field name.
        name: String,
        /// The values, compared without regard to case, width, spacing and invisible characters.
        values: Vec<String>,
    },
    /// The envelope sender is one of these.
    Sender(Vec<Mailboxes>),
    /// The recipient is one of these.
    Recipient(Vec<Mailboxes>),
}

/// A set of mail addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mailboxes {
    /// One address.
    One(Address),
    /// All of a domain, in the form of [`domain_key`]; with a leading dot, all of its subdomains.
    Domain(String),
    /// The null sender.
    Null,
}

/// What a rule looks at.
pub(super) struct Message<'a> {
    pub envelope: &'a Envelope,
    pub header: &'a Header,
    pub subjects: &'a Subjects,
    pub recipient: &'a Address,
    pub border: &'a Border,
}

impl Rule {
    /// How the rule matches, as a phrase; `None` when it doesn't.
    pub(super) fn matches(&self, message: &Message<'_>) -> Option<String> {
        if self.all.is_empty() {
            return Some("the rule has no conditions".into());
        }
        let reasons: Option<Vec<String>> = self.all.iter().map(|condition| condition.holds(message)).collect();
        reasons.map(|reasons| reasons.join(", "))
    }

    /// The subject tags that the rule looks for.
    pub(super) fn tags(&self) -> impl Iterator<Item = &Tag> {
        self.all.iter().flat_map(|condition| match condition {
            Condition::SubjectTag(tags) => tags.as_slice(),
            _ => &[],
        })
    }
}

impl Action {
    /// The action in one word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Seal { .. } => "seal",
            Self::Pass => "pass",
            Self::Reject(_) => "reject",
        }
    }
}

impl Condition {
    fn holds(&self, message: &Message<'_>) -> Option<String> {
        let Message { envelope, border, .. } = message;
        match self {
            Self::Outbound => {
                let out = border.is_ours(envelope.login.as_deref(), envelope.client)
                    && !border.is_local(&domain_key(message.recipient.domain()));
                out.then(|| "it is outbound".into())
            }
            Self::SubjectTag(tags) => tags
                .iter()
                .find(|tag| message.subjects.bear(tag))
                .map(|tag| format!("the subject starts with the tag \"{tag}\"")),
            Self::Header { name, values } => {
                let found = message.header.all(name).any(|field| {
                    values.is_empty() || {
                        let value = folded(&field.decoded());
                        values.iter().any(|wanted| folded(wanted) == value)
                    }
                });
                found.then(|| format!("the field {name} matches"))
            }
            Self::Sender(sets) => {
                sets.iter().any(|set| set.contains(envelope.sender.as_ref())).then(|| "the sender is listed".into())
            }
            Self::Recipient(sets) => {
                sets.iter().any(|set| set.contains(Some(message.recipient))).then(|| "the recipient is listed".into())
            }
        }
    }
}

impl Mailboxes {
    /// Reads `user@example.org` (one address), `example.org` or `@example.org` (that domain), `.example.org` (its subdomains),
    /// or `<>` (the null sender).
    ///
    /// # Errors
    /// A sentence that says what is wrong with `text`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text == "<>" {
            return Ok(Self::Null);
        }
        match text.strip_prefix('@').unwrap_or(text) {
            "" => Err("an address or domain is empty".into()),
            domain if !domain.contains('@') => domain_list_entry(domain).map(Self::Domain),
            address => Address::parse(address).map(Self::One).map_err(|error| format!("\"{address}\": {error}")),
        }
    }

    fn contains(&self, address: Option<&Address>) -> bool {
        match (self, address) {
            (Self::Null, None) => true,
            (Self::One(one), Some(address)) => {
                one.local().eq_ignore_ascii_case(address.local())
                    && domain_key(one.domain()) == domain_key(address.domain())
                    || one == address
            }
            (Self::Domain(domain), Some(address)) => in_domain(&domain_key(address.domain()), domain),
            _ => false,
        }
    }
}

/// A domain as it is compared: ASCII form (RFC 5891), lower case, without a root dot.
pub fn domain_key(domain: &str) -> String {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_lowercase())
}

/// A domain of a list in the form of [`domain_key`], with its leading dot if it has one.
///
/// # Errors
/// A sentence that says why `text` is no domain.
pub fn domain_list_entry(text: &str) -> Result<String, String> {
    let (dot, domain) = text.strip_prefix('.').map_or(("", text), |domain| (".", domain));
    let key = domain_key(domain);
    let good = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let literal = key.starts_with('[') && key.ends_with(']');
    if literal || key.split('.').all(good) {
        Ok(format!("{dot}{key}"))
    } else {
        Err(format!("\"{text}\" is not a domain"))
    }
}

/// Whether a domain is `entry`, or below it when `entry` starts with a dot. Both in the form of [`domain_key`].
pub(super) fn in_domain(domain: &str, entry: &str) -> bool {
    let domain = domain_key(domain);
    if entry.starts_with('.') { domain.len() > entry.len() && domain.ends_with(entry) } else { domain == entry }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_addresses() {
        let holds = |set: &str, address: &str| {
            Mailboxes::parse(set).unwrap().contains(Address::from_path(address.as_bytes()).unwrap().as_ref())
        };
        assert!(holds("bob@example.net", "<Bob@EXAMPLE.net>"));
        assert!(!holds("bob@example.net", "<rob@example.net>"));
        for (set, address, expected) in [
            ("example.net", "<x@example.net>", true),
            ("@example.net", "<x@Example.NET.>", true),
            ("example.net", "<x@sub.example.net>", false),
            (".example.net", "<x@sub.example.net>", true),
            (".example.net", "<x@example.net>", false),
            (".example.net", "<x@badexample.net>", false),
            ("münchen.example", "<x@xn--mnchen-3ya.example>", true),
            ("xn--mnchen-3ya.example", "<x@MÜNCHEN.example>", true),
            ("<>", "<>", true),
            ("<>", "<x@example.net>", false),
            ("example.net", "<>", false),
        ] {
            assert_eq!(holds(set, address), expected, "{set} {address}");
        }
        for bad in ["", "a b.example", "x..example", "@", "a@b c"] {
            assert!(Mailboxes::parse(bad).is_err(), "{bad}");
        }
    }
}
