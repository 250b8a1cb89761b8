//! Which rules can match a message at all, found by what they ask about instead of by trying each.
//!
//! Nearly every rule depends on something that few messages have: a recipient, a tag, a word. Such
//! a rule is filed under these [`Key`]s, of all its conditions under the rarest; the keys that a
//! message has then name the rules that are worth trying. So the cost of a decision hardly grows
//! with the number of rules. Rules that depend on nothing of the kind are tried for every message.
//!
//! The body isn't there at first. So each rule is filed twice: by what is known before the body,
//! and by everything. Where the body can't be inspected in full, what was not found in it may still
//! be there, and only the first file counts.

use std::collections::{HashMap, HashSet};

use super::condition::{Key, Predicate};
use super::facts::{Facts, Message};
use super::rule::Rule;

/// The rules of a policy, filed.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    before_body: File,
    with_body: File,
}

#[derive(Clone, Debug, Default)]
struct File {
    by_key: HashMap<Key, Vec<usize>>,
    /// Rules without keys.
    always: Vec<usize>,
}

impl Index {
    pub(super) fn new(rules: &[Rule]) -> Self {
        let mut index = Self::default();
        for (at, rule) in rules.iter().enumerate() {
            index.before_body.add(at, rule.when.keys(false));
            index.with_body.add(at, rule.when.keys(true));
        }
        index
    }

    /// The rules that may match by what is known of a message for all its recipients.
    pub(super) fn rules_for_message(&self, facts: &Facts<'_>) -> Vec<usize> {
        let file = self.file_for(facts);
        let mut rules = file.always.clone();
        Predicate::for_each_key_of_message(facts, &mut |key| rules.extend(file.rules(&key)));
        rules
    }

    /// Of these rules and those that may match by the recipient, all in their order.
    pub(super) fn rules_for_recipient(
        &self,
        for_message: &[usize],
        message: &Message<'_>,
    ) -> Vec<usize> {
        let file = self.file_for(message.facts);
        let mut rules = for_message.to_vec();
        Predicate::for_each_key_of_recipient(message, &mut |key| rules.extend(file.rules(&key)));
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    fn file_for(&self, facts: &Facts<'_>) -> &File {
        if facts.body.is_some() && facts.uninspectable().is_none() {
            &self.with_body
        } else {
            &self.before_body
        }
    }
}

impl File {
    fn add(&mut self, rule: usize, keys: Option<HashSet<Key>>) {
        match keys {
            None => self.always.push(rule),
            Some(keys) => {
                for key in keys {
                    self.by_key.entry(key).or_default().push(rule);
                }
            }
        }
    }

    fn rules(&self, key: &Key) -> impl Iterator<Item = &usize> {
        self.by_key.get(key).into_iter().flatten()
    }
}
