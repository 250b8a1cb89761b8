//! Values of which one must be there.

use std::collections::HashSet;

use super::kind::{Key, is_subset};

/// Values of which one must be there; with none, any will do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice(Vec<String>);

impl FromIterator<String> for Choice {
    fn from_iter<I: IntoIterator<Item = String>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl Choice {
    pub(super) fn contains(&self, value: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|one| one == value)
    }

    /// Whether each value that is in `other` is in this choice.
    pub(super) fn covers(&self, other: &Self) -> bool {
        self.0.is_empty() || !other.0.is_empty() && is_subset(&other.0, &self.0)
    }

    /// The keys of its values; `None` when any value will do.
    pub(super) fn keys(&self, key: impl Fn(String) -> Key) -> Option<HashSet<Key>> {
        if self.0.is_empty() {
            None
        } else {
            Some(self.0.iter().cloned().map(key).collect())
        }
    }
}
