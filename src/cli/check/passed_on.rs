//! Programs and servers that Postfix delivers local mail to. What they send on comes back as from
//! clients of this host, with mail that anybody wrote; and what lies elsewhere gets the mail in
//! clear.

use std::net::IpAddr;

use super::domains;
use super::finding::Finding;
use super::host::Host;
use super::suffixes;
use crate::postfix::Table;

/// Where Postfix is told how it delivers, and the services and values that send nothing on.
const DELIVERY: [(&str, &str); 6] = [
    ("mailbox_command", ""),
    ("mailbox_transport", ""),
    ("fallback_transport", ""),
    ("local_transport", "local"),
    ("virtual_transport", "virtual"),
    ("relay_transport", "relay"),
];
/// The same for each user.
const MAPS: [&str; 3] = [
    "mailbox_command_maps",
    "mailbox_transport_maps",
    "fallback_transport_maps",
];
/// How many entries of a table are named.
const MOST: usize = 3;
/// How many domains a table of patterns is asked for.
const MOST_DOMAINS: usize = 20;

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (setting, harmless) in DELIVERY {
        let value = host.postfix.value(setting);
        let service = value.split(':').next().unwrap_or_default();
        let is_plain = value.trim_end_matches(':') == service;
        if !(service == harmless && is_plain)
            && let Some(way) = way(host, value)
        {
            findings.push(way.finding(&format!("{setting} is {value}")));
        }
    }
    for setting in MAPS {
        for table in Table::list(host.postfix.value(setting)) {
            match table.entries(host.postfix) {
                Some(entries) => findings.extend(of_entries(host, setting, &table, entries)),
                None => findings.extend(unlisted(setting, &table)),
            }
        }
    }
    for table in Table::list(host.postfix.value("transport_maps")) {
        match local_entries(host, &table) {
            Some(entries) => findings.extend(of_entries(host, "transport_maps", &table, entries)),
            None => findings.extend(unlisted("transport_maps", &table)),
        }
    }
    findings
}

/// Where a transport or a command leads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// To a program on this host.
    Program,
    /// To a server elsewhere.
    Elsewhere,
}

impl Way {
    fn finding(self, what: &str) -> Finding {
        Finding::Note(match self {
            Self::Program => format!(
                "Postfix: {what}. What that program sends on, such as redirects of Sieve scripts, \
                 comes from this host whoever wrote it: it is sealed like other mail from here, \
                 but nobody vouches for its author, and it isn't signed in their name \
                 (docs/neighbours.md, Mail that is passed on)."
            ),
            Self::Elsewhere => format!(
                "Postfix: {what}. For the rules that mail is local, so it goes there in clear: see \
                 to it that it is a server of yours. What it sends on through this host is sealed \
                 like other mail from here, but nobody vouches for its author \
                 (docs/neighbours.md, Mail that is passed on)."
            ),
        })
    }
}

/// Whether a transport leads to a server of another host.
pub(super) fn leads_elsewhere(host: &Host<'_>, value: &str) -> bool {
    way(host, value) == Some(Way::Elsewhere)
}

/// Where a transport (or a command) leads; `None` where it sends nothing on: Postfix's own agents,
/// and servers that are seen to be this organisation's, as `relay` and MX records have them.
fn way(host: &Host<'_>, value: &str) -> Option<Way> {
    const HARMLESS: [&str; 6] = ["", "local", "virtual", "error", "retry", "discard"];
    let (service, next) = value.split_once(':').unwrap_or((value, ""));
    let is_ours = || service == "relay" && is_inside(host, next);
    if HARMLESS.contains(&service) || value.contains("$myhostname") || is_ours() {
        return None;
    }
    let name = format!("{service}/unix");
    let found = host.postfix.services().iter().find(|one| one.name == name);
    let is_client = matches!(
        found.map_or(service, |found| found.command()),
        "smtp" | "lmtp" | "relay"
    );
    let is_here = ["unix:", "localhost", "[localhost", "127.", "[127.", "[::1]"];
    let place = next.strip_prefix("inet:").unwrap_or(next);
    match (is_client, next) {
        (true, "") => None,
        (true, _) if !is_here.iter().any(|start| place.starts_with(start)) => Some(Way::Elsewhere),
        _ => Some(Way::Program),
    }
}

