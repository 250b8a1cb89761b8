//! Ciphertext that visits share, and on whose shares it counts.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::room::Room;

/// Ciphertext, for all visits that brought it. It counts on the shares of one network that did.
#[derive(Debug)]
pub(super) struct Ciphertext {
    pub(super) bytes: Bytes,
    /// For each network, how many of its visits have it, and the shares on which it would count.
    visits: BTreeMap<String, (usize, Vec<String>)>,
    /// The shares on which it counts; the first is the network's.
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
        let Some(network) = shares.first() else {
            return;
        };
        let new = || (0, shares.to_vec());
        self.visits.entry(network.clone()).or_insert_with(new).0 += 1;
    }

    /// A visit with these shares has ended. True when it was the last, and the room is free again.
    /// What is left counts on the shares of a network that still has it.
    pub(super) fn remove(&mut self, shares: &[String], room: &mut Room) -> bool {
        let Some(network) = shares.first() else {
            return false;
        };
        let Some((left, _)) = self.visits.get_mut(network) else {
            return false;
        };
        *left -= 1;
        if *left > 0 {
            return false;
        }
        self.visits.remove(network);
        let next = self
            .visits
            .values()
            .next()
            .map(|(_, shares)| shares.clone());
        if next.is_some() && self.charged.first() != Some(network) {
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
