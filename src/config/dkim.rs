//! `[[dkim]]`: the keys that sign mail.

use std::collections::HashSet;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::Findings;
use super::strings::Text;
use crate::mail::sign::KeyFile;
use crate::policy::domain_list_entry;

/// One `[[dkim]]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Section {
    domain: Text,
    selector: Text,
    key: Text,
}

/// The keys, each named once.
pub(super) fn check(
    keys: Vec<Spanned<Section>>,
    base: &Path,
    findings: &mut Findings<'_>,
) -> Vec<KeyFile> {
    let mut seen = HashSet::new();
    let mut files = Vec::new();
    for key in keys {
        let place = key.span().start;
        let Section {
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
