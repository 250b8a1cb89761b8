//! `header = { name = …, value = …, pattern = … }`: a header field is there, or says something.

use std::collections::HashSet;
use std::fmt;

use super::kind::{Key, Kind, is_subset};
use crate::detect::Detector;
use crate::policy::facts::{Facts, Fields, Message, Needs};
use crate::policy::truth::Truth;

/// A field of this name has one of these values, or one of these patterns matches it; without
/// either, it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderField {
    /// The field name.
    pub name: FieldName,
    /// Values in the form of `detect::value_skeleton`.
    pub values: Vec<String>,
    /// Patterns.
    pub patterns: Vec<Detector>,
}

/// The name of a header field: as the admin writes it, and compared without case (RFC 5322 section
/// 1.2.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldName {
    written: String,
    key: String,
}

impl FieldName {
    /// A field's name; whether it can be one is for the caller to check.
    pub fn new(name: &str) -> Self {
        Self {
            written: name.to_owned(),
            key: name.to_ascii_lowercase(),
        }
    }
}

impl fmt::Display for FieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl HeaderField {
    fn fields<'a>(&self, facts: &'a Facts<'_>) -> Option<&'a Fields> {
        facts.fields.get(&self.name.key)
    }

    /// Whether any value will do.
    fn is_open(&self) -> bool {
        self.values.is_empty() && self.patterns.is_empty()
    }

    fn fits(&self, fields: &Fields) -> bool {
        let has_value = |value: &String| fields.values.contains(value);
        let matches = |pattern: &Detector| fields.detections.distinct(*pattern) > 0;
        self.is_open() || self.values.iter().any(has_value) || self.patterns.iter().any(matches)
    }
}

impl Kind for HeaderField {
    fn truth(&self, message: &Message<'_>) -> Truth {
        match self.fields(message.facts) {
            Some(fields) if self.fits(fields) => Truth::Yes,
            Some(fields) if fields.is_cut => Truth::Uninspectable,
            _ => Truth::No,
        }
    }

    fn why_true(&self, _message: &Message<'_>) -> String {
        format!("the field {} matches", self.name)
    }

    fn why_false(&self, message: &Message<'_>) -> String {
        if self.fields(message.facts).is_none() {
            format!("there is no field {}", self.name)
        } else {
            format!("the field {} has another value", self.name)
        }
    }

    fn why_uninspectable(&self, _message: &Message<'_>) -> String {
        format!(
            "the field {} is too long to be inspected in full",
            self.name
        )
    }

    fn add_needs(&self, needs: &mut Needs) {
        let has_patterns = needs.fields.entry(self.name.key.clone()).or_default();
        *has_patterns |= !self.patterns.is_empty();
    }

    fn keys(&self, _with_body: bool) -> Option<HashSet<Key>> {
        let name = || self.name.key.clone();
        if self.is_open() {
            return Some(HashSet::from([Key::Field(name())]));
        }
        let values = self
            .values
            .iter()
            .map(|value| Key::FieldValue(name(), value.clone()));
        let patterns = self
            .patterns
            .iter()
            .map(|&pattern| Key::InField(name(), pattern));
        let open = Key::LongField(name());
        Some(values.chain(patterns).chain([open]).collect())
    }

    fn for_each_key_of_message(facts: &Facts<'_>, each: &mut dyn FnMut(Key)) {
        for (name, fields) in &facts.fields {
            each(Key::Field(name.clone()));
            for value in &fields.values {
                each(Key::FieldValue(name.clone(), value.clone()));
            }
            for detector in fields.detections.detectors() {
                each(Key::InField(name.clone(), detector));
            }
            if fields.is_cut {
                each(Key::LongField(name.clone()));
            }
        }
    }

    fn implies(&self, wide: &Self) -> bool {
        let is_covered = || {
            !self.is_open()
                && is_subset(&self.values, &wide.values)
                && is_subset(&self.patterns, &wide.patterns)
        };
        self.name.key == wide.name.key && (wide.is_open() || is_covered())
    }
}
