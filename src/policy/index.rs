//! Which rules can match a message at all, found by what they ask about instead of by trying each.
//!
//! Nearly every rule hangs on something that few messages have: a recipient, a tag, a word. Such a
//! rule is filed under these [`Key`]s, of all its conditions under the rarest; the keys that a
//! message has then name the rules that are worth trying. So the cost of a decision hardly grows
//! with the number of rules. Rules that hang on nothing of the kind are tried for every message.
//!
//! The body isn't there at first. So each rule is filed twice: by what is known before the body,
//! and by everything. Where the body can't be looked at in full, what was not found in it may still
//! be there, and only the first file counts.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::condition::{Condition, Truth};
use super::facts::{Facts, Message};
use super::rule::Rule;
use crate::detect::Detector;

/// Something that a message has and a rule hangs on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Outbound,
    Sender(String),
    OddSender,
    Recipient(String),
    Login(String),
    Macro(String, String),
    Tag(String),
    InSubject(Detector),
    LongSubject,
    Field(String),
    Value(String, String),
    InField(String, Detector),
    LongField(String),
    Thread,
    InBody(Detector),
    Attachment,
}

/// The rules of a policy, filed.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    before_body: File,
    with_body: File,
    tag_lengths: BTreeSet<usize>,
}

#[derive(Clone, Debug, Default)]
struct File {
    by_key: HashMap<Key, Vec<usize>>,
    by_tag: HashMap<String, Vec<usize>>,
    always: Vec<usize>,
}

impl Index {
    pub(super) fn of(rules: &[Rule]) -> Self {
        let mut index = Self::default();
        for (at, rule) in rules.iter().enumerate() {
            index.before_body.file(at, keys(&rule.when, false));
            index.with_body.file(at, keys(&rule.when, true));
            rule.when.walk(&mut |condition| {
                if let Condition::SubjectTag(tags) = condition {
                    index
                        .tag_lengths
                        .extend(tags.iter().map(|tag| tag.key().chars().count()));
                }
            });
        }
        index
    }

    /// The rules that may match because of what is known of a message for all its recipients.
    pub(super) fn of_message(&self, facts: &Facts<'_>) -> Vec<usize> {
        let file = self.file_for(facts);
        let mut rules = file.always.clone();
        let mut with = |key: Key| rules.extend(file.by_key.get(&key).into_iter().flatten());
        facts
            .sender
            .keys()
            .iter()
            .for_each(|key| with(Key::Sender(key.clone())));
        if !facts.sender_is_plain {
            with(Key::OddSender);
        }
        facts
            .login
            .iter()
            .for_each(|login| with(Key::Login(login.clone())));
        for (name, value) in &facts.envelope.macros {
            with(Key::Macro(name.clone(), value.clone()));
        }
        if facts.subjects.is_cut {
            with(Key::LongSubject);
        }
        facts
            .subject_detections
            .detectors()
            .for_each(|detector| with(Key::InSubject(detector)));
        for (name, fields) in &facts.fields {
            with(Key::Field(name.clone()));
            fields
                .values
                .iter()
                .for_each(|value| with(Key::Value(name.clone(), value.clone())));
            fields
                .found
                .detectors()
                .for_each(|detector| with(Key::InField(name.clone(), detector)));
            if fields.is_cut {
                with(Key::LongField(name.clone()));
            }
        }
        if facts.answers_sealed {
            with(Key::Thread);
        }
        if let Some(seen) = &facts.body {
            seen.found
                .detectors()
                .for_each(|detector| with(Key::InBody(detector)));
            if !seen.content.attachments.is_empty() {
                with(Key::Attachment);
            }
        }
        rules.extend(
            facts
                .subjects
                .borne(&file.by_tag, &self.tag_lengths)
                .into_iter()
                .flatten(),
        );
        rules
    }

