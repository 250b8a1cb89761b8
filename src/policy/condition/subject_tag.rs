//! `subject_tag = …`: the subject starts with a listed tag.

use std::collections::HashSet;

use super::kind::{Key, Kind};
use crate::policy::facts::{Facts, Message, Needs};
use crate::policy::subject::{Subjects, Tag};
use crate::policy::truth::Truth;

/// A Subject starts with one of these tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectTag(pub Vec<Tag>);

impl SubjectTag {
    /// The first of the tags that the subjects bear.
    fn borne(&self, subjects: &Subjects) -> Option<&Tag> {
        self.0.iter().find(|tag| subjects.bear(tag))
    }
}

impl Kind for SubjectTag {
    fn truth(&self, message: &Message<'_>) -> Truth {
        let subjects = &message.facts.subjects;
        if self.borne(subjects).is_some() {
            Truth::Yes
        } else {
            subjects.truth_of_absence()
        }
    }

    fn why_true(&self, message: &Message<'_>) -> String {
        let tag = self.borne(&message.facts.subjects);
        tag.map(|tag| format!("the subject starts with the tag \"{tag}\""))
            .unwrap_or_default()
    }

    fn why_false(&self, _message: &Message<'_>) -> String {
        "the subject starts with none of the tags".into()
    }

    fn why_uninspectable(&self, _message: &Message<'_>) -> String {
        "the subject is too long to be inspected in full".into()
    }

    fn add_needs(&self, needs: &mut Needs) {
        needs.subject = true;
        needs.tags.extend(self.0.iter().cloned());
        needs.tag_lengths.extend(self.0.iter().map(Tag::length));
    }

    fn keys(&self, _with_body: bool) -> Option<HashSet<Key>> {
        let tags = self.0.iter().map(|tag| Key::SubjectTag(tag.key()));
        Some(tags.chain([Key::LongSubject]).collect())
    }

    fn for_each_key_of_message(facts: &Facts<'_>, each: &mut dyn FnMut(Key)) {
        for start in &facts.subject_starts {
            each(Key::SubjectTag(start.clone()));
        }
        if facts.subjects.is_cut {
            each(Key::LongSubject);
        }
    }

    fn implies(&self, wide: &Self) -> bool {
        let is_covered = |tag: &Tag| wide.0.iter().any(|other| tag.key() == other.key());
        self.0.iter().all(is_covered)
    }
}
