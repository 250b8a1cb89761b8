//! Domains in `mail.local_domains` below which anybody may have one.

use super::finding::Finding;
use crate::config::Config;

/// Top-level names that are for networks of one's own.
const PRIVATE: [&str; 12] = [
    "corp",
    "home",
    "internal",
    "intern",
    "intra",
    "intranet",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "private",
    "test",
];
/// What registries put below the name of a country.
const KINDS: [&str; 14] = [
    "ac", "co", "com", "edu", "gob", "gouv", "gov", "gv", "ne", "net", "nom", "or", "org", "plc",
];

/// Names below which services give them to anybody who asks.
const GIVEN: [&str; 22] = [
    "azurewebsites.net",
    "blogspot.com",
    "ddns.net",
    "duckdns.org",
    "dyndns.org",
    "eu.org",
    "fly.dev",
    "github.io",
    "gitlab.io",
    "herokuapp.com",
    "myshopify.com",
    "netlify.app",
    "no-ip.org",
    "onmicrosoft.com",
    "onrender.com",
    "pages.dev",
    "uk.com",
    "us.com",
    "vercel.app",
    "web.app",
    "wordpress.com",
    "workers.dev",
];

pub(in crate::cli::check) fn findings(config: &Config) -> Vec<Finding> {
    let domains = config.mail.local_domains.iter();
    let found = domains.filter(|domain| is_everybodys(domain)).map(|domain| {
        Finding::Unsafe(format!(
            "mail.local_domains has \"{domain}\", below which anybody may have a domain: for the \
             rules, mail to all of them is local and leaves in clear; name your own domains."
        ))
    });
    found.collect()
}

/// Whether an entry stands for all that anybody may have below a name.
fn is_everybodys(entry: &str) -> bool {
    entry.strip_prefix('.').is_some_and(is_public)
}

/// Whether a name is a whole top-level domain, what its registry sells below one, or what a service
/// gives to anybody.
pub(in crate::cli) fn is_public(domain: &str) -> bool {
    match domain.split_once('.') {
        None => !PRIVATE.contains(&domain),
        Some((kind, country)) => {
            country.len() == 2 && KINDS.contains(&kind) || GIVEN.contains(&domain)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_of_everybody_are_known() {
        for entry in [
            ".net",
            ".de",
            ".xn--p1ai",
            ".co.uk",
            ".com.au",
            ".github.io",
        ] {
            assert!(is_everybodys(entry), "{entry}");
        }
        for entry in [
            "net",
            "localhost",
            ".lan",
            ".internal",
            ".example.net",
            ".localhost",
            ".x.co.uk",
            ".x.github.io",
            ".acme.de",
        ] {
            assert!(!is_everybodys(entry), "{entry}");
        }
    }
}
