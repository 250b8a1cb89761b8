//! When a rule matches: predicates combined by all, any and not.
//!
//! A condition is true, false, uninspectable (the message can't be inspected in full), or it needs
//! the body first. The rule decides what uninspectable means: one that keeps mail from
//! leaving in clear takes it for a match, one that lets mail pass doesn't.
//!
//! Each kind of condition is a file here. ARCHITECTURE.md says step by step how to add one.

mod attached;
mod choice;
mod client;
mod contained;
mod header_field;
mod kind;
mod login;
mod mta_macro;
mod outbound;
mod predicate;
mod recipient;
mod sender;
mod size_over;
mod subject_tag;
mod subject_word;
mod thread;

use std::collections::HashSet;

use super::facts::{Message, Needs};
use super::truth::Truth;
use kind::commonness;

pub use attached::Attached;
pub use choice::Choice;
pub use client::Client;
pub use contained::Contained;
pub use header_field::{FieldName, HeaderField};
pub(super) use kind::Key;
pub use login::Login;
pub use mta_macro::MtaMacro;
pub use outbound::Outbound;
pub use predicate::Predicate;
pub use recipient::Recipient;
pub use sender::Sender;
pub use size_over::SizeOver;
pub use subject_tag::{NearMiss, SubjectTag};
pub use subject_word::SubjectWord;
pub use thread::Thread;

/// What must hold for a rule to match, for one recipient.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// All of these hold; with none, always.
    All(Vec<Condition>),
    /// One of these holds.
    Any(Vec<Condition>),
    /// This doesn't hold.
    Not(Box<Condition>),
    /// This holds.
    Is(Predicate),
}

impl<P: Into<Predicate>> From<P> for Condition {
    fn from(predicate: P) -> Self {
        Self::Is(predicate.into())
    }
}

impl Condition {
    /// The condition that holds when this doesn't.
    pub fn negate(self) -> Self {
        Self::Not(Box::new(self))
    }

    /// Whether this always holds.
    pub fn is_always(&self) -> bool {
        matches!(self, Self::All(all) if all.iter().all(Self::is_always))
    }

    /// Whether this holds for a message and one of its recipients.
    pub(super) fn truth(&self, message: &Message<'_>) -> Truth {
        match self {
            Self::All(all) => Truth::of_all(all.iter().map(|one| one.truth(message))),
            Self::Any(any) => Truth::of_any(any.iter().map(|one| one.truth(message))),
            Self::Not(one) => !one.truth(message),
            Self::Is(predicate) => predicate.truth(message),
        }
    }

    /// The phrase that says why this is `truth`, which [`Condition::truth`] has told of the same
    /// message.
    pub(super) fn phrase(&self, message: &Message<'_>, truth: Truth) -> String {
        let join = |conditions: &[Self], separator: &str| {
            let phrases = conditions.iter().map(|one| one.phrase(message, truth));
            phrases.collect::<Vec<_>>().join(separator)
        };
        match (self, truth) {
            (_, Truth::NeedsBody) => "it hangs on the body".into(),
            (Self::Is(predicate), _) => predicate.phrase(message, truth),
            (Self::Not(one), _) => one.phrase(message, !truth),
            (Self::All(all), Truth::Yes) if all.is_empty() => "the rule has no conditions".into(),
            (Self::All(all), Truth::Yes) => join(all, ", "),
            (Self::Any(any), Truth::No) => {
                format!("none of its alternatives holds ({})", join(any, "; "))
            }
            (Self::All(inner) | Self::Any(inner), _) => {
                let decisive = inner.iter().find(|one| one.truth(message) == truth);
                decisive
                    .map(|one| one.phrase(message, truth))
                    .unwrap_or_default()
            }
        }
    }

    /// Keys of which a message has at least one whenever this holds or is uninspectable; `None`
    /// when there are no such keys. Of conditions that must all hold, those of one are enough.
    pub(super) fn keys(&self, with_body: bool) -> Option<HashSet<Key>> {
        match self {
            Self::All(all) => {
                let keys = all.iter().filter_map(|one| one.keys(with_body));
                keys.min_by_key(commonness)
            }
            Self::Any(any) => {
                let keys = any.iter().map(|one| one.keys(with_body));
                let keys: Option<Vec<HashSet<Key>>> = keys.collect();
                keys.map(|keys| keys.into_iter().flatten().collect())
            }
            Self::Not(_) => None,
            Self::Is(predicate) => predicate.keys(with_body),
        }
    }

    /// Adds what this asks for of a message.
    pub(super) fn add_needs(&self, needs: &mut Needs) {
        self.for_each(&mut |predicate| predicate.add_needs(needs));
    }

    /// Whether this asks for content of the body, some of which may be uninspectable.
    pub(super) fn asks_for_content(&self) -> bool {
        let mut asks = false;
        self.for_each(&mut |predicate| asks |= predicate.asks_for_content());
        asks
    }

    /// This, with what nearly is a tag ignored where it would be refused.
    pub(super) fn without_refusals(&self) -> Self {
        let all = |inner: &[Self]| inner.iter().map(Self::without_refusals).collect();
        match self {
            Self::All(inner) => Self::All(all(inner)),
            Self::Any(inner) => Self::Any(all(inner)),
            Self::Is(Predicate::SubjectTag(tag)) if tag.near_miss == NearMiss::Reject => {
                let tags = tag.tags.clone();
                let near_miss = NearMiss::Ignore;
                SubjectTag { tags, near_miss }.into()
            }
            one => one.clone(),
        }
    }

    /// This, as if all mail went out where that is asked for.
    pub(super) fn without_direction(&self) -> Self {
        let all = |inner: &[Self]| inner.iter().map(Self::without_direction).collect();
        match self {
            Self::All(inner) => Self::All(all(inner)),
            Self::Any(inner) => Self::Any(all(inner)),
            Self::Is(Predicate::Outbound(_)) => Self::All(Vec::new()),
            one => one.clone(),
        }
    }

    /// Calls `each` with the predicates that this is made of.
    pub(super) fn for_each(&self, each: &mut impl FnMut(&Predicate)) {
        match self {
            Self::All(inner) | Self::Any(inner) => inner.iter().for_each(|one| one.for_each(each)),
            Self::Not(inner) => inner.for_each(each),
            Self::Is(predicate) => each(predicate),
        }
    }
}
