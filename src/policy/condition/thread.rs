//! `thread = true`: the message answers one that was sealed.

use std::collections::HashSet;

use super::kind::{Key, Kind};
use crate::policy::facts::{Facts, Message};
use crate::policy::truth::Truth;

/// The message answers one that was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thread;

impl Kind for Thread {
    fn truth(&self, message: &Message<'_>) -> Truth {
        message.facts.answers_sealed.into()
    }

    fn why_true(&self, _message: &Message<'_>) -> String {
        "it answers a sealed message".into()
    }

    fn why_false(&self, _message: &Message<'_>) -> String {
        "it answers no sealed message".into()
    }

    fn keys(&self, _with_body: bool) -> Option<HashSet<Key>> {
        Some(HashSet::from([Key::Thread]))
    }

    fn for_each_key_of_message(facts: &Facts<'_>, each: &mut dyn FnMut(Key)) {
        if facts.answers_sealed {
            each(Key::Thread);
        }
    }
}