    /// Of these rules and those that may match because of the recipient, all in their order.
    pub(super) fn of_recipient(&self, of_message: &[usize], message: &Message<'_>) -> Vec<usize> {
        let file = self.file_for(message.facts);
        let mut rules = of_message.to_vec();
        let mut with = |key: &Key| rules.extend(file.by_key.get(key).into_iter().flatten());
        message
            .mailbox
            .keys()
            .iter()
            .for_each(|key| with(&Key::Recipient(key.clone())));
        if message.is_outbound() != Truth::No {
            with(&Key::Outbound);
        }
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    fn file_for(&self, facts: &Facts<'_>) -> &File {
        match &facts.body {
            Some(seen) if seen.content.doubt.is_none() => &self.with_body,
            _ => &self.before_body,
        }
    }
}

impl File {
    fn file(&mut self, rule: usize, keys: Option<HashSet<Key>>) {
        match keys {
            None => self.always.push(rule),
            Some(keys) => keys.into_iter().for_each(|key| match key {
                Key::Tag(tag) => self.by_tag.entry(tag).or_default().push(rule),
                key => self.by_key.entry(key).or_default().push(rule),
            }),
        }
    }
}

/// Keys of which a message has at least one whenever the condition holds; `None` when there are no
/// such keys.
fn keys(condition: &Condition, with_body: bool) -> Option<HashSet<Key>> {
    let listed = |values: &[String], key: &dyn Fn(&String) -> Key| {
        if values.is_empty() {
            None
        } else {
            Some(values.iter().map(key).collect())
        }
    };
    match condition {
        Condition::All(all) => all
            .iter()
            .filter_map(|one| keys(one, with_body))
            .min_by_key(commonness),
        Condition::Any(any) => {
            any.iter()
                .map(|one| keys(one, with_body))
                .try_fold(HashSet::new(), |mut all, keys| {
                    all.extend(keys?);
                    Some(all)
                })
        }
        Condition::Outbound => Some(HashSet::from([Key::Outbound])),
        Condition::Sender(list) => Some(or_open(
            list.keys().map(|key| Key::Sender(key.to_owned())),
            Key::OddSender,
        )),
        Condition::Recipient(list) => Some(
            list.keys()
                .map(|key| Key::Recipient(key.to_owned()))
                .collect(),
        ),
        Condition::Login(names) => listed(names, &|name| Key::Login(name.clone())),
        Condition::Macro { name, values } => {
            listed(values, &|value| Key::Macro(name.clone(), value.clone()))
        }
        Condition::SubjectTag(tags) => Some(or_open(
            tags.iter().map(|tag| Key::Tag(tag.key())),
            Key::LongSubject,
        )),
        Condition::SubjectWord(detectors) => Some(or_open(
            detectors.iter().map(|&detector| Key::InSubject(detector)),
            Key::LongSubject,
        )),
        Condition::Header {
            name,
            values,
            patterns,
        } => {
            let name = name.key();
            let mut keys: Vec<Key> = values
                .iter()
                .map(|value| Key::Value(name.to_owned(), value.clone()))
                .collect();
            keys.extend(
                patterns
                    .iter()
                    .map(|&detector| Key::InField(name.to_owned(), detector)),
            );
            Some(match keys.is_empty() {
                true => HashSet::from([Key::Field(name.to_owned())]),
                false => or_open(keys.into_iter(), Key::LongField(name.to_owned())),
            })
        }
        Condition::Thread => Some(HashSet::from([Key::Thread])),
        Condition::Content { detectors, .. } if with_body => Some(
            detectors
                .iter()
                .map(|&detector| Key::InBody(detector))
                .collect(),
        ),
        Condition::Attachment { .. } if with_body => Some(HashSet::from([Key::Attachment])),
        Condition::Content { .. }
        | Condition::Attachment { .. }
        | Condition::Not(_)
        | Condition::Client(_)
        | Condition::Size(_) => None,
    }
}

/// These keys, or the one of messages in which it can't be seen whether one of these is there.
fn or_open(keys: impl Iterator<Item = Key>, open: Key) -> HashSet<Key> {
    keys.chain([open]).collect()
}

/// How many messages a set of keys may name, as an order: most mail is outbound, and much of it has
/// attachments.
fn commonness(keys: &HashSet<Key>) -> (bool, bool, usize) {
    (
        keys.contains(&Key::Outbound),
        keys.contains(&Key::Attachment),
        keys.len(),
    )
}
