//! Who wrote a message, by its header.

use super::{Field, Header};

/// The one author that a header names (RFC 5322 section 3.6.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The display name, decoded.
    pub name: Option<String>,
    /// The address as it is written.
    pub address: String,
}

impl Author {
    /// The author; `None` where the header doesn't name exactly one.
    pub fn of(header: &Header) -> Option<Self> {
        let mut authors: Vec<_> = header.all("From").flat_map(Field::mailboxes).collect();
        let (name, address) = authors.pop()?;
        authors.is_empty().then_some(Self { name, address })
    }

    /// The domain of the address, in the form of [`domain_key`]; empty when it has none.
    pub fn domain(&self) -> String {
        self.address.rsplit_once('@').map(|(_, domain)| domain_key(domain)).unwrap_or_default()
    }
}

/// A domain as it is compared: ASCII form (RFC 5891), lower case, without a root dot.
pub fn domain_key(domain: &str) -> String {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_lowercase())
}
