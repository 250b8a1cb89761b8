//! What was found in the texts of a message: how many distinct values of each, and where the first
//! stood. Keyed digests are kept, never what matched.

use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, RandomState};

/// The number of distinct values at which counting stops: a threshold above it is never reached.
pub const MOST_DISTINCT: usize = 256;

/// One thing to look for; it belongs to the [`super::Detectors`] whose [`super::Builder`]
/// gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Detector(pub(super) usize);

impl Detector {
    /// Stands for a detector until there is one.
    pub(super) const UNASSIGNED: Self = Self(usize::MAX);
}

/// What was found in all texts that were fed. Its memory is bounded by [`MOST_DISTINCT`] and the
/// number of detectors.
pub struct Detections {
    key: RandomState,
    tallies: HashMap<Detector, Tally>,
    places: Vec<String>,
}

#[derive(Default)]
struct Tally {
    digests: BTreeSet<u64>,
    is_full: bool,
    place: Option<usize>,
}

impl Detections {
    /// Nothing found yet.
    pub(super) fn new() -> Self {
        Self {
            key: RandomState::new(),
            tallies: HashMap::new(),
            places: Vec::new(),
        }
    }

    /// How many distinct values were found, at most [`MOST_DISTINCT`]. A word counts once, however
    /// often it stands there; of identifiers and patterns, values that differ only in how they are
    /// written or grouped are one.
    pub fn distinct(&self, detector: Detector) -> usize {
        self.tallies.get(&detector).map_or(0, |tally| {
            if tally.is_full {
                MOST_DISTINCT
            } else {
                tally.digests.len()
            }
        })
    }

    /// How many distinct values were found of any of these: what two of them match is one.
    pub fn distinct_of(&self, detectors: &[Detector]) -> usize {
        if detectors.iter().any(|&detector| self.is_full(detector)) {
            return MOST_DISTINCT;
        }
        let tallies = detectors
            .iter()
            .filter_map(|detector| self.tallies.get(detector));
        tallies
            .flat_map(|tally| &tally.digests)
            .collect::<BTreeSet<_>>()
            .len()
    }

    /// The place of the first match, in the caller's words.
    pub fn place(&self, detector: Detector) -> Option<&str> {
        let place = self.tallies.get(&detector)?.place?;
        self.places.get(place).map(String::as_str)
    }

    /// What was found at all.
    pub(crate) fn detectors(&self) -> impl Iterator<Item = Detector> {
        self.tallies.keys().copied()
    }

    pub(super) fn has(&self, detector: Detector) -> bool {
        self.tallies.contains_key(&detector)
    }

    pub(super) fn is_full(&self, detector: Detector) -> bool {
        self.tallies
            .get(&detector)
            .is_some_and(|tally| tally.is_full)
    }

    pub(super) fn note(&mut self, detector: Detector, place: &str, value: &[u8]) {
        // Keyed anew for each message: without the key a digest of a card number could be turned
        // back by trying all cards.
        let digest = self.key.hash_one(value);
        let tally = self.tallies.entry(detector).or_default();
        if tally.place.is_none() {
            if self.places.last().is_none_or(|last| last != place) {
                self.places.push(place.to_owned());
            }
            tally.place = Some(self.places.len() - 1);
        }
        if !tally.is_full {
            tally.digests.insert(digest);
            tally.is_full = tally.digests.len() >= MOST_DISTINCT;
        }
    }

    /// There was more than could be told apart: what exceeds a bound counts as a match.
    pub(super) fn overflow(&mut self, detector: Detector) {
        self.tallies.entry(detector).or_default().is_full = true;
    }
}
