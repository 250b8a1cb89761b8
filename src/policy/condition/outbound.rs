//! `direction = "outbound"`: the message comes from our side and the recipient is outside.

use std::collections::HashSet;

use super::kind::{Key, Kind};
use crate::mail::domain_key;
use crate::policy::facts::Message;
use crate::policy::truth::Truth;

/// The message comes from our side and the recipient is outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outbound;

impl Kind for Outbound {
    fn truth(&self, message: &Message<'_>) -> Truth {
        if message.recipient_is_local {
            Truth::No
        } else {
            message.facts.ours
        }
    }

    fn why_true(&self, _message: &Message<'_>) -> String {
        "it is outbound".into()
    }

    fn why_false(&self, message: &Message<'_>) -> String {
        let domain = message.recipient.domain();
        if message.facts.ours == Truth::No {
            "it comes neither from a login nor from a trusted network, and no valid signature \
             vouches for its author"
                .into()
        } else if domain.is_empty() {
            "the recipient is a mailbox of this host".into()
        } else {
            format!("the recipient's domain {} is local", domain_key(domain))
        }
    }

    fn why_uninspectable(&self, _message: &Message<'_>) -> String {
        "it may come from our side: its signature was not checked".into()
    }

    fn keys(&self, _with_body: bool) -> Option<HashSet<Key>> {
        Some(HashSet::from([Key::Outbound]))
    }

    fn for_each_key_of_recipient(message: &Message<'_>, each: &mut dyn FnMut(Key)) {
        if Self.truth(message) != Truth::No {
            each(Key::Outbound);
        }
    }
}
