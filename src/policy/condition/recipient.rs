//! `recipient = …`: the recipient is listed.

use std::collections::HashSet;

use super::kind::{Key, Kind};
use crate::policy::facts::Message;
use crate::policy::mailboxes::MailboxList;
use crate::policy::trust::TrustBoundary;
use crate::policy::truth::Truth;

/// The recipient is one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient(pub MailboxList);

impl Recipient {
    /// Whether all that are listed are ours.
    pub(in crate::policy) fn is_local(&self, trust_boundary: &TrustBoundary) -> bool {
        let is_local = |key: &str| match key.rsplit_once('@').map_or(key, |(_, domain)| domain) {
            // No label of a domain is a star, so this stands for any.
            domain if domain.starts_with('.') => trust_boundary.is_local(&format!("*{domain}")),
            domain => trust_boundary.is_local(domain),
        };
        self.0.keys().all(is_local)
    }
}

impl Kind for Recipient {
    fn truth(&self, message: &Message<'_>) -> Truth {
        self.0.contains(&message.mailbox).into()
    }

    fn why_true(&self, _message: &Message<'_>) -> String {
        "the recipient is listed".into()
    }

    fn why_false(&self, _message: &Message<'_>) -> String {
        "the recipient isn't listed".into()
    }

    fn keys(&self, _with_body: bool) -> Option<HashSet<Key>> {
        let listed = self.0.keys().map(|key| Key::Recipient(key.to_owned()));
        Some(listed.collect())
    }

    fn for_each_key_of_recipient(message: &Message<'_>, each: &mut dyn FnMut(Key)) {
        for key in message.mailbox.keys() {
            each(Key::Recipient(key.clone()));
        }
    }

    fn implies(&self, wide: &Self) -> bool {
        wide.0.covers(&self.0)
    }
}
