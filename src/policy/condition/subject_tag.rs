//! `subject_tag = …`: the subject starts with a listed tag, or with what is nearly one.

use std::collections::HashSet;

use super::kind::{Key, Kind};
use crate::policy::facts::{Facts, Message, Needs};
use crate::policy::subject::{Subjects, Tag};
use crate::policy::truth::Truth;

/// A Subject starts with one of these tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectTag {
    /// The tags.
    pub tags: Vec<Tag>,
    /// What is made of a subject that nearly bears one of them.
    pub near_miss: NearMiss,
}

/// What is made of a tag that isn't written as it should be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NearMiss {
    /// It is no tag.
    #[default]
    Ignore,
    /// It is taken for the tag.
    Seal,
    /// The message is refused: the sender is told how the tag is written.
    Reject,
}

impl SubjectTag {
    /// The first of the tags that the subjects bear.
    fn borne(&self, subjects: &Subjects) -> Option<&Tag> {
        self.tags.iter().find(|tag| subjects.bear(tag))
    }

    /// The first of the tags that the subjects nearly bear.
    pub(in crate::policy) fn nearly_borne(&self, subjects: &Subjects) -> Option<&Tag> {
        self.tags.iter().find(|tag| subjects.nearly_bear(tag))
    }

    fn takes_near_misses(&self) -> bool {
        self.near_miss != NearMiss::Ignore
    }
}

impl Kind for SubjectTag {
    fn truth(&self, message: &Message<'_>) -> Truth {
        let facts = message.facts;
        let is_near = |tag: &Tag| facts.near_tags.contains(&tag.key());
        if self.borne(&facts.subjects).is_some()
            || self.takes_near_misses() && self.tags.iter().any(is_near)
        {
            Truth::Yes
        } else {
            facts.subjects.truth_of_absence()
        }
    }

    fn why_true(&self, message: &Message<'_>) -> String {
        let subjects = &message.facts.subjects;
        match (self.borne(subjects), self.nearly_borne(subjects)) {
            (Some(tag), _) => format!("the subject starts with the tag \"{tag}\""),
            (None, Some(tag)) => format!("the subject nearly has the tag \"{tag}\""),
            (None, None) => String::new(),
        }
    }

    fn why_false(&self, message: &Message<'_>) -> String {
        match self.nearly_borne(&message.facts.subjects) {
            Some(tag) => format!(
                "the subject only nearly has the tag \"{tag}\", which near_miss lets it ignore"
            ),
            None => "the subject starts with none of the tags".into(),
        }
    }

    fn why_uninspectable(&self, _message: &Message<'_>) -> String {
        "the subject is too long to be inspected in full".into()
    }

    fn add_needs(&self, needs: &mut Needs) {
        needs.subject = true;
        needs.tags.extend(self.tags.iter().cloned());
        needs.tag_lengths.extend(self.tags.iter().map(Tag::length));
        if self.takes_near_misses() {
            needs.near_tags.extend(self.tags.iter().cloned());
        }
    }

    fn keys(&self, _with_body: bool) -> Option<HashSet<Key>> {
        let tags = self.tags.iter().map(|tag| Key::SubjectTag(tag.key()));
        let near = self.tags.iter().filter(|_| self.takes_near_misses());
        let near = near.map(|tag| Key::NearTag(tag.key()));
        Some(tags.chain(near).chain([Key::LongSubject]).collect())
    }

    fn for_each_key_of_message(facts: &Facts<'_>, each: &mut dyn FnMut(Key)) {
        for start in &facts.subject_starts {
            each(Key::SubjectTag(start.clone()));
        }
        for tag in &facts.near_tags {
            each(Key::NearTag(tag.clone()));
        }
        if facts.subjects.is_cut {
            each(Key::LongSubject);
        }
    }

    fn implies(&self, wide: &Self) -> bool {
        let is_covered = |tag: &Tag| wide.tags.iter().any(|other| tag.key() == other.key());
        let near_too = !self.takes_near_misses() || wide.takes_near_misses();
        near_too && self.tags.iter().all(is_covered)
    }
}
