//! Sets of mail addresses and domains, as rules name them.

use crate::mail::Address;

/// A set of mail addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mailboxes {
    /// One address.
    One(Address),
    /// All of a domain, in the form of [`domain_key`]; with a leading dot, all of its subdomains.
    Domain(String),
    /// The null sender.
    Null,
}

impl Mailboxes {
    /// Reads `user@example.org` (one address), `example.org` or `@example.org` (that domain), `.example.org` (its subdomains),
    /// or `<>` (the null sender).
    ///
    /// # Errors
    /// A sentence that says what is wrong with `text`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text == "<>" {
            return Ok(Self::Null);
        }
        match text.strip_prefix('@').unwrap_or(text) {
            "" => Err("an address or domain is empty".into()),
            domain if !domain.contains('@') => domain_list_entry(domain).map(Self::Domain),
            address => Address::parse(address).map(Self::One).map_err(|error| format!("\"{address}\": {error}")),
        }
    }

    /// Whether an address, or the null sender (`None`), is in the set.
    pub fn contains(&self, address: Option<&Address>) -> bool {
        match (self, address) {
            (Self::Null, None) => true,
            (Self::One(one), Some(address)) => {
                one.local().eq_ignore_ascii_case(address.local())
                    && domain_key(one.domain()) == domain_key(address.domain())
                    || one == address
            }
            (Self::Domain(domain), Some(address)) => in_domain(&domain_key(address.domain()), domain),
            _ => false,
        }
    }
}

/// A domain as it is compared: ASCII form (RFC 5891), lower case, without a root dot.
pub fn domain_key(domain: &str) -> String {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_lowercase())
}

/// A domain of a list in the form of [`domain_key`], with its leading dot if it has one.
///
/// # Errors
/// A sentence that says why `text` is no domain.
pub fn domain_list_entry(text: &str) -> Result<String, String> {
    let (dot, domain) = text.strip_prefix('.').map_or(("", text), |domain| (".", domain));
    let key = domain_key(domain);
    let good = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let literal = key.starts_with('[') && key.ends_with(']');
    if literal || key.split('.').all(good) {
        Ok(format!("{dot}{key}"))
    } else {
        Err(format!("\"{text}\" is not a domain"))
    }
}

/// Whether a domain is `entry`, or below it when `entry` starts with a dot; `entry` in the form of [`domain_key`].
pub(super) fn in_domain(domain: &str, entry: &str) -> bool {
    let domain = domain_key(domain);
    if entry.starts_with('.') { domain.len() > entry.len() && domain.ends_with(entry) } else { domain == entry }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_addresses() {
        let holds = |set: &str, address: &str| {
            Mailboxes::parse(set).unwrap().contains(Address::from_path(address.as_bytes()).unwrap().as_ref())
        };
        assert!(holds("bob@example.net", "<Bob@EXAMPLE.net>"));
        assert!(!holds("bob@example.net", "<rob@example.net>"));
        for (set, address, expected) in [
            ("example.net", "<x@example.net>", true),
            ("@example.net", "<x@Example.NET.>", true),
            ("example.net", "<x@sub.example.net>", false),
            (".example.net", "<x@sub.example.net>", true),
            (".example.net", "<x@example.net>", false),
            (".example.net", "<x@badexample.net>", false),
            ("münchen.example", "<x@xn--mnchen-3ya.example>", true),
            ("xn--mnchen-3ya.example", "<x@MÜNCHEN.example>", true),
            ("<>", "<>", true),
            ("<>", "<x@example.net>", false),
            ("example.net", "<>", false),
        ] {
            assert_eq!(holds(set, address), expected, "{set} {address}");
        }
        for bad in ["", "a b.example", "x..example", "@", "a@b c"] {
            assert!(Mailboxes::parse(bad).is_err(), "{bad}");
        }
    }
}
