//! Ciphertext that visits share, and on whose shares it counts.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::room::Room;

/// Ciphertext, for all visits that brought it. It counts on the shares of one of those who did, and
/// on those of its own part of the network: what nobody has any more makes no way.
#[derive(Debug)]
pub(super) struct Ciphertext {
    pub(super) bytes: Bytes,
    /// How many visits have it, by the shares on which it would count.
    visits: BTreeMap<Vec<String>, usize>,
    /// The shares on which it counts.
    charged: Vec<String>,
}

impl Ciphertext {
    /// Ciphertext that no visit has yet, in room that it takes here.
    pub(super) fn new(mut bytes: Vec<u8>, shares: &[String], room: &mut Room) -> Self {
        bytes.shrink_to_fit();
        let ciphertext = Self {
            bytes: bytes.into(),
            visits: BTreeMap::new(),
            charged: shares.to_vec(),
        };
        room.take(ciphertext.length());
        ciphertext.charge(room);
        ciphertext
    }

    /// A visit has it, whose shares these are.
    pub(super) fn add(&mut self, shares: &[String]) {
        *self.visits.entry(shares.to_vec()).or_default() += 1;
    }

    /// A visit with these shares has ended. True when it was the last, and the room is free again.
    /// What is left counts on the shares of somebody who still has it.
    pub(super) fn remove(&mut self, shares: &[String], room: &mut Room) -> bool {
        let Some(left) = self.visits.get_mut(shares) else {
            return false;
        };
        *left -= 1;
        if *left > 0 {
            return false;
        }
        self.visits.remove(shares);
        let next = self.visits.keys().next().cloned();
        if next.is_some() && self.charged != shares {
            return false;
        }
        for key in &self.charged {
            room.free_of_share(self.length(), key);
        }
        match next {
            Some(shares) => {
                self.charged = shares;
                self.charge(room);
                false
            }
            None => {
                room.free(self.length());
                true
            }
        }
    }

    fn charge(&self, room: &mut Room) {
        for key in &self.charged {
            room.take_of_share(self.length(), key);
        }
    }

    fn length(&self) -> u64 {
        self.bytes.len() as u64
    }
}
