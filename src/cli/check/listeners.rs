//! The ways in which mail comes in past the milter.

use super::filtered;
use super::finding::Finding;
use super::host::Host;
use crate::postfix::{Milter, Service, Table, words};

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let listeners = host.entries().flat_map(|service| listener(host, service));
    let others = host
        .postfix
        .services()
        .iter()
        .filter(|service| matches!(service.command(), "pickup" | "qmqpd"));
    listeners
        .chain(others.flat_map(|service| other(host, service)))
        .collect()
}

fn no_milters(options: &str) -> bool {
    words(options).any(|option| option == "no_milters")
}

/// A listener for SMTP.
fn listener(host: &Host<'_>, service: &Service) -> Vec<Finding> {
    let of = |key| host.postfix.value_for(service, key);
    let name = &service.name;
    if !of("smtpd_proxy_filter").is_empty() {
        return vec![Finding::Note(format!(
            "Postfix: the service {name} in master.cf hands mail to {} (smtpd_proxy_filter) and \
             shows milters nothing of it, so it is sealed only if the listener to which that hands \
             it on asks our milter.",
            of("smtpd_proxy_filter")
        ))];
    }
    let list = of("smtpd_milters");
    let sentence = if host.ours(list).is_none() {
        format!(
            "Postfix: smtpd_milters of the service {name} in master.cf {}, not our milter ({}), so \
             mail that comes there is never sealed",
            Milter::listed(list),
            shown(host)
        )
    } else if no_milters(of("receive_override_options")) {
        format!(
            "Postfix: receive_override_options of the service {name} in master.cf has no_milters, \
             so mail that comes there is never sealed"
        )
    } else {
        return maps(host, service);
    };
    vec![if returns_from_filter(host, service) {
        Finding::Note(format!(
            "{sentence}, which is right if nothing but the content filter may send mail there."
        ))
    } else {
        Finding::Unsafe(format!("{sentence}."))
    }]
}

/// Whether a listener may be the one to which a content filter hands back what the milter has seen
/// before. What comes back from a proxy, milters haven't seen.
fn returns_from_filter(host: &Host<'_>, service: &Service) -> bool {
    let entries: Vec<&Service> = host.entries().collect();
    let any = |key| {
        entries
            .iter()
            .any(|entry| !host.postfix.value_for(entry, key).is_empty())
    };
    host.is_loopback(service)
        && host.postfix.value_for(service, "content_filter").is_empty()
        && (any("content_filter") || filtered::is_local(host))
        && !any("smtpd_proxy_filter")
}

/// Other milters for some clients.
fn maps(host: &Host<'_>, service: &Service) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in Table::list(host.postfix.value_for(service, "smtpd_milter_maps")) {
        let place = format!(
            "smtpd_milter_maps of the service {} in master.cf ({})",
            service.name,
            table.name()
        );
        let Some(entries) = table.entries(host.postfix) else {
            findings.push(Finding::Unsafe(format!(
                "Postfix: {place} can't be listed; it may turn the milter off for some \
                 clients, and mail from them would never be sealed."
            )));
            continue;
        };
        for (client, milters) in entries
            .iter()
            .filter(|(_, milters)| host.ours(milters).is_none())
        {
            findings.push(Finding::Unsafe(format!(
                "Postfix: {place} gives {client} {milters} in place of our milter, so mail from \
                 there is never sealed."
            )));
        }
    }
    findings
}

/// What takes mail that comes by no SMTP.
fn other(host: &Host<'_>, service: &Service) -> Option<Finding> {
    let what = if service.command() == "pickup" {
        "mail from the local sendmail command"
    } else {
        "mail that comes by QMQP"
    };
    if no_milters(host.postfix.value_for(service, "receive_override_options")) {
        return Some(Finding::Unsafe(format!(
            "Postfix: receive_override_options of the service {} in master.cf has no_milters, so \
             {what} is never sealed.",
            service.name
        )));
    }
    let cleanup = format!(
        "{}/unix",
        host.postfix.value_for(service, "cleanup_service_name")
    );
    let cleanup = host
        .postfix
        .services()
        .iter()
        .find(|service| service.name == cleanup);
    let own = cleanup.and_then(|cleanup| Some((cleanup, cleanup.own("non_smtpd_milters")?)));
    let (place, list) = match own {
        Some((cleanup, list)) => (
            format!(
                "non_smtpd_milters of the service {} in master.cf",
                cleanup.name
            ),
            list,
        ),
        None => (
            "non_smtpd_milters".to_owned(),
            host.postfix.value("non_smtpd_milters"),
        ),
    };
    host.ours(list).is_none().then(|| {
        Finding::Unsafe(format!(
            "Postfix: {place} {}, not our milter ({}), so {what} is never sealed.",
            Milter::listed(list),
            shown(host)
        ))
    })
}

/// How our milter is best called.
fn shown<'a>(host: &'a Host<'_>) -> &'a str {
    host.names.first().map_or("", String::as_str)
}
