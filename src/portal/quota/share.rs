//! How much of the store one network, and one message, may take.

use crate::portal::network::Network;
use crate::seal::MessageId;
use crate::store::Share;

/// What each upload takes besides: a part's header, and what hyper has read ahead.
pub(in crate::portal) const BASE: u64 = 16 * 1024;

/// How many visits one network may have, of the 100,000 that the store has room for; beyond that
/// its own oldest make way.
const VISITS_OF_NETWORK: usize = 6_250;

/// The same of one message, whoever reads it.
const VISITS_OF_MESSAGE: usize = 25_000;

/// Divides the store among networks and messages.
#[derive(Clone, Debug)]
pub(in crate::portal) struct Shares {
    max_memory: u64,
    max_upload: u64,
}

impl Shares {
    /// Divides `max_memory` bytes, so that each share has room for a message of `max_upload`.
    pub(in crate::portal) fn new(max_memory: u64, max_upload: u64) -> Self {
        Self {
            max_memory,
            max_upload,
        }
    }

    /// The most bytes of a request that brings a sealed message: base64 once in `message.html`,
    /// twice when a mail server on the way has encoded the attachment again.
    pub(in crate::portal) fn max_request(&self) -> u64 {
        self.max_upload.saturating_mul(2).saturating_add(256 * 1024)
    }

    /// What one network may take: a quarter of all bytes, and room for one upload even when that is
    /// more; a sixteenth of all visits. Visitors whose network the proxy hides share all there is.
    pub(in crate::portal) fn of_network(&self, network: &Network) -> Share {
        let one_upload = self.max_request().saturating_mul(2).saturating_add(BASE);
        let (bytes, visits) = if network.is_hidden() {
            (u64::MAX, usize::MAX)
        } else {
            ((self.max_memory / 4).max(one_upload), VISITS_OF_NETWORK)
        };
        Share {
            key: format!("network/{}", network.site()),
            bytes,
            visits,
            parts: network.parts(),
        }
    }

    /// What one message may take: a quarter as well, and a part of that for one network, so that no
    /// network alone can keep a message from its other readers.
    pub(in crate::portal) fn of_message(
        &self,
        message: MessageId,
        network: &Network,
    ) -> Vec<Share> {
        let all = Share::whole(
            format!("message/{message}"),
            (self.max_memory / 4).max(self.max_upload.saturating_mul(2)),
            VISITS_OF_MESSAGE,
        );
        if network.is_hidden() {
            return vec![all];
        }
        let here = Share::whole(
            format!("message/{message}/{}", network.site()),
            (self.max_memory / 8).max(self.max_upload),
            VISITS_OF_NETWORK,
        );
        vec![all, here]
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::http::HeaderMap;

    use super::*;
    use crate::portal::network::Networks;

    fn network(peer: &str, trusted: &str) -> Network {
        let networks = Networks::new(vec![trusted.parse().unwrap()]);
        networks.identify(peer.parse().unwrap(), &HeaderMap::new())
    }

    #[test]
    fn a_share_is_a_part_of_the_memory_but_has_room_for_one_message() {
        let here = network("192.0.2.1", "127.0.0.0/8");
        let roomy = Shares::new(1 << 30, 1 << 20);
        assert_eq!(roomy.of_network(&here).bytes, 1 << 28);
        assert_eq!(roomy.of_network(&here).visits, VISITS_OF_NETWORK);
        let narrow = Shares::new(1 << 20, 1 << 20);
        assert!(narrow.of_network(&here).bytes >= 2 * narrow.max_request());
        let message = MessageId([7; 16]);
        for share in narrow.of_message(message, &here) {
            assert!(share.bytes >= 1 << 20, "{share:?}");
        }
    }

    #[test]
    fn networks_and_messages_have_shares_of_their_own() {
        let shares = Shares::new(1 << 30, 1 << 20);
        let here = network("192.0.2.1", "127.0.0.0/8");
        let neighbour = network("192.0.2.9", "127.0.0.0/8");
        let there = network("198.51.100.1", "127.0.0.0/8");
        let key = |network: &Network| shares.of_network(network).key;
        assert_eq!(key(&here), key(&neighbour));
        assert_ne!(key(&here), key(&there));
        let keys = |message: u8, network: &Network| -> Vec<String> {
            let shares = shares.of_message(MessageId([message; 16]), network);
            shares.into_iter().map(|share| share.key).collect()
        };
        assert_eq!(keys(1, &here)[0], keys(1, &there)[0]);
        assert_ne!(keys(1, &here)[1], keys(1, &there)[1]);
        assert_ne!(keys(1, &here)[0], keys(2, &here)[0]);
    }

    #[test]
    fn networks_that_a_proxy_hides_share_all_there_is() {
        let shares = Shares::new(1 << 30, 1 << 20);
        let hidden = network("127.0.0.1", "127.0.0.0/8");
        assert_eq!(shares.of_network(&hidden).bytes, u64::MAX);
        assert_eq!(shares.of_message(MessageId([1; 16]), &hidden).len(), 1);
    }
}
