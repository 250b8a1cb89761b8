//! Domains: those that Postfix takes mail for, and those that the rules take for ours.

use std::fs;

use super::finding::Finding;
use super::host::Host;
use crate::postfix::Table;

/// Where Postfix is told which domains end here.
const DELIVERED: [&str; 3] = [
    "mydestination",
    "virtual_mailbox_domains",
    "virtual_alias_domains",
];

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = origin(host).into_iter().collect();
    let mut known = Vec::new();
    let mut tables = Vec::new();
    for key in DELIVERED.into_iter().chain(["relay_domains"]) {
        let (words, more) = Table::mixed(host.postfix.value(key));
        for domain in words
            .iter()
            .filter(|domain| !is_of_host(host, domain) && !host.is_local(domain))
        {
            findings.push(Finding::Note(format!(
                "Postfix: {key} has {domain}, mail.local_domains doesn't: for the rules, mail to \
                 it goes outside."
            )));
        }
        known.push((words, key == "relay_domains"));
        tables.extend(more);
    }
    tables.extend(Table::list(host.postfix.value("transport_maps")));
    findings.extend(unled(host, &known));
    let plain = host
        .config
        .mail
        .local_domains
        .iter()
        .filter(|domain| !domain.starts_with('.'));
    let is_known = |domain: &str| {
        let mut lists = known.iter();
        lists.any(|(words, takes_below)| names(words, domain, *takes_below))
    };
    for domain in plain.filter(|domain| !is_known(domain)) {
        let answers: Vec<Option<bool>> = tables
            .iter()
            .map(|table| table.has(domain, host.postfix))
            .collect();
        // A table that can't be asked may well have it.
        if answers.iter().all(|answer| *answer == Some(false)) {
            findings.push(Finding::Unsafe(format!(
                "Postfix: it doesn't know {domain}, which mail.local_domains has: mail to it isn't \
                 outbound for the rules, and leaves this host in clear; put it into mydestination, \
                 virtual_mailbox_domains, relay_domains or transport_maps, or take it out of \
                 mail.local_domains."
            )));
        }
    }
    findings
}

/// Domains of ours that Postfix relays without being told where to.
fn unled(host: &Host<'_>, known: &[(Vec<String>, bool)]) -> Vec<Finding> {
    let transport = host.postfix.value("relay_transport");
    let is_led = transport
        .split_once(':')
        .is_some_and(|(_, to)| !to.is_empty());
    // Whatever the other transports do, they have a reason.
    if is_led || transport.trim_end_matches(':') != "relay" {
        return Vec::new();
    }
    let transports = Table::list(host.postfix.value("transport_maps"));
    let has_way = |domain: &str| {
        let above = domain
            .match_indices('.')
            .map(|(at, _)| domain[at..].to_owned());
        let keys = [
            domain.to_owned(),
            format!("postmaster@{domain}"),
            "*".into(),
        ];
        let keys: Vec<String> = keys.into_iter().chain(above).collect();
        // A table that can't be asked may well have it.
        let has = |key: &String, table: &Table| table.has(key, host.postfix) != Some(false);
        transports
            .iter()
            .any(|table| keys.iter().any(|key| has(key, table)))
    };
    let (ends_here, relayed): (Vec<_>, Vec<_>) = known.iter().partition(|(_, relayed)| !relayed);
    let relayed = relayed.into_iter().flat_map(|(words, _)| words);
    let ours = relayed.filter(|domain| {
        let ends_here = ends_here
            .iter()
            .any(|(words, _)| names(words, domain, false));
        !is_of_host(host, domain) && host.is_local(domain) && !ends_here && !has_way(domain)
    });
    let told = ours.map(|domain| {
        Finding::Note(format!(
            "Postfix: relay_domains has {domain}, and neither transport_maps nor relay_transport \
             names its server: mail to it is local for the rules, and goes in clear to whatever \
             DNS has for that domain (MX), or comes back as a loop where that is this host; name \
             the server in transport_maps ({domain} relay:[server])."
        ))
    });
    told.collect()
}

/// Where mail to a name without a domain goes, if that isn't one of ours.
fn origin(host: &Host<'_>) -> Option<Finding> {
    let origin = host.postfix.value("myorigin");
    let origin = match origin.starts_with('/') {
        // Debian's /etc/mailname.
        true => fs::read_to_string(origin)
            .ok()?
            .lines()
            .next()?
            .trim()
            .to_owned(),
        false => origin.to_owned(),
    };
    let is_added = host.postfix.value("append_at_myorigin") != "no";
    let (ends_here, _) = Table::mixed(host.postfix.value("mydestination"));
    let is_ours = host.is_local(&origin)
        || is_of_host(host, &origin)
        || ends_here
            .iter()
            .any(|entry| entry.eq_ignore_ascii_case(&origin));
    (is_added && !origin.is_empty() && !is_ours).then(|| {
        Finding::Unsafe(format!(
            "Postfix: myorigin is {origin}, and mail.local_domains doesn't have it: mail to a name \
             without a domain is local for the rules, and goes to that domain in clear; put it \
             into mail.local_domains, or set myorigin to a domain of yours."
        ))
    })
}

/// The domain of an address as Postfix reads it: what stands behind the @, or, where there is none,
/// before a bang or behind a percent sign (`swap_bangpath`, `allow_percent_hack`).
pub(super) fn domain_of(address: &str) -> Option<&str> {
    if let Some((_, domain)) = address.rsplit_once('@') {
        return Some(domain);
    }
    let before_bang = address.split_once('!').map(|(domain, _)| domain);
    before_bang.or_else(|| Some(address.rsplit_once('%')?.1))
}

/// Whether a list has a domain: the first entry that fits decides. In `relay_domains` alone an
/// entry may take its subdomains along (`parent_domain_matches_subdomains`).
fn names(list: &[String], domain: &str, takes_below: bool) -> bool {
    let fits = |entry: &str| {
        let entry = entry.trim_start_matches('.').to_ascii_lowercase();
        let above = domain.strip_suffix(&entry);
        above.is_some_and(|rest| rest.is_empty() || takes_below && rest.ends_with('.'))
    };
    let first = list
        .iter()
        .find(|entry| fits(entry.trim_start_matches('!')));
    first.is_some_and(|entry| !entry.starts_with('!'))
}

/// The host's own names, to which programs on it write, and what is no domain.
pub(super) fn is_of_host(host: &Host<'_>, domain: &str) -> bool {
    domain == "localhost"
        || domain.starts_with("localhost.")
        || domain.starts_with(['!', '['])
        || domain.eq_ignore_ascii_case(host.postfix.value("myhostname"))
}
