//! The MAC by which a carrier is known when it comes back, after a relay or a mailing list: such a
//! message is not sealed again.

use super::Outbound;
use crate::mail::Header;
use crate::secret::{self, Secret, hex};
use crate::wrapper::{self, BodyDigest};

/// What the MAC's key is for.
const LABEL: &str = "postseal v2 carrier";

/// A message that claims to be one of our carriers; the claim can be checked when its body is
/// complete.
pub(super) struct Returning {
    mac: [u8; 32],
    body: BodyDigest,
}

impl Returning {
    /// The claim of a message, if it makes one.
    pub(super) fn from_header(header: &Header) -> Option<Self> {
        wrapper::carrier_mac(header).map(|mac| Self {
            mac,
            body: BodyDigest::default(),
        })
    }

    /// Takes more of the body.
    pub(super) fn update(&mut self, body: &[u8]) {
        self.body.update(body);
    }

    /// Whether the claim is true.
    pub(super) fn holds(self, outbound: &Outbound, header: &Header) -> bool {
        outbound.verifies(header, self.body.finish(), &self.mac)
    }
}

impl Outbound {
    /// Whether a message has the body of one of our carriers, unchanged.
    pub fn is_carrier(&self, header: &Header, body: &[u8]) -> bool {
        Returning::from_header(header).is_some_and(|mut returning| {
            returning.update(body);
            returning.holds(self, header)
        })
    }

    fn verifies(&self, header: &Header, body: [u8; 32], claimed: &[u8; 32]) -> bool {
        let Some(kind) = wrapper::content_type(header) else {
            return false;
        };
        // All keys are tried, so that the time doesn't say which one matched.
        self.keyring
            .subkeys(LABEL)
            .iter()
            .fold(false, |found, key| {
                found | secret::equal(&mac(key, &kind, &body), claimed)
            })
    }

    /// The value of the field that bears the MAC of a carrier with this header, whose body has this
    /// digest.
    pub(super) fn carrier_mac(&self, header: &Header, body: &[u8; 32]) -> String {
        let kind = wrapper::content_type(header).unwrap_or_default();
        let key = Secret::new(self.keyring.mac(LABEL, &[]));
        format!("v2 {}", hex(&mac(&key, &kind, body)))
    }
}

/// The MAC that [`wrapper`] describes.
fn mac(key: &Secret<[u8; 32]>, kind: &[u8], body: &[u8; 32]) -> [u8; 32] {
    let mut hash = blake3::Hasher::new_keyed(key.expose());
    hash.update(&(kind.len() as u64).to_be_bytes());
    hash.update(kind);
    hash.update(body);
    *hash.finalize().as_bytes()
}
