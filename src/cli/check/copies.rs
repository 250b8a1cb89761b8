//! Recipients that Postfix adds after the milter has judged those that the sender named: what
//! passes for the named ones reaches the added ones in clear.

use super::actions::{self, Action};
use super::aliases;
use super::finding::Finding;
use super::host::Host;
use crate::postfix::Table;

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    // cleanup adds them; smtpd ignores these settings.
    for (setting, always) in host.values("cleanup", "always_bcc") {
        if is_outside(host, always) {
            findings.push(finding(&format!("{setting} copies all mail to {always}")));
        }
    }
    let maps = ["sender_bcc_maps", "recipient_bcc_maps"]
        .into_iter()
        .flat_map(|key| host.values("cleanup", key));
    for (setting, value) in maps {
        for table in Table::list(value) {
            let entries = table.entries(host.postfix);
            if entries.is_none() && !table.is_missing() {
                findings.push(unlisted(&format!("{setting} ({})", table.name())));
            }
            for (of, to) in entries.unwrap_or_default() {
                for address in
                    crate::postfix::words(&to).filter(|address| is_outside(host, address))
                {
                    let table = table.name();
                    findings.push(finding(&format!(
                        "{setting} ({table}) copies mail of {of} to {address}"
                    )));
                }
            }
        }
    }
    let actions = actions::on_content(host)
        .into_iter()
        .chain(actions::on_access(host));
    for action in actions {
        findings.extend(leads_outside(host, &action));
        if action.is_unlisted() {
            findings.push(unlisted(&action.place));
        }
    }
    findings
}

/// An action that gives the mail a recipient who is outside.
fn leads_outside(host: &Host<'_>, action: &Action) -> Option<Finding> {
    let Action {
        place,
        pattern,
        word,
        argument,
        ..
    } = action;
    let does = match word.as_str() {
        "REDIRECT" => "sends mail on to",
        "BCC" => "copies mail to",
        _ => return None,
    };
    is_outside(host, argument).then(|| {
        finding(&format!(
            "{place} {does} {argument} where {pattern} matches"
        ))
    })
}

/// A table in which such an action may stand.
fn unlisted(place: &str) -> Finding {
    Finding::Note(format!(
        "Postfix: {place} can't be listed: see to it that it sends and copies no mail to the \
         outside, since that leaves in clear past the milter."
    ))
}

fn finding(what: &str) -> Finding {
    Finding::Unsafe(format!(
        "Postfix: {what}, which is outside: the milter judges the recipients whom the sender \
         named, and what passes for them leaves in clear; take that out, or name an address in \
         mail.local_domains."
    ))
}

/// Whether an address is, or may be, outside; what a pattern fills in is all that is known of some.
fn is_outside(host: &Host<'_>, address: &str) -> bool {
    aliases::leads_outside(host, address) || address.contains('$') && !address.contains('@')
}
