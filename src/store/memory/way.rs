//! Who makes way when there is no room: the oldest visits, in which nothing is proven, of whoever
//! has most, in all or within a share; then, of readers and networks that have more than a
//! sixteenth, the oldest in which something is.

use super::room::NETWORKS;
use super::visits::{OVERHEAD, Visits};
use crate::store::{Bounds, Lease, NewVisit, Share};

/// The part of what there is that a reader's visits, and a network's in which something is proven,
/// keep in any case.
const KEPT: usize = 16;

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
            |visits| {
                let (proven, kept) = (&visits.proven, network.visits / KEPT);
                let of_part = visits.unproven.oldest_of_largest(&network.key);
                let unproven =
                    of_part.or_else(|| visits.unproven.oldest_of(NETWORKS, &network.key));
                unproven.or_else(|| proven.oldest_of_most_in(&network.key, kept))
            },
        );
        let is_new = !self.ciphertexts.contains_key(&visit.sealed.digest);
        let bytes = if is_new { length } else { 0 };
        self.make_way_within(bytes, bytes, network);
        if let Some(message) = visit.shares.first() {
            for share in visit.shares.iter().rev() {
                let is_all = share.key == message.key;
                self.end_while(
                    |visits| visits.room.visits_of(&share.key) >= share.visits,
                    |visits| {
                        let unproven = if is_all {
                            visits.unproven.oldest_of_largest(&message.key)
                        } else {
                            visits.unproven.oldest_of(&message.key, &share.key)
                        };
                        let (proven, kept) = (&visits.proven, share.visits / KEPT);
                        unproven.or_else(|| proven.oldest_of_most_in(&message.key, kept))
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
            |visits| {
                let (proven, kept) = (&visits.proven, bounds.visits / KEPT);
                let unproven = visits.unproven.oldest_of_largest(NETWORKS);
                unproven.or_else(|| proven.oldest_of_most(kept))
            },
        );
        self.make_way(bytes + OVERHEAD, network, bounds);
    }

    /// Has others make way for `more` bytes, as long as they have more than `own` has with them.
    pub(super) fn make_way(&mut self, more: u64, own: &Share, bounds: &Bounds) {
        while self.room.bytes().saturating_add(more) > bounds.bytes {
            let own_bytes = self.room.bytes_of(&own.key).saturating_add(more);
            if self.end_unproven_of_largest(NETWORKS, own_bytes) {
                continue;
            }
            // All whose network is hidden have no bytes of their own.
            let own_bytes = if own.is_crowd() { more } else { own_bytes };
            let least = (bounds.bytes / KEPT as u64).max(own_bytes);
            match self.proven.oldest_of_heaviest(least) {
                Some(id) => self.end_visit(&id),
                None => return,
            }
        }
    }

    /// Has others within a network's share make way for `more` bytes there, with which the one that
    /// needs them has `own`: the subscriber or the host with most of what isn't proven, then the
    /// message with most at the same host, then the reader.
    pub(super) fn make_way_within(&mut self, more: u64, own: u64, network: &Share) {
        while !self.room.fits_share(more, network)
            && (self.end_unproven_within(more, network)
                || self.end_visit_of_same_host(own, network))
        {}
        let least = (network.bytes / KEPT as u64).max(more);
        self.end_while(
            |visits| !visits.room.fits_share(more, network),
            |visits| visits.proven.oldest_of_heaviest_in(&network.key, least),
        );
    }

    /// Ends something of the part of a network that has most, if that is more than this one's own
    /// part would have with `more` bytes.
    fn end_unproven_within(&mut self, more: u64, network: &Share) -> bool {
        let mut within = &network.key;
        for part in &network.parts {
            let own = self.room.bytes_of(part).saturating_add(more);
            if self.end_unproven_of_largest(within, own) {
                return true;
            }
            within = part;
        }
        false
    }

    /// Ends a visit, in which nothing is proven, to the message that has most of the same host's
    /// bytes, if that is twice as much as `own`. Where uploads have half of them, these make way
    /// instead: the portal, which knows how fast each is, calls them back.
    fn end_visit_of_same_host(&mut self, own: u64, network: &Share) -> bool {
        let Some(host) = network.parts.last() else {
            return false;
        };
        let of_host = self.room.bytes_of(host);
        let Some(largest) = self.room.largest(host).map(str::to_owned) else {
            return false;
        };
        if self.uploading.bytes_of(host) > of_host / 2
            || self.room.bytes_of(&largest) < own.saturating_mul(2)
        {
            return false;
        }
        let oldest = self.unproven.oldest_of(host, &largest);
        oldest.map(|id| self.end_visit(&id)).is_some()
    }

    /// Ends an upload, or a visit in which nothing is proven, of whoever in this group has most
    /// bytes of those that have any, if these are more than `least`.
    fn end_unproven_of_largest(&mut self, group: &str, least: u64) -> bool {
        let Some(largest) = self.room.largest(group).map(str::to_owned) else {
            return false;
        };
        let bytes = self.room.bytes_of(&largest);
        if bytes <= least {
            return false;
        }
        let upload = self.uploading.largest_of(&largest);
        let visit = self.unproven.oldest_of(group, &largest);
        match (upload, visit) {
            (Some(id), None) => self.end_upload(id),
            (Some(id), _) if self.uploading.bytes_of(&largest) >= bytes / 2 => self.end_upload(id),
            (_, Some(id)) => self.end_visit(&id),
            (None, None) => return false,
        }
        true
    }

    /// The oldest visit of the network that has most bytes of a message, if it has more than the
    /// network of a new visit would have with `more`.
    fn heaviest_about(&self, new: &NewVisit, more: u64) -> Option<String> {
        let (message, own) = (new.shares.first()?, new.shares.last()?);
        let part = self.room.largest(&message.key)?;
        let own_bytes = self.room.bytes_of(&own.key).saturating_add(more);
        let is_more = self.room.bytes_of(part) > own_bytes;
        is_more
            .then(|| self.unproven.oldest_of(&message.key, part))
            .flatten()
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
}
