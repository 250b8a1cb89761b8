//! Clients whose mail Postfix sends to the outside, and the rules don't take for outbound.

mod keys;
mod relay;

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use super::finding::Finding;
use super::host::Host;
use super::network;
use crate::postfix::Table;

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let own = host
        .entries()
        .filter_map(|service| service.own("mynetworks"));
    let lists: BTreeSet<&str> = own.chain([host.postfix.value("mynetworks")]).collect();
    for list in lists {
        findings.extend(networks(host, list));
    }
    findings.extend(programs(host));
    let relays = relay::findings(host);
    if !relays.is_empty() {
        findings.extend(keys::findings(host));
    }
    findings.extend(relays);
    findings
}

/// Mail of the sendmail command needs no place in mynetworks. Postfix shows it as coming from here.
fn programs(host: &Host<'_>) -> Option<Finding> {
    let here = Some(Ipv4Addr::LOCALHOST.into());
    let mut services = host.postfix.services().iter();
    let takes_any = services.any(|service| service.command() == "pickup");
    let is_ours = host.config.policy.trust_boundary().is_ours(None, here);
    (takes_any && !is_ours).then(|| {
        Finding::Unsafe(
            "mail.trusted_networks doesn't hold 127.0.0.1: mail from the local sendmail command \
             isn't outbound for the rules and leaves in clear; add it."
                .into(),
        )
    })
}

/// Whether others than the rules' own clients may send to the outside, as hosted services do.
pub(super) fn are_relayed(host: &Host<'_>) -> bool {
    !relay::findings(host).is_empty()
}

fn networks(host: &Host<'_>, list: &str) -> Vec<Finding> {
    let (mut networks, tables) = Table::mixed(list);
    let mut findings = Vec::new();
    for table in tables {
        match table.entries(host.postfix) {
            Some(entries) => networks.extend(entries.into_iter().map(|(network, _)| network)),
            None => findings.push(Finding::Note(format!(
                "Postfix: mynetworks names {}, which can't be listed; all that it holds must \
                 be in mail.trusted_networks too.",
                table.name()
            ))),
        }
    }
    let trusted = &host.config.mail.trusted_networks;
    for entry in networks.iter().filter(|entry| !entry.starts_with('!')) {
        if !network::parse(entry)
            .is_some_and(|network| trusted.iter().any(|trusted| trusted.contains(&network)))
        {
            findings.push(Finding::Unsafe(format!(
                "Postfix: mynetworks holds {entry}, mail.trusted_networks doesn't: mail from there \
                 isn't outbound for the rules and leaves in clear; add it, or take it out of \
                 mynetworks."
            )));
        }
    }
    findings
}
