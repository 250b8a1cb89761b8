//! `words = …`, `patterns = …`, `identifiers = …`: what is listed stands in the message.

use std::collections::HashSet;

use super::kind::{Key, Kind, is_subset};
use crate::detect::Detector;
use crate::policy::facts::{Facts, InspectedBody, Message};
use crate::policy::truth::Truth;

/// At least a number of distinct ones of these words, patterns or identifiers stand in the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contained {
    /// What they are, for `explain`: "listed words", "matches of listed patterns", "identifiers".
    pub what: String,
    /// What is looked for.
    pub detectors: Vec<Detector>,
    /// How many distinct ones it takes.
    pub at_least: usize,
}

impl Contained {
    fn distinct(&self, body: &InspectedBody) -> usize {
        body.detections.distinct_of(&self.detectors)
    }

    /// The place of the first one.
    fn place<'a>(&self, body: &'a InspectedBody) -> Option<&'a str> {
        let mut detectors = self.detectors.iter();
        detectors.find_map(|&detector| body.detections.place(detector))
    }
}

impl Kind for Contained {
    fn truth(&self, message: &Message<'_>) -> Truth {
        let facts = message.facts;
        facts.truth_by_content(|body| self.distinct(body) >= self.at_least)
    }

    fn why_true(&self, message: &Message<'_>) -> String {
        let body = message.facts.body.as_ref();
        let distinct = body.map(|body| self.distinct(body)).unwrap_or_default();
        let place = body.and_then(|body| self.place(body)).unwrap_or_default();
        let what = &self.what;
        format!("{what} ({distinct} distinct) stand in it, the first in {place}")
    }

    fn why_false(&self, message: &Message<'_>) -> String {
        let body = message.facts.body.as_ref();
        let distinct = body.map(|body| self.distinct(body)).unwrap_or_default();
        let Self { what, at_least, .. } = self;
        format!("{what} ({distinct} distinct, not {at_least}) stand in it")
    }

    fn asks_for_content(&self) -> bool {
        true
    }

    fn keys(&self, with_body: bool) -> Option<HashSet<Key>> {
        let detectors = self.detectors.iter();
        with_body.then(|| detectors.map(|&detector| Key::InBody(detector)).collect())
    }

    fn for_each_key_of_message(facts: &Facts<'_>, each: &mut dyn FnMut(Key)) {
        if let Some(body) = &facts.body {
            for detector in body.detections.detectors() {
                each(Key::InBody(detector));
            }
        }
    }

    fn implies(&self, wide: &Self) -> bool {
        is_subset(&self.detectors, &wide.detectors) && self.at_least >= wide.at_least
    }
}