/// Whether a server is one of a network or a domain of ours, by its name or address.
fn is_inside(host: &Host<'_>, next: &str) -> bool {
    let place = next.strip_prefix("inet:").unwrap_or(next);
    let name = match place
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
    {
        Some((name, _)) => name,
        None => place.split(':').next().unwrap_or_default(),
    };
    let name = name.trim_start_matches("IPv6:").trim_start_matches("ipv6:");
    match name.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => ip.is_private() || ip.is_link_local(),
        Ok(IpAddr::V6(ip)) => ip.is_unique_local() || ip.is_unicast_link_local(),
        Err(_) => {
            let mut above = name.match_indices('.').map(|(at, _)| &name[at + 1..]);
            let top = name.rsplit('.').next().unwrap_or_default();
            !suffixes::is_public(top)
                || !name.contains('.')
                || host.is_local(name)
                || above.any(|domain| host.is_local(domain))
        }
    }
}

/// What entries of a table lead to, one sentence for each way.
fn of_entries(
    host: &Host<'_>,
    setting: &str,
    table: &Table,
    entries: Vec<(String, String)>,
) -> Vec<Finding> {
    let ways = entries
        .into_iter()
        .filter_map(|(key, value)| Some((way(host, &value)?, format!("{key} to {value}"))));
    let ways: Vec<(Way, String)> = ways.collect();
    let of = |wanted: Way| {
        let mut named = ways
            .iter()
            .filter(|(way, _)| *way == wanted)
            .map(|(_, what)| what.as_str());
        let first: Vec<&str> = named.by_ref().take(MOST).collect();
        let more = match named.count() {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        (!first.is_empty()).then(|| {
            wanted.finding(&format!(
                "{setting} ({}) hands mail for {}{more}",
                table.name(),
                first.join(", for ")
            ))
        })
    };
    [Way::Program, Way::Elsewhere]
        .into_iter()
        .filter_map(of)
        .collect()
}

/// The entries of `transport_maps` for mail that is local for the rules; `None` where they can't be
/// known.
fn local_entries(host: &Host<'_>, table: &Table) -> Option<Vec<(String, String)>> {
    let plain = host.config.mail.local_domains.iter();
    let plain: Vec<&String> = plain.filter(|domain| !domain.starts_with('.')).collect();
    if table.has_patterns() {
        // Any of their addresses may do, since what they match can't be listed.
        let mut found = Vec::new();
        for domain in plain.into_iter().take(MOST_DOMAINS) {
            let address = format!("postmaster@{domain}");
            if let Some(value) = table.find(&address, host.postfix)? {
                found.push((address, value));
            }
        }
        return Some(found);
    }
    let entries = table.entries(host.postfix)?;
    let has = |domain: &str| {
        entries
            .iter()
            .any(|(key, _)| key.eq_ignore_ascii_case(domain))
    };
    let is_local = |key: &str| match (key, domains::domain_of(key)) {
        ("*", _) => plain.iter().any(|domain| !has(domain)),
        (_, Some(domain)) => host.is_local(domain),
        // All below a domain.
        (key, None) if key.starts_with('.') => host.is_local(&format!("x{key}")),
        (key, None) => host.is_local(key),
    };
    let local = entries.iter().filter(|(key, _)| is_local(key));
    Some(local.cloned().collect())
}

fn unlisted(setting: &str, table: &Table) -> Option<Finding> {
    (!table.is_missing()).then(|| {
        Finding::Note(format!(
            "Postfix: {setting} ({}) can't be listed: see to it that it hands no local mail to \
             servers outside, where it goes in clear.",
            table.name()
        ))
    })
}
