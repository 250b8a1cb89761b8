//! Whether Postfix takes mail that is as large as the milter lets it become.

use std::collections::BTreeSet;

use super::finding::Finding;
use super::host::Host;
use super::mailboxes;
use crate::mail::size;
use crate::postfix::Service;

const KEY: &str = "message_size_limit";
/// What Postfix adds: fields of its own, and recipients, which it counts too.
const ADDED: u64 = 16 << 10;

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let most = host.config.milter.settings.max_message;
    let (largest, allowed) = match host.config.outbound.max_size {
        Some(carrier) if carrier < grown(most) => (
            carrier.saturating_add(ADDED),
            format!("carrier.max_size is {}", size::limit(carrier)),
        ),
        _ => (
            grown(most),
            format!(
                "what milter.max_message lets in ({}) grows to {}",
                size::limit(most),
                size::size(grown(most))
            ),
        ),
    };
    let entries: BTreeSet<(String, u64)> = host
        .entries()
        .filter_map(|service| limit(host, service))
        .filter(|(_, limit)| *limit < largest)
        .collect();
    let mut findings: Vec<Finding> = entries
        .iter()
        .map(|(place, limit)| {
            Finding::Note(format!(
                "Postfix: {place} is {}, and {allowed}: mail that is larger than Postfix takes is \
                 never sealed, and what sealing makes larger (by up to a thirtieth and 8 KB) is \
                 refused, for some recipients after others have their copies; set it to {largest} \
                 or more if such mail shall leave{}, or else carrier.max_size to \"{}K\" or less, \
                 and it is refused before any copy leaves.",
                size::limit(*limit),
                mailboxes::too(host, largest),
                limit.saturating_sub(ADDED) >> 10
            ))
        })
        .collect();
    let submit = host.submit().and_then(|service| {
        let (_, limit) = limit(host, service)?;
        (limit < largest).then_some((service, limit))
    });
    findings.extend(submit.map(|(service, limit)| {
        Finding::Note(format!(
            "Postfix: the service {} in master.cf, for mail.submit, takes {} at most ({KEY}): a \
             message that is split is refused when a copy is larger; give it -o {KEY}=0",
            service.name,
            size::limit(limit)
        ))
    }));
    findings
}

/// The most that a service takes, and where that stands; `None`: all there is.
fn limit(host: &Host<'_>, service: &Service) -> Option<(String, u64)> {
    let place = match service.own(KEY) {
        Some(_) => format!("{KEY} of the service {} in master.cf", service.name),
        None => KEY.to_owned(),
    };
    let limit = host.postfix.value_for(service, KEY).parse().ok()?;
    (limit > 0).then_some((place, limit))
}

/// The most that a message of this size grows to when it is sealed: by a thirtieth, and 8 KB.
fn grown(bytes: u64) -> u64 {
    bytes.saturating_add(bytes / 30).saturating_add(8 << 10)
}
