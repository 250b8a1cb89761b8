//! `attachment_name = …`, `attachment_type = …`: a file is attached that is named or typed so.

use std::collections::HashSet;

use super::kind::{Key, Kind, is_subset};
use crate::extract::Attachment;
use crate::policy::facts::{Facts, InspectedBody, Message};
use crate::policy::glob::{Glob, Name};
use crate::policy::truth::Truth;

/// An attachment has a name of one of these forms, or is of one of these true types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// Forms of names.
    pub names: Vec<Glob>,
    /// True types, of [`crate::extract::Kind::NAMES`].
    pub kinds: Vec<String>,
}

impl Attached {
    /// The first attachment that is listed.
    fn find<'a>(&self, body: &'a InspectedBody) -> Option<&'a Attachment> {
        let is_named = |name: &Name| self.names.iter().any(|glob| glob.fits(name));
        let is_listed = |(attachment, names): &(&Attachment, &Vec<Name>)| {
            self.kinds.iter().any(|kind| attachment.is(kind)) || names.iter().any(is_named)
        };
        let mut attachments = body.content.attachments.iter().zip(&body.names);
        attachments
            .find(is_listed)
            .map(|(attachment, _)| attachment)
    }
}

impl Kind for Attached {
    fn truth(&self, message: &Message<'_>) -> Truth {
        let facts = message.facts;
        facts.truth_by_content(|body| self.find(body).is_some())
    }

    fn why_true(&self, message: &Message<'_>) -> String {
        let body = message.facts.body.as_ref();
        let attachment = body.and_then(|body| self.find(body));
        attachment
            .map(|attachment| format!("{} is of a listed name or type", attachment.place))
            .unwrap_or_default()
    }

    fn why_false(&self, _message: &Message<'_>) -> String {
        "no attachment is of a listed name or type".into()
    }

    fn asks_for_content(&self) -> bool {
        true
    }

    fn keys(&self, with_body: bool) -> Option<HashSet<Key>> {
        with_body.then(|| HashSet::from([Key::Attachment]))
    }

    fn for_each_key_of_message(facts: &Facts<'_>, each: &mut dyn FnMut(Key)) {
        let body = facts.body.as_ref();
        if body.is_some_and(|body| !body.content.attachments.is_empty()) {
            each(Key::Attachment);
        }
    }

    fn implies(&self, wide: &Self) -> bool {
        is_subset(&self.names, &wide.names) && is_subset(&self.kinds, &wide.kinds)
    }
}
