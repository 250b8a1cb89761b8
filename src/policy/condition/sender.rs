//! `sender = …`: the envelope sender is listed.

use std::collections::HashSet;

use super::kind::{Key, Kind};
use crate::policy::facts::{Facts, Message};
use crate::policy::mailboxes::MailboxList;
use crate::policy::truth::Truth;

/// The envelope sender is one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender(pub MailboxList);

impl Kind for Sender {
    fn truth(&self, message: &Message<'_>) -> Truth {
        let facts = message.facts;
        if self.0.contains(&facts.sender) {
            Truth::Yes
        } else if facts.sender_is_plain {
            Truth::No
        } else {
            // The MTA may make another address of it.
            Truth::Uninspectable
        }
    }

    fn why_true(&self, _message: &Message<'_>) -> String {
        "the sender is listed".into()
    }

    fn why_false(&self, _message: &Message<'_>) -> String {
        "the sender isn't listed".into()
    }

    fn why_uninspectable(&self, _message: &Message<'_>) -> String {
        "the sender's address takes a detour, and may be another".into()
    }

    fn keys(&self, _with_body: bool) -> Option<HashSet<Key>> {
        let listed = self.0.keys().map(|key| Key::Sender(key.to_owned()));
        Some(listed.chain([Key::OddSender]).collect())
    }

    fn for_each_key_of_message(facts: &Facts<'_>, each: &mut dyn FnMut(Key)) {
        for key in facts.sender.keys() {
            each(Key::Sender(key.clone()));
        }
        if !facts.sender_is_plain {
            each(Key::OddSender);
        }
    }

    fn implies(&self, wide: &Self) -> bool {
        wide.0.covers(&self.0)
    }
}
