//! How large mailboxes may become, for Postfix: a delivery agent that takes less for a whole
//! mailbox than Postfix takes for one mail delivers nothing at all.

use super::finding::Finding;
use super::host::Host;
use crate::mail::size;

/// The agents, what names their domains, what leads to them, and their limits.
const AGENTS: [[&str; 4]; 2] = [
    [
        "virtual",
        "virtual_mailbox_domains",
        "virtual_transport",
        "virtual_mailbox_limit",
    ],
    [
        "local",
        "mydestination",
        "local_transport",
        "mailbox_size_limit",
    ],
];

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let message = number(host.postfix.value("message_size_limit"));
    let too_small = limits(host).filter(|(_, _, limit)| message == 0 || *limit < message);
    too_small
        .map(|(agent, key, limit)| {
            let (is, wanted) = if message == 0 {
                ("is limited".to_owned(), "0".to_owned())
            } else {
                (
                    format!("is {}", size::limit(limit)),
                    format!("{message} or more, or to 0"),
                )
            };
            Finding::Unsafe(format!(
                "Postfix: {key} {is}, and message_size_limit takes more, so {agent}(8) ends with a \
                 fatal error and delivers nothing: set {key} to {wanted}."
            ))
        })
        .collect()
}

/// What else must grow, for a sentence, where `message_size_limit` is set to this.
pub(super) fn too(host: &Host<'_>, wanted: u64) -> String {
    let too_small = limits(host).filter(|(_, _, limit)| *limit < wanted);
    too_small
        .map(|(agent, key, limit)| {
            format!(
                ", and {key} with it ({} now), since {agent}(8) delivers nothing where that is \
                 smaller",
                size::limit(limit)
            )
        })
        .collect()
}

/// The agents that deliver, with the names of their limits and what these are; without those that
/// have none.
fn limits(host: &Host<'_>) -> impl Iterator<Item = (&'static str, &'static str, u64)> {
    AGENTS
        .into_iter()
        .filter_map(move |[agent, domains, leads, key]| {
            let transport = host.postfix.value(leads).split(':').next()?;
            let mut services = host.postfix.services().iter();
            let service = services.find(|service| {
                service.command() == agent && service.name.strip_suffix("/unix") == Some(transport)
            })?;
            let limit = number(host.postfix.value_for(service, key));
            let has_domains = !host.postfix.value(domains).is_empty();
            (has_domains && limit > 0).then_some((agent, key, limit))
        })
}

fn number(text: &str) -> u64 {
    text.parse().unwrap_or_default()
}
