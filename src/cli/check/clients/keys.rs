//! The keys with which hosted services sign our mail. What they relay through this host is ours for
//! the rules only by such a signature, and a signature by a key that is only tested counts for none
//! (RFC 6376 section 3.6.1): such mail waits.

use crate::cli::check::finding::Finding;
use crate::cli::check::host::Host;
use crate::mail::verify::{KeyRecord, Verifier};

/// Selectors that services always use: Microsoft 365 the first two, Google Workspace the third.
/// Those of others can't be known.
const SELECTORS: [&str; 3] = ["selector1", "selector2", "google"];

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else {
        return Vec::new();
    };
    let verifier = Verifier::new(&host.config.dns);
    let domains = host.config.mail.local_domains.iter();
    let names = domains
        .filter(|domain| !domain.starts_with('.'))
        .flat_map(|domain| SELECTORS.map(|selector| format!("{selector}._domainkey.{domain}")));
    let mut findings = Vec::new();
    for name in names {
        // Whoever doesn't answer once would be waited for each time.
        let Ok(record) = runtime.block_on(verifier.text(&name)) else {
            break;
        };
        let key = KeyRecord::read(&record);
        if key.tag("p").is_some_and(|key| !key.is_empty()) && !key.signs_mail() {
            findings.push(Finding::Unsafe(format!(
                "the TXT record {name} in DNS says that its key is only tested (t=y), or not \
                 meant for mail: what a hosted service signs with it waits (451), since nobody can \
                 tell whether it is outbound; take that out of the record."
            )));
        }
    }
    findings
}
