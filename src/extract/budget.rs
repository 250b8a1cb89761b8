//! What is left of the bounds while a message is inspected.

use serde::{Deserialize, Serialize};

use super::{Bounds, Uninspectable};

/// What is left of the [`Bounds`]. Readers count here what they take out of a piece; the loop
/// counts what it keeps.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Budget {
    bounds: Bounds,
    parts: usize,
    /// Bytes of parts walked, each as often as it is walked.
    walked: usize,
    entries: usize,
    unpacked: u64,
    text: usize,
}

impl Budget {
    pub(super) fn new(bounds: &Bounds) -> Self {
        Self {
            bounds: bounds.clone(),
            parts: 0,
            walked: 0,
            entries: 0,
            unpacked: 0,
            text: 0,
        }
    }

    /// Counts one part of `size` bytes.
    ///
    /// # Errors
    /// When it must not be inspected.
    pub(super) fn part(&mut self, size: usize) -> Result<(), Uninspectable> {
        self.parts += 1;
        self.walked = self.walked.saturating_add(size);
        // A body walked once a level, and several readings of some parts, is honest; doubling at
        // each level is not.
        let limit = self.bounds.parts;
        let is_within = self.parts <= limit && self.walked <= self.bounds.bytes.saturating_mul(16);
        if is_within {
            Ok(())
        } else {
            Err(Uninspectable::TooManyParts { limit })
        }
    }

    /// How many parts one multipart or text may have.
    pub(super) fn max_parts(&self) -> usize {
        self.bounds.parts
    }

    /// Asks whether what stands at `place`, `depth` levels deep, may be inspected.
    ///
    /// # Errors
    /// When it stands too deep.
    pub(super) fn enter(&self, place: &str, depth: usize) -> Result<(), Uninspectable> {
        let limit = self.bounds.depth;
        if depth <= limit {
            return Ok(());
        }
        let place = place.into();
        Err(Uninspectable::TooDeep { place, limit })
    }

    /// Counts one entry of the archive at `place`.
    ///
    /// # Errors
    /// When it must not be inspected.
    pub(super) fn entry(&mut self, place: &str) -> Result<(), Uninspectable> {
        self.entries += 1;
        if self.entries <= self.bounds.archive_entries {
            Ok(())
        } else {
            Err(self.too_many_entries(place))
        }
    }

    /// Asks whether the archive at `place` may have `entries`, without counting them.
    ///
    /// # Errors
    /// When they are more than may be inspected.
    pub(super) fn entries(&self, place: &str, entries: usize) -> Result<(), Uninspectable> {
        if entries <= self.entries_left() {
            Ok(())
        } else {
            Err(self.too_many_entries(place))
        }
    }

    /// How many archive entries may still be inspected.
    pub(super) fn entries_left(&self) -> usize {
        self.bounds.archive_entries.saturating_sub(self.entries)
    }

    fn too_many_entries(&self, place: &str) -> Uninspectable {
        Uninspectable::TooManyEntries {
            place: place.into(),
            limit: self.bounds.archive_entries,
        }
    }

    /// How many bytes `packed` bytes may unpack to.
    pub(super) fn may_unpack(&self, packed: usize) -> u64 {
        let by_ratio = (packed as u64)
            .saturating_mul(u64::from(self.bounds.ratio))
            .max(1 << 20);
        by_ratio.min(self.bounds.archive_bytes.saturating_sub(self.unpacked))
    }

    /// Counts bytes that were unpacked.
    pub(super) fn unpacked(&mut self, bytes: usize) {
        self.unpacked = self.unpacked.saturating_add(bytes as u64);
    }

    /// Takes what is left after a document was read apart. Nothing comes back that was used.
    pub(super) fn take(&mut self, after: &Self) {
        self.parts = self.parts.max(after.parts);
        self.walked = self.walked.max(after.walked);
        self.entries = self.entries.max(after.entries);
        self.unpacked = self.unpacked.max(after.unpacked);
    }

    /// How many files one message may have.
    pub(super) fn max_files(&self) -> usize {
        self.bounds
            .parts
            .saturating_add(self.bounds.archive_entries)
    }

    /// How many bytes of the next text may be kept.
    pub(super) fn text_left(&self) -> usize {
        let of_all = self.bounds.text.saturating_mul(4);
        self.bounds.text.min(of_all.saturating_sub(self.text))
    }

    /// Counts bytes of text that are kept.
    pub(super) fn text(&mut self, bytes: usize) {
        self.text += bytes;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn entries_and_what_is_unpacked_count_over_all_archives_of_a_message() {
        let mut budget = Budget::new(&Bounds {
            archive_entries: 2,
            archive_bytes: 3 << 20,
            ..Bounds::default()
        });
        budget.entry("one").unwrap();
        budget.entry("another").unwrap();
        assert!(budget.entry("another").is_err());

        assert_eq!(budget.may_unpack(1 << 20), 3 << 20);
        budget.unpacked(2 << 20);
        assert_eq!(budget.may_unpack(1 << 20), 1 << 20);
        budget.unpacked(2 << 20);
        assert_eq!(budget.may_unpack(1 << 20), 0);
    }
}
