//! Who makes way when there is no room: the oldest visits, in which nothing is proven, of whoever
//! has most. A visit in which something is proven never does.

use super::visits::{OVERHEAD, Visits};
use crate::store::{Bounds, Lease, NewVisit};

impl Visits {
    /// Has older visits make way for a new one, and for its ciphertext of `length` bytes. What is
    /// beyond a share makes way within it.
    pub(super) fn make_way_for_visit(
        &mut self,
        visit: &NewVisit,
        length: u64,
        lease: &Lease,
        bounds: &Bounds,
    ) {
        let network = &lease.share;
        self.end_while(
            |visits| visits.room.visits_of(&network.key) >= network.visits,
            |visits| visits.unproven.oldest_of(&network.key),
        );
        let is_new = !self.ciphertexts.contains_key(&visit.sealed.digest);
        let bytes = if is_new { length } else { 0 };
        if let Some(message) = visit.shares.first() {
            for share in visit.shares.iter().rev() {
                let is_all = share.key == message.key;
                self.end_while(
                    |visits| visits.room.visits_of(&share.key) >= share.visits,
                    |visits| {
                        if is_all {
                            visits.unproven.oldest_of_largest_about(&message.key)
                        } else {
                            visits.unproven.oldest_about(&message.key, &network.key)
                        }
                    },
                );
            }
            self.end_while(
                |visits| !visits.room.fits_share(bytes, message),
                |visits| visits.heaviest_about(visit, bytes),
            );
        }
        self.end_while(
            |visits| visits.visits.len() >= bounds.visits,
            |visits| visits.unproven.oldest_of_largest(),
        );
        self.make_way(bytes + OVERHEAD, &network.key, bounds);
    }

    /// Has others make way for `more` bytes, as long as they have more than `own` has with them.
    pub(super) fn make_way(&mut self, more: u64, own: &str, bounds: &Bounds) {
        while self.room.bytes().saturating_add(more) > bounds.bytes {
            let Some(largest) = self.largest() else {
                return;
            };
            let bytes = self.room.bytes_of(&largest);
            if bytes <= self.room.bytes_of(own).saturating_add(more) {
                return;
            }
            if self.end_largest_upload(&largest, bytes / 2) {
                continue;
            }
            match self.unproven.oldest_of(&largest) {
                Some(id) => self.end_visit(&id),
                None if self.end_largest_upload(&largest, 0) => {}
                None => return,
            }
        }
    }

    /// The oldest visit of the network that has most bytes of a message, if it has more than the
    /// network of a new visit would have with `more`.
    fn heaviest_about(&self, new: &NewVisit, more: u64) -> Option<String> {
        let (message, own) = (new.shares.first()?, new.shares.last()?);
        let (bytes, id) = self
            .unproven
            .oldest_of_each_about(&message.key)
            .filter_map(|id| Some((self.room.bytes_of(self.visits.get(id)?.part()), id)))
            .max()?;
        (bytes > self.room.bytes_of(&own.key).saturating_add(more)).then(|| id.to_owned())
    }

    /// Of those that have anything that can make way, the network with most bytes.
    fn largest(&self) -> Option<String> {
        let visiting = self.unproven.networks();
        let uploading = self.uploads.values().map(|upload| upload.share.as_str());
        visiting
            .chain(uploading)
            .max_by_key(|network| self.room.bytes_of(network))
            .map(str::to_owned)
    }

    /// Ends the largest upload of a network, if its uploads have this many bytes together.
    fn end_largest_upload(&mut self, network: &str, least: u64) -> bool {
        let own = || {
            let all = self.uploads.iter();
            all.filter(|(_, upload)| upload.share == network)
        };
        let bytes: u64 = own().map(|(_, upload)| upload.reserved).sum();
        let largest = own().max_by_key(|(_, upload)| upload.reserved);
        let id = largest.map(|(&id, _)| id).filter(|_| bytes >= least);
        if let Some(id) = id {
            self.end_upload(id);
        }
        id.is_some()
    }

    /// Ends visits while there must be fewer, and there is one that can end.
    fn end_while(&mut self, must: impl Fn(&Self) -> bool, which: impl Fn(&Self) -> Option<String>) {
        while must(self) {
            match which(self) {
                Some(id) => self.end_visit(&id),
                None => return,
            }
        }
    }

    /// Something is proven in the visit: it makes way no more.
    pub(super) fn note_proven(&mut self, id: &str) {
        if let Some(entry) = self.visits.get(id) {
            let (network, message) = entry.holders();
            self.unproven.remove(network, message, entry.number);
        }
    }
}
