//! Domains in `mail.local_domains` below which anybody may have one.

use super::finding::Finding;
use crate::config::Config;

/// Top-level names that are for networks of one's own.
const PRIVATE: [&str; 11] = [
    "corp",
    "home",
    "internal",
    "intern",
    "intra",
    "intranet",
    "lan",
    "local",
    "localdomain",
    "private",
    "test",
];
/// What registries put below the name of a country.
const KINDS: [&str; 14] = [
    "ac", "co", "com", "edu", "gob", "gouv", "gov", "gv", "ne", "net", "nom", "or", "org", "plc",
];

pub(super) fn findings(config: &Config) -> Vec<Finding> {
    let domains = config.mail.local_domains.iter();
    let found = domains.filter(|domain| is_everybodys(domain)).map(|domain| {
        Finding::Unsafe(format!(
            "mail.local_domains has \"{domain}\", below which anybody may have a domain: for the \
             rules, mail to all of them is local and leaves in clear; name your own domains."
        ))
    });
    found.collect()
}

/// Whether an entry stands for a whole top-level domain, or for what its registry sells.
fn is_everybodys(entry: &str) -> bool {
    let Some(parent) = entry.strip_prefix('.') else {
        return false;
    };
    match parent.split_once('.') {
        None => !PRIVATE.contains(&parent),
        Some((kind, country)) => country.len() == 2 && KINDS.contains(&kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_of_everybody_are_known() {
        for entry in [".net", ".de", ".xn--p1ai", ".co.uk", ".com.au"] {
            assert!(is_everybodys(entry), "{entry}");
        }
        for entry in [
            "net",
            "localhost",
            ".lan",
            ".internal",
            ".example.net",
            ".x.co.uk",
            ".acme.de",
        ] {
            assert!(!is_everybodys(entry), "{entry}");
        }
    }
}
