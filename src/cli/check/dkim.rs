//! The keys that sign our mail, and whether DNS has their public halves.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::config::Config;
use crate::mail::sign::Signer;
use crate::mail::verify::Verifier;

/// What is wrong with the keys, a sentence each.
pub(super) fn findings(config: &Config) -> Vec<String> {
    let signer = match Signer::load(&config.dkim) {
        Ok(signer) => signer,
        Err(error) => return vec![error.to_string()],
    };
    if signer.is_empty() {
        return Vec::new();
    }
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return vec![format!("DNS can't be asked for the DKIM keys: {error}.")],
    };
    runtime.block_on(async {
        let verifier = Verifier::new(&config.dns);
        let mut findings = Vec::new();
        for (name, record) in signer.records() {
            let published = match verifier.texts(&name).await {
                Ok(published) => published,
                Err(error) => {
                    findings.push(format!("{error}."));
                    continue;
                }
            };
            let published = String::from_utf8_lossy(&published);
            match (published.is_empty(), is_key_of(&published, &record)) {
                (true, _) => findings.push(format!(
                    "DNS has no TXT record {name}, so nobody can verify our signatures: publish {record}"
                )),
                (_, false) => {
                    findings.push(format!("the TXT record {name} in DNS is of another key: publish {record}"))
                }
                (_, true) => {}
            }
        }
        findings
    })
}

/// Whether a record has the key of ours, as it is or without its frame (RFC 6376 section 3.6.1 says PKCS#1, most write more).
fn is_key_of(published: &str, ours: &str) -> bool {
    let bytes = |record: &str| STANDARD.decode(public_key(record)?).ok();
    match (bytes(published), bytes(ours)) {
        (Some(published), Some(ours)) => !published.is_empty() && ours.ends_with(&published),
        _ => false,
    }
}

/// The tag `p=` of a key record (RFC 6376 section 3.6.1), without white space.
fn public_key(record: &str) -> Option<String> {
    let mut tags = record.split(';').filter_map(|tag| tag.split_once('='));
    tags.find(|(name, _)| name.trim() == "p").map(|(_, value)| value.split_whitespace().collect())
}
