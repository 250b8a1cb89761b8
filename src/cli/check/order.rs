//! Other milters: ours stands after all that may still reject, and before one that signs; and it
//! sees nothing of what one before it quarantines. A milter's name doesn't tell for certain what it
//! does, so these are notes.

use std::collections::BTreeSet;

use super::finding::Finding;
use super::host::Host;
use crate::postfix::Milter;

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    const LISTS: [&str; 2] = ["smtpd_milters", "non_smtpd_milters"];
    let global = LISTS.map(|key| host.postfix.value(key));
    let services = host
        .postfix
        .services()
        .iter()
        .flat_map(|service| LISTS.map(|key| service.own(key)));
    let lists: BTreeSet<&str> = global.into_iter().chain(services.flatten()).collect();
    let sentences: BTreeSet<String> = lists.into_iter().flat_map(|list| one(host, list)).collect();
    sentences.into_iter().map(Finding::Note).collect()
}

fn one(host: &Host<'_>, list: &str) -> Vec<String> {
    let milters = Milter::list(list);
    let Some(at) = milters
        .iter()
        .position(|milter| host.names.contains(&milter.name))
    else {
        return Vec::new();
    };
    let named = |milter: &Milter, words: &[&str]| {
        let name = milter.name.to_ascii_lowercase();
        words.iter().any(|word| name.contains(word))
    };
    let signers = ["dkim", ":8891"];
    let signers = milters[..at]
        .iter()
        .filter(|milter| named(milter, &signers))
        .map(|milter| {
            format!(
                "Postfix: the milter {} stands before ours; if it signs, its signatures don't fit \
                 the carriers: put it after ours.",
                milter.name
            )
        });
    let filters = ["rspamd", ":11332", "clam", "spam", "amavis"];
    let holders = [
        "rspamd", ":11332", "clam", ":7357", "amavis", "dmarc", ":8893",
    ];
    let holders = milters[..at]
        .iter()
        .filter(|milter| named(milter, &holders))
        .map(|milter| {
            format!(
                "Postfix: the milter {} stands before ours; if it quarantines mail, Postfix asks \
                 no milter behind it, and that mail leaves in clear when postsuper releases it: \
                 have it reject mail in place of that, or release such mail as docs/neighbours.md \
                 says (Other milters).",
                milter.name
            )
        });
    let rejecters = milters[at + 1..]
        .iter()
        .filter(|milter| named(milter, &filters))
        .map(|milter| {
            format!(
                "Postfix: the milter {} stands after ours; if it rejects mail, copies of a message \
             that was split are gone by then, and it sees carriers only: put it before ours.",
                milter.name
            )
        });
    signers.chain(holders).chain(rejecters).collect()
}
