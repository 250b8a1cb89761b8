//! Who sends a message, and who vouches for that.

use super::Outbound;
use crate::mail::{Author, Envelope, Header};
use crate::policy::Trust;
use crate::seal::{Means, Voucher};
use crate::wrapper;

/// Who sends a message, for people.
pub(super) struct Sender {
    pub(super) address: String,
    /// With the name, if there is one.
    pub(super) shown: String,
}

impl Sender {
    /// The author that the header names, as recipients see it in their mail program; else the
    /// envelope sender.
    pub(super) fn new(envelope: &Envelope, header: &Header) -> Self {
        // The carrier shows it: as its own field does, since words in other places may tell of the
        // content.
        let fields = header.all("From").map(wrapper::kept);
        match (Author::from_header(&fields.collect()), &envelope.sender) {
            (
                Some(Author {
                    name: Some(name),
                    address,
                }),
                _,
            ) => Self {
                shown: format!("{name} <{address}>"),
                address,
            },
            (
                Some(Author {
                    name: None,
                    address,
                }),
                _,
            ) => Self {
                shown: address.clone(),
                address,
            },
            (None, Some(sender)) => Self {
                shown: sender.to_string(),
                address: sender.to_string(),
            },
            (None, None) => Self {
                shown: "Somebody".into(),
                address: String::new(),
            },
        }
    }
}

impl Outbound {
    /// Who vouches for the author.
    pub(super) fn voucher(&self, envelope: &Envelope, header: &Header) -> Option<Voucher> {
        let (domain, trust) = self.settings.trust_boundary.voucher(envelope, header)?;
        let means = match trust {
            Trust::Login => Means::Login,
            Trust::Network => Means::Network,
            Trust::Signature => Means::Signature,
        };
        Some(Voucher { means, domain })
    }
}
