//! Recipients that Postfix adds after the milter has judged those that the sender named. What passes for these, passes for them.

use super::{Finding, Host};
use crate::postfix::Table;

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let always = host.postfix.value("always_bcc");
    if is_outside(host, always) {
        findings.push(finding(&format!("always_bcc copies all mail to {always}")));
    }
    for key in ["sender_bcc_maps", "recipient_bcc_maps"] {
        for (table, of, to) in entries(host, key) {
            for address in crate::postfix::words(&to).filter(|address| is_outside(host, address)) {
                findings.push(finding(&format!("{key} ({table}) copies mail of {of} to {address}")));
            }
        }
    }
    for key in ["header_checks", "mime_header_checks", "nested_header_checks", "body_checks", "milter_header_checks"] {
        for (table, pattern, action) in entries(host, key) {
            let (word, address) = action.split_once([' ', '\t']).unwrap_or((&action, ""));
            let does = match word.to_ascii_uppercase().as_str() {
                "REDIRECT" => "sends mail on to",
                "BCC" => "copies mail to",
                _ => continue,
            };
            if is_outside(host, address.trim()) {
                findings.push(finding(&format!("{key} ({table}) {does} {} where {pattern} matches", address.trim())));
            }
        }
    }
    findings
}

fn finding(what: &str) -> Finding {
    Finding::Unsafe(format!(
        "Postfix: {what}, which is outside: the milter judges the recipients whom the sender named, and what passes for them leaves in clear."
    ))
}

/// All that the tables of a setting say: table, pattern, result.
fn entries(host: &Host<'_>, key: &str) -> Vec<(String, String, String)> {
    let tables = Table::list(host.postfix.value(key)).into_iter();
    tables
        .filter_map(|table| Some((table.name().to_owned(), table.entries(host.postfix)?)))
        .flat_map(|(table, entries)| entries.into_iter().map(move |(key, value)| (table.clone(), key, value)))
        .collect()
}

fn is_outside(host: &Host<'_>, address: &str) -> bool {
    address.rsplit_once('@').is_some_and(|(_, domain)| !host.is_local(domain))
}
