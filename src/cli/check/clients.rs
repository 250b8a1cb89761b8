//! Clients whose mail Postfix sends to the outside, and the rules don't take for outbound.

use std::collections::BTreeSet;
use std::net::IpAddr;

use ipnet::IpNet;

use super::{Finding, Host};
use crate::policy::canonical_network;
use crate::postfix::{Service, Table, words};

/// Restrictions by which clients may send without a login and from anywhere.
const BY_CERTIFICATE: [&str; 2] = ["permit_tls_clientcerts", "permit_tls_all_clientcerts"];

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let own = host.entries().filter_map(|service| service.own("mynetworks"));
    let lists: BTreeSet<&str> = own.chain([host.postfix.value("mynetworks")]).collect();
    for list in lists {
        findings.extend(networks(host, list));
    }
    let sentences: BTreeSet<(bool, String)> = host
        .entries()
        .filter(|service| !host.is_loopback(service))
        .flat_map(|service| restrictions(host, service))
        .collect();
    findings.extend(
        sentences
            .into_iter()
            .map(|(open, sentence)| if open { Finding::Unsafe(sentence) } else { Finding::Note(sentence) }),
    );
    findings
}

fn networks(host: &Host<'_>, list: &str) -> Vec<Finding> {
    let (mut networks, tables) = Table::mixed(list);
    let mut findings = Vec::new();
    for table in tables {
        match table.entries(host.postfix) {
            Some(entries) => networks.extend(entries.into_iter().map(|(network, _)| network)),
            None => findings.push(Finding::Note(format!(
                "Postfix: mynetworks names {}, which can't be looked into; all that it holds must be in mail.trusted_networks too.",
                table.name()
            ))),
        }
    }
    let trusted = &host.config.trusted_networks;
    for entry in networks.iter().filter(|entry| !entry.starts_with('!')) {
        let bare: String = entry.chars().filter(|c| !matches!(c, '[' | ']')).collect();
        let network = bare.parse::<IpNet>().or_else(|_| bare.parse::<IpAddr>().map(IpNet::from)).ok();
        let network = network.map(canonical_network);
        if !network.is_some_and(|network| trusted.iter().any(|trusted| trusted.contains(&network))) {
            findings.push(Finding::Unsafe(format!(
                "Postfix: mynetworks holds {entry}, mail.trusted_networks doesn't: mail from there isn't outbound for the rules and leaves in clear; add it, or take it out of mynetworks."
            )));
        }
    }
    findings
}

/// Sentences on who may relay, and whether that is anybody.
fn restrictions(host: &Host<'_>, service: &Service) -> Vec<(bool, String)> {
    let mut sentences = Vec::new();
    for key in ["smtpd_relay_restrictions", "smtpd_recipient_restrictions"] {
        let list: Vec<&str> = words(host.postfix.of(service, key)).collect();
        let place = format!("{key} of the service {} in master.cf", service.name);
        for word in list.iter().filter(|word| BY_CERTIFICATE.contains(word)) {
            sentences.push((false, format!(
                "Postfix: {place} has {word}: mail from clients that are known by a certificate alone isn't outbound for the rules, unless they are in mail.trusted_networks."
            )));
        }
        let first =
            list.iter().find(|word| **word == "permit" || ["reject", "defer"].iter().any(|no| word.starts_with(no)));
        if key == "smtpd_relay_restrictions" && first == Some(&"permit") {
            sentences.push((true, format!(
                "Postfix: {place} lets anybody send to anywhere; such mail isn't outbound for the rules and leaves in clear."
            )));
        }
    }
    sentences
}
