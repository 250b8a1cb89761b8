//! Why a condition holds or doesn't, as a phrase for the log and for `explain`. It names the
//! condition and the place that matched, and never quotes the message.

use super::condition::{Condition, Truth};
use super::facts::{Message, Seen};
use crate::mail::domain_key;

impl Condition {
    /// The phrase that says why this is `truth`, which [`Condition::truth`] has told of the same
    /// message.
    pub(super) fn phrase(&self, message: &Message<'_>, truth: Truth) -> String {
        match (self, truth) {
            (_, Truth::NeedsBody) => "it hangs on the body".into(),
            (Self::Not(inner), Truth::Yes) => inner.phrase(message, Truth::No),
            (Self::Not(inner), Truth::No) => inner.phrase(message, Truth::Yes),
            (Self::All(all), Truth::Yes) if all.is_empty() => "the rule has no conditions".into(),
            (Self::All(inner), Truth::Yes) => inner
                .iter()
                .map(|one| one.phrase(message, Truth::Yes))
                .collect::<Vec<_>>()
                .join(", "),
            (Self::Any(inner), Truth::No) => {
                let phrases: Vec<String> = inner
                    .iter()
                    .map(|one| one.phrase(message, Truth::No))
                    .collect();
                format!("none of its alternatives holds ({})", phrases.join("; "))
            }
            (Self::All(inner) | Self::Any(inner), _) => {
                let mut telling = inner.iter().filter(|one| one.truth(message) == truth);
                telling
                    .next()
                    .map(|one| one.phrase(message, truth))
                    .unwrap_or_default()
            }
            (Self::SubjectTag(_) | Self::SubjectWord(_), Truth::Uninspectable) => {
                "the subject is too long to be looked at in full".into()
            }
            (Self::Outbound, Truth::Uninspectable) => {
                "it may come from our side: its signature was not checked".into()
            }
            (Self::Sender(_), Truth::Uninspectable) => {
                "the sender's address takes a detour, and may be another".into()
            }
            (Self::Header { name, .. }, Truth::Uninspectable) => {
                format!("the field {name} is too long to be looked at in full")
            }
            (_, Truth::Uninspectable) => {
                let doubt = message
                    .facts
                    .body
                    .as_ref()
                    .and_then(|seen| seen.content.doubt.as_ref());
                doubt
                    .map(|doubt| format!("it can't be looked at in full: {doubt}"))
                    .unwrap_or_default()
            }
            (_, Truth::Yes) => self.holds(message),
            (_, Truth::No) => self.holds_not(message),
        }
    }

    fn holds(&self, message: &Message<'_>) -> String {
        let seen = message.facts.body.as_ref();
        match self {
            Self::Outbound => "it is outbound".into(),
            Self::Sender(_) => "the sender is listed".into(),
            Self::Recipient(_) => "the recipient is listed".into(),
            Self::Login(_) => "the login is listed".into(),
            Self::Client(_) => "the client's address is listed".into(),
            Self::Macro { name, .. } => format!("the macro {name} is listed"),
            Self::SubjectTag(tags) => {
                let tag = tags.iter().find(|tag| message.facts.subjects.bear(tag));
                tag.map(|tag| format!("the subject starts with the tag \"{tag}\""))
                    .unwrap_or_default()
            }
            Self::SubjectWord(_) => "a listed word stands in the subject".into(),
            Self::Header { name, .. } => format!("the field {name} matches"),
            Self::Thread => "it answers a sealed message".into(),
            Self::Size(least) => format!("it has at least {least} bytes"),
            Self::Attachment { .. } => {
                let listed = seen.and_then(|seen| self.attachment(seen));
                listed
                    .map(|listed| format!("{} is of a listed name or type", listed.place))
                    .unwrap_or_default()
            }
            Self::Content {
                what, detectors, ..
            } => {
                let (distinct, place) =
                    seen.map(|seen| seen.counted(detectors)).unwrap_or_default();
                format!("{what} ({distinct} distinct) stand in it, the first in {place}")
            }
            Self::All(_) | Self::Any(_) | Self::Not(_) => String::new(),
        }
    }

    fn holds_not(&self, message: &Message<'_>) -> String {
        let facts = message.facts;
        let seen = facts.body.as_ref();
        match self {
            Self::Outbound if facts.ours == Truth::No => {
                "it comes neither from a login nor from a trusted network, and no valid signature \
                 vouches for its author"
                    .into()
            }
            Self::Outbound if message.recipient.domain().is_empty() => {
                "the recipient is a mailbox \
                of this host"
                    .into()
            }
            Self::Outbound => format!(
                "the recipient's domain {} is \
                                       local",
                domain_key(message.recipient.domain())
            ),
            Self::Sender(_) => "the sender isn't listed".into(),
            Self::Recipient(_) => "the recipient isn't listed".into(),
            Self::Login(_) if facts.envelope.login.is_none() => "there is no login".into(),
            Self::Login(_) => "the login isn't listed".into(),
            Self::Client(_) => "the client's address isn't listed".into(),
            Self::Macro { name, .. } if !facts.envelope.macros.contains_key(name) => {
                format!("the macro {name} isn't there")
            }
            Self::Macro { name, .. } => format!("the macro {name} has another value"),
            Self::SubjectTag(_) => "the subject starts with none of the tags".into(),
            Self::SubjectWord(_) => "no listed word stands in the subject".into(),
            Self::Header { name, .. } if !facts.fields.contains_key(name.key()) => {
                format!("there is no field {name}")
            }
            Self::Header { name, .. } => format!("the field {name} has another value"),
            Self::Thread => "it answers no sealed message".into(),
            Self::Size(least) => {
                format!(
                    "it has {} bytes, not \
                         {least}",
                    seen.map(|seen| seen.size).unwrap_or_default()
                )
            }
            Self::Attachment { .. } => "no attachment is of a listed name or type".into(),
            Self::Content {
                what,
                detectors,
                at_least,
            } => {
                let distinct = seen
                    .map(|seen| seen.distinct(detectors))
                    .unwrap_or_default();
                format!("{what} ({distinct} distinct, not {at_least}) stand in it")
            }
            Self::All(_) | Self::Any(_) | Self::Not(_) => String::new(),
        }
    }
}

impl Seen {
    /// How many distinct ones of these were found, and where the first was.
    fn counted(&self, detectors: &[crate::detect::Detector]) -> (usize, String) {
        let place = detectors
            .iter()
            .find_map(|&detector| self.found.place(detector))
            .unwrap_or_default();
        (self.distinct(detectors), place.to_owned())
    }
}
