//! Visits in which nothing is proven, by whose they are: those that make way when there is no room.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The visits in which nothing is proven.
#[derive(Debug, Default)]
pub(super) struct Unproven {
    networks: ByNetwork,
    /// About each message, by the network's part of it.
    messages: HashMap<String, ByNetwork>,
}

/// Visits by network.
#[derive(Debug, Default)]
struct ByNetwork {
    /// The ids of each, oldest first.
    visits: HashMap<String, BTreeMap<u64, String>>,
    /// How many each has.
    sizes: BTreeSet<(usize, String)>,
}

impl Unproven {
    /// Notes a visit of a network, about a message and in this part of it.
    pub(super) fn add(
        &mut self,
        network: &str,
        about: Option<(&str, &str)>,
        number: u64,
        id: &str,
    ) {
        self.networks.add(network, number, id);
        if let Some((message, part)) = about {
            let visits = self.messages.entry(message.to_owned()).or_default();
            visits.add(part, number, id);
        }
    }

    /// Forgets it, if it is there.
    pub(super) fn remove(&mut self, network: &str, about: Option<(&str, &str)>, number: u64) {
        self.networks.remove(network, number);
        if let Some((message, part)) = about
            && let Entry::Occupied(mut visits) = self.messages.entry(message.to_owned())
        {
            visits.get_mut().remove(part, number);
            if visits.get().visits.is_empty() {
                visits.remove();
            }
        }
    }

    /// The oldest visit of a network.
    pub(super) fn oldest_of(&self, network: &str) -> Option<String> {
        self.networks.oldest_of(network)
    }

    /// The oldest visit of the network that has most.
    pub(super) fn oldest_of_largest(&self) -> Option<String> {
        self.networks.oldest_of_largest()
    }

    /// The oldest visit about a message in a part of it.
    pub(super) fn oldest_about(&self, message: &str, part: &str) -> Option<String> {
        self.messages.get(message)?.oldest_of(part)
    }

    /// The oldest visit about a message of the network that has most of those.
    pub(super) fn oldest_of_largest_about(&self, message: &str) -> Option<String> {
        self.messages.get(message)?.oldest_of_largest()
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.networks.visits.is_empty()
            && self.networks.sizes.is_empty()
            && self.messages.is_empty()
    }
}

impl ByNetwork {
    fn add(&mut self, network: &str, number: u64, id: &str) {
        let visits = self.visits.entry(network.to_owned()).or_default();
        self.sizes.remove(&(visits.len(), network.to_owned()));
        visits.insert(number, id.to_owned());
        self.sizes.insert((visits.len(), network.to_owned()));
    }

    fn remove(&mut self, network: &str, number: u64) {
        let Entry::Occupied(mut visits) = self.visits.entry(network.to_owned()) else {
            return;
        };
        self.sizes.remove(&(visits.get().len(), network.to_owned()));
        visits.get_mut().remove(&number);
        let left = visits.get().len();
        if left == 0 {
            visits.remove();
        } else {
            self.sizes.insert((left, network.to_owned()));
        }
    }

    fn oldest_of(&self, network: &str) -> Option<String> {
        let (_, id) = self.visits.get(network)?.first_key_value()?;
        Some(id.clone())
    }

    fn oldest_of_largest(&self) -> Option<String> {
        self.oldest_of(&self.sizes.last()?.1)
    }
}
