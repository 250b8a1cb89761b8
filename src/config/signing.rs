//! The keys that sign mail, and the servers that are asked for those of others.

use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use toml::Spanned;

use super::{Findings, file};
use crate::mail::sign::KeyFile;
use crate::policy::domain_list_entry;

/// The keys, each named once.
pub(super) fn keys(
    keys: Vec<Spanned<file::Dkim>>,
    base: &Path,
    findings: &mut Findings<'_>,
) -> Vec<KeyFile> {
    let mut seen = HashSet::new();
    let mut files = Vec::new();
    for key in keys {
        let place = key.span().start;
        let file::Dkim {
            domain,
            selector,
            key,
        } = key.into_inner();
        let (Some(domain), Some(selector)) = (
            findings.check("dkim.domain", &domain, |text| self::domain(text)),
            findings.check("dkim.selector", &selector, |text| self::selector(text)),
        ) else {
            continue;
        };
        if !seen.insert((domain.clone(), selector.clone())) {
            let sentence = format!(
                "dkim: {domain} has a second key with the selector \"{selector}\"; DNS has one for \
                 each."
            );
            findings.push(place, &sentence);
        }
        files.push(KeyFile {
            domain,
            selector,
            path: base.join(key.into_inner()),
        });
    }
    files
}

/// A DNS server: an address, with port 53 unless it says otherwise.
pub(super) fn server(text: &str) -> Result<SocketAddr, String> {
    let address = text
        .parse::<IpAddr>()
        .map(|address| SocketAddr::new(address, 53));
    address.or_else(|_| text.parse()).map_err(|_| {
        format!("\"{text}\" is no address such as \"127.0.0.1\" or \"127.0.0.1:5353\"")
    })
}

fn domain(text: &str) -> Result<String, String> {
    match domain_list_entry(text)? {
        domain if domain.starts_with('.') => Err(format!(
            "\"{text}\" names no single domain: leave out the first dot"
        )),
        domain => Ok(domain),
    }
}

/// Sub-domains by RFC 6376 section 3.1.
fn selector(text: &str) -> Result<String, String> {
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let good = text.split('.').all(label);
    if good {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(format!("\"{text}\" is no selector such as \"2026a\""))
    }
}
