//! What each kind of predicate tells of itself.

use std::collections::HashSet;

use crate::detect::Detector;
use crate::policy::facts::{Facts, Message, Needs};
use crate::policy::truth::Truth;

/// A kind of predicate: what it asks of a message, and all that follows from that.
///
/// The phrases are for the log and for `explain`. They name the condition and the place that
/// matched, and never quote the message.
pub(in crate::policy) trait Kind {
    /// Whether it holds for a message and one of its recipients.
    fn truth(&self, message: &Message<'_>) -> Truth;

    /// The phrase that says why it holds.
    fn why_true(&self, message: &Message<'_>) -> String;

    /// The phrase that says why it doesn't hold.
    fn why_false(&self, message: &Message<'_>) -> String;

    /// The phrase that says why it can't be told whether it holds.
    fn why_uninspectable(&self, message: &Message<'_>) -> String {
        let reason = message.facts.uninspectable();
        reason
            .map(|reason| format!("it can't be inspected in full: {reason}"))
            .unwrap_or_default()
    }

    /// Adds what it asks for of a message.
    fn add_needs(&self, _needs: &mut Needs) {}

    /// Whether it asks for content of the body, some of which may be uninspectable.
    fn asks_for_content(&self) -> bool {
        false
    }

    /// Keys of which a message has at least one whenever this holds or is uninspectable; `None`
    /// when there are no such keys, so that it is tried for each message. `with_body`: whether the
    /// message has the keys of its body, and all of the body could be inspected.
    fn keys(&self, _with_body: bool) -> Option<HashSet<Key>> {
        None
    }

    /// Tells the keys of this kind that a message has. A key may be told more than once, and by
    /// more than one kind: rules are tried once all the same.
    fn for_each_key_of_message(_facts: &Facts<'_>, _each: &mut dyn FnMut(Key))
    where
        Self: Sized,
    {
    }

    /// Tells the keys of this kind that a message has by one of its recipients.
    fn for_each_key_of_recipient(_message: &Message<'_>, _each: &mut dyn FnMut(Key))
    where
        Self: Sized,
    {
    }

    /// Whether `wide` holds whenever this does, and is at least uninspectable when this is. What
    /// isn't seen to be so counts as not so.
    fn implies(&self, wide: &Self) -> bool
    where
        Self: Sized + PartialEq,
    {
        self == wide
    }
}

/// Something that a message has and a rule depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::policy) enum Key {
    Outbound,
    Sender(String),
    /// The sender's address takes a detour.
    OddSender,
    Recipient(String),
    Login(String),
    Macro(String, String),
    SubjectTag(String),
    /// What is nearly this tag.
    NearTag(String),
    InSubject(Detector),
    /// More of the subject than is inspected.
    LongSubject,
    Field(String),
    FieldValue(String, String),
    InField(String, Detector),
    /// More of the fields of a name than is inspected.
    LongField(String),
    Thread,
    Attachment,
    InBody(Detector),
}

/// How many messages a set of keys may name, as an order: most mail is outbound, and much of it has
/// attachments.
pub(super) fn commonness(keys: &HashSet<Key>) -> (bool, bool, usize) {
    (
        keys.contains(&Key::Outbound),
        keys.contains(&Key::Attachment),
        keys.len(),
    )
}

/// Whether all of these are among those.
pub(super) fn is_subset<T: PartialEq>(these: &[T], those: &[T]) -> bool {
    these.iter().all(|one| those.contains(one))
}
