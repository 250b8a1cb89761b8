//! Who wrote a message, by its header.

use super::Header;

/// The one author that a header names (RFC 5322 section 3.6.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The display name, decoded.
    pub name: Option<String>,
    /// The address as it is written.
    pub address: String,
}

impl Author {
    /// The author; `None` where there isn't exactly one field that names exactly one.
    pub fn from_header(header: &Header) -> Option<Self> {
        let mut fields = header.all("From");
        let (field, None) = (fields.next()?, fields.next()) else {
            return None;
        };
        let mut authors = field.mailboxes();
        let (name, address) = authors.pop()?;
        authors.is_empty().then_some(Self { name, address })
    }

    /// The domain of the address, in the form of [`domain_key`]; empty when it has none.
    pub fn domain(&self) -> String {
        self.address
            .rsplit_once('@')
            .map(|(_, domain)| domain_key(domain))
            .unwrap_or_default()
    }
}

/// The domains that may be an author's, in the form of [`domain_key`]: whatever stands behind an
/// `@` in a field that names authors, since mail programs write and read such fields in their own
/// ways (RFC 5322 section 4.4 has some).
pub fn authors_domains(header: &Header) -> Vec<String> {
    let mut domains = Vec::new();
    for field in header.all("From") {
        let text: String = String::from_utf8_lossy(field.value())
            .split_whitespace()
            .collect();
        let behind = text.split('@').skip(1);
        domains.extend(behind.map(|rest| {
            let end = rest
                .find(['>', '<', ',', ';', ':', '(', ')', '[', ']', '"', '@'])
                .unwrap_or(rest.len());
            domain_key(&rest[..end])
        }));
        domains.extend(
            field
                .mailboxes()
                .iter()
                .filter_map(|(_, address)| Some(domain_key(address.rsplit_once('@')?.1))),
        );
    }
    domains.retain(|domain| !domain.is_empty());
    domains.sort_unstable();
    domains.dedup();
    domains
}

/// A domain as it is compared: ASCII form (RFC 5891), lower case, without a root dot.
pub fn domain_key(domain: &str) -> String {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_lowercase())
}
