//! `subject_word = …`: a listed word stands in the subject.

use std::collections::HashSet;

use super::kind::{Key, Kind, is_subset};
use crate::detect::Detector;
use crate::policy::facts::{Facts, Message, Needs};
use crate::policy::truth::Truth;

/// A Subject holds one of these words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectWord(pub Vec<Detector>);

impl Kind for SubjectWord {
    fn truth(&self, message: &Message<'_>) -> Truth {
        let detections = &message.facts.subject_detections;
        if self.0.iter().any(|&word| detections.distinct(word) > 0) {
            Truth::Yes
        } else {
            message.facts.subjects.truth_of_absence()
        }
    }

    fn why_true(&self, _message: &Message<'_>) -> String {
        "a listed word stands in the subject".into()
    }

    fn why_false(&self, _message: &Message<'_>) -> String {
        "no listed word stands in the subject".into()
    }

    fn why_uninspectable(&self, _message: &Message<'_>) -> String {
        "the subject is too long to be inspected in full".into()
    }

    fn add_needs(&self, needs: &mut Needs) {
        needs.subject = true;
    }

    fn keys(&self, _with_body: bool) -> Option<HashSet<Key>> {
        let words = self.0.iter().map(|&word| Key::InSubject(word));
        Some(words.chain([Key::LongSubject]).collect())
    }

    fn for_each_key_of_message(facts: &Facts<'_>, each: &mut dyn FnMut(Key)) {
        for detector in facts.subject_detections.detectors() {
            each(Key::InSubject(detector));
        }
        if facts.subjects.is_cut {
            each(Key::LongSubject);
        }
    }

    fn implies(&self, wide: &Self) -> bool {
        is_subset(&self.0, &wide.0)
    }
}
