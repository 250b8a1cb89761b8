//! Recipients that Postfix adds after the milter has judged those that the sender named. What
//! passes for these, passes for them.

use super::{Finding, Host, actions};
use crate::postfix::Table;

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    // It is cleanup that adds them; to smtpd these settings mean nothing.
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
            for (of, to) in table.entries(host.postfix).unwrap_or_default() {
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
    let actions = actions::of_contents(host)
        .into_iter()
        .chain(actions::of_access(host));
    findings.extend(actions.filter_map(|action| action.leads_outside(host)));
    findings
}

pub(super) fn finding(what: &str) -> Finding {
    Finding::Unsafe(format!(
        "Postfix: {what}, which is outside: the milter judges the recipients whom the sender \
         named, and what passes for them leaves in clear; take that out, or name an address in \
         mail.local_domains."
    ))
}

pub(super) fn is_outside(host: &Host<'_>, address: &str) -> bool {
    address
        .rsplit_once('@')
        .is_some_and(|(_, domain)| !host.is_local(domain))
}
