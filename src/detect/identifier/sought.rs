//! A kind of identifier while a text is searched for it.

use std::cell::OnceCell;

use super::kind::Identifier;
use super::normalized::{Normalized, is_near};
use crate::detect::detections::Detector;

/// A kind that is sought in one text.
pub(super) struct Sought {
    pub(super) kind: Identifier,
    pub(super) detector: Detector,
    /// Where the last number of it ended, as a group of the run: one starts at most where another
    /// ended.
    pub(super) end: usize,
    /// Where the words that name it stand, once that is asked for.
    places: OnceCell<Vec<(usize, usize)>>,
}

impl Sought {
    pub(super) fn new(kind: Identifier, detector: Detector) -> Self {
        Self {
            kind,
            detector,
            end: 0,
            places: OnceCell::new(),
        }
    }

    /// Whether a word that names it stands near `start` to `end`.
    pub(super) fn is_named_near(&self, normalized: &Normalized, start: usize, end: usize) -> bool {
        let find_places = || normalized.places(self.kind.words());
        is_near(self.places.get_or_init(find_places), start, end)
    }
}
