//! Visits in which something is proven, by who reads: those of whoever has most make way when
//! nothing else can.

use std::collections::hash_map::{Entry, HashMap};
use std::collections::{BTreeMap, BTreeSet};

/// The visits in which something is proven.
#[derive(Debug, Default)]
pub(super) struct ProvenVisits {
    all: Readers,
    /// Of each network, and of each message.
    scopes: HashMap<String, Readers>,
    /// The networks that have more than one ciphertext, by their bytes.
    networks: BTreeSet<(u64, String)>,
}

/// A proven visit.
#[derive(Clone, Copy, Debug)]
pub(super) struct ProvenVisit<'a> {
    pub reader: &'a str,
    pub network: &'a str,
    /// Whether the network is all whose own is hidden.
    pub is_crowd: bool,
    pub message: Option<&'a str>,
    pub number: u64,
    pub id: &'a str,
    /// The digest of its ciphertext, and how long that is.
    pub ciphertext: ([u8; 32], u64),
}

/// The visits of readers.
#[derive(Debug, Default)]
struct Readers {
    readers: HashMap<String, Visits>,
    together: Held,
    /// By whether they have more than one ciphertext, then by their bytes.
    by_bytes: BTreeSet<(bool, u64, String)>,
    by_number: BTreeSet<(usize, String)>,
}

/// The visits of one reader, oldest first.
#[derive(Debug, Default)]
struct Visits {
    visits: BTreeMap<u64, String>,
    held: Held,
}

/// Ciphertext, each counted once, with how many visits have it.
#[derive(Debug, Default)]
struct Held {
    ciphertexts: HashMap<[u8; 32], usize>,
    bytes: u64,
}

impl Held {
    fn add(&mut self, (digest, length): ([u8; 32], u64)) {
        let visits = self.ciphertexts.entry(digest).or_default();
        *visits += 1;
        if *visits == 1 {
            self.bytes += length;
        }
    }

    fn remove(&mut self, (digest, length): ([u8; 32], u64)) {
        if let Entry::Occupied(mut visits) = self.ciphertexts.entry(digest) {
            *visits.get_mut() -= 1;
            if *visits.get() == 0 {
                visits.remove();
                self.bytes = self.bytes.saturating_sub(length);
            }
        }
    }

    fn has_several(&self) -> bool {
        self.ciphertexts.len() > 1
    }
}

impl Readers {
    /// Changes what a reader has, and what follows from it.
    fn change(&mut self, reader: &str, change: impl FnOnce(&mut Visits)) {
        let mut visits = self.readers.remove(reader).unwrap_or_default();
        let keys = |visits: &Visits| {
            let (held, number) = (&visits.held, visits.visits.len());
            (
                (held.has_several(), held.bytes, reader.to_owned()),
                (number, reader.to_owned()),
            )
        };
        let (bytes, number) = keys(&visits);
        self.by_bytes.remove(&bytes);
        self.by_number.remove(&number);
        change(&mut visits);
        if !visits.visits.is_empty() {
            let (bytes, number) = keys(&visits);
            self.by_bytes.insert(bytes);
            self.by_number.insert(number);
            self.readers.insert(reader.to_owned(), visits);
        }
    }

    fn add(&mut self, visit: &ProvenVisit<'_>) {
        self.together.add(visit.ciphertext);
        self.change(visit.reader, |visits| {
            visits.held.add(visit.ciphertext);
            visits.visits.insert(visit.number, visit.id.to_owned());
        });
    }

    fn remove(&mut self, visit: &ProvenVisit<'_>) {
        self.together.remove(visit.ciphertext);
        self.change(visit.reader, |visits| {
            visits.held.remove(visit.ciphertext);
            visits.visits.remove(&visit.number);
        });
    }

    fn oldest_of(&self, reader: &str) -> Option<String> {
        let (_, id) = self.readers.get(reader)?.visits.first_key_value()?;
        Some(id.clone())
    }

    /// The oldest visit of the reader with most bytes, if these are more than `least`, in more than
    /// one ciphertext.
    fn oldest_of_heaviest(&self, least: u64) -> Option<String> {
        let (has_several, bytes, reader) = self.by_bytes.last()?;
        let is_heavy = *has_several && *bytes > least;
        is_heavy.then(|| self.oldest_of(reader)).flatten()
    }

    /// The oldest visit of the reader with most of them, if these are more than `least`.
    fn oldest_of_most(&self, least: usize) -> Option<String> {
        let (number, reader) = self.by_number.last()?;
        let is_more = *number > least.max(1);
        is_more.then(|| self.oldest_of(reader)).flatten()
    }
}

impl ProvenVisits {
    pub(super) fn add(&mut self, visit: &ProvenVisit<'_>) {
        self.change(visit, |readers| readers.add(visit));
    }

    pub(super) fn remove(&mut self, visit: &ProvenVisit<'_>) {
        self.change(visit, |readers| readers.remove(visit));
    }

    fn change(&mut self, visit: &ProvenVisit<'_>, change: impl Fn(&mut Readers)) {
        change(&mut self.all);
        for scope in [Some(visit.network), visit.message].into_iter().flatten() {
            let readers = self.scopes.entry(scope.to_owned()).or_default();
            let before = (readers.together.bytes, scope.to_owned());
            change(readers);
            if scope == visit.network && !visit.is_crowd {
                self.networks.remove(&before);
                if readers.together.has_several() {
                    self.networks.insert((readers.together.bytes, before.1));
                }
            }
            if readers.readers.is_empty() {
                self.scopes.remove(scope);
            }
        }
    }

    /// The oldest visit of the reader with most bytes, if these are more than `least`; else that of
    /// the reader who has most in the network that has more. Who has but one ciphertext keeps it.
    pub(super) fn oldest_of_heaviest(&self, least: u64) -> Option<String> {
        self.all.oldest_of_heaviest(least).or_else(|| {
            let (bytes, network) = self.networks.last()?;
            let readers = self.scopes.get(network).filter(|_| *bytes > least)?;
            let (_, _, reader) = readers.by_bytes.last()?;
            readers.oldest_of(reader)
        })
    }

    /// The oldest visit of the reader with most bytes in a network, if these are more than `least`.
    pub(super) fn oldest_of_heaviest_in(&self, network: &str, least: u64) -> Option<String> {
        self.scopes.get(network)?.oldest_of_heaviest(least)
    }

    /// The oldest visit of the reader with most of them, if these are more than `least`.
    pub(super) fn oldest_of_most(&self, least: usize) -> Option<String> {
        self.all.oldest_of_most(least)
    }

    /// The same in a network, or about a message.
    pub(super) fn oldest_of_most_in(&self, scope: &str, least: usize) -> Option<String> {
        self.scopes.get(scope)?.oldest_of_most(least)
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.all.readers.is_empty()
            && self.all.together.ciphertexts.is_empty()
            && self.all.by_bytes.is_empty()
            && self.all.by_number.is_empty()
            && self.scopes.is_empty()
            && self.networks.is_empty()
    }
}
