//! The MAC by which a carrier is known when it comes back, after a relay or a mailing list: such a
//! message is not sealed again.

use super::Outbound;
use crate::mail::Header;
use crate::secret::hex;
use crate::wrapper::{self, BodyDigest};

/// What the MAC is for, as a label of its key.
const LABEL: &str = "postseal v1 carrier body";

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

    fn verifies(&self, header: &Header, body: [u8; 32], mac: &[u8; 32]) -> bool {
        wrapper::content_type(header)
            .is_some_and(|kind| self.keyring.verify_mac(LABEL, &[&kind, &body], mac))
    }

    /// The value of the field that bears the MAC of a carrier with this header, whose body has this
    /// digest.
    pub(super) fn carrier_mac(&self, header: &Header, body: &[u8; 32]) -> String {
        let kind = wrapper::content_type(header).unwrap_or_default();
        let mac = self.keyring.mac(LABEL, &[&kind, body]);
        format!("v1 {}", hex(&mac))
    }
}
