//! Who may send to the outside besides those in `mynetworks` and those with a login. Mail goes out
//! where neither `smtpd_relay_restrictions` nor `smtpd_recipient_restrictions` reject it, so a list
//! that rejects nothing leaves it to the other.

use std::collections::BTreeSet;

use crate::cli::check::finding::Finding;
use crate::cli::check::host::Host;
use crate::cli::check::network;
use crate::cli::check::restrictions::{self, Restriction};
use crate::postfix::{Service, Table};

/// What an exception says: a sentence, and whether mail is certain to leave in clear.
type Sentence = (bool, String);

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let open = host.entries().filter(|service| !host.is_loopback(service));
    // Services have most of their lists in common, and tables with them.
    let sentences: BTreeSet<Sentence> = open.flat_map(|service| judge(host, service)).collect();
    let finding = |(certain, sentence)| {
        if certain {
            Finding::Unsafe(sentence)
        } else {
            Finding::Note(sentence)
        }
    };
    sentences.into_iter().map(finding).collect()
}

fn judge(host: &Host<'_>, service: &Service) -> Vec<Sentence> {
    let [relay, recipient] =
        ["smtpd_relay_restrictions", "smtpd_recipient_restrictions"].map(|key| {
            let place = format!("{key} of the service {} in master.cf", service.name);
            let list = restrictions::read(host, service, key);
            let end = list
                .iter()
                .position(|one| one.closes() || one.word == "permit");
            let closes = end.is_some_and(|end| list[end].closes());
            let before = list[..end.unwrap_or(list.len())].iter();
            let exceptions: Vec<Sentence> = before
                .flat_map(|one| exceptions(host, &place, one))
                .collect();
            (place, list.is_empty(), closes, exceptions)
        });
    match (relay, recipient) {
        // What one lets out, the other must let out too.
        ((_, _, true, _), (_, _, true, recipient)) if recipient.is_empty() => Vec::new(),
        ((_, _, true, exceptions), _) | (_, (_, _, true, exceptions)) => exceptions,
        ((relay, empty, ..), (recipient, ..)) => {
            let place = if empty { recipient } else { relay };
            vec![(
                true,
                format!(
                    "Postfix: {place} lets anybody send to anywhere; such mail isn't outbound for \
                     the rules and leaves in clear; put reject_unauth_destination after \
                     permit_mynetworks and permit_sasl_authenticated."
                ),
            )]
        }
    }
}

/// By whom a restriction lets mail out, other than the rules know.
fn exceptions(host: &Host<'_>, place: &str, restriction: &Restriction) -> Vec<Sentence> {
    let word = &restriction.word;
    if let Some(table) = &restriction.table {
        return by_table(host, place, word, table);
    }
    let what = match word.as_str() {
        "permit_tls_clientcerts" | "permit_tls_all_clientcerts" => {
            "mail from clients that are known by a certificate alone"
        }
        "permit_inet_interfaces" => "mail from the addresses on which this host listens",
        "permit_naked_ip_address"
        | "permit_dnswl_client"
        | "permit_rhswl_client"
        | "check_policy_service" => "what it permits",
        word if word.starts_with("check_") && word.ends_with("_access") => "what it permits",
        _ => return Vec::new(),
    };
    vec![(
        false,
        format!(
            "Postfix: {place} has {word}: {what} isn't outbound for the rules, unless its client \
             is in mail.trusted_networks or logs in; put it after reject_unauth_destination if \
             none of that shall go to the outside."
        ),
    )]
}

fn by_table(host: &Host<'_>, place: &str, word: &str, table: &Table) -> Vec<Sentence> {
    let name = table.name();
    // A login is outbound for the rules.
    if word == "check_sasl_access" {
        return Vec::new();
    }
    let Some(entries) = table.entries(host.postfix) else {
        return vec![(
            false,
            format!(
                "Postfix: {place} has {word} {name}, which can't be listed: whom that permits \
                 to send to anywhere, mail.trusted_networks must have too; or put it after \
                 reject_unauth_destination."
            ),
        )];
    };
    let mut sentences = Vec::new();
    for (pattern, _) in entries.iter().filter(|(_, result)| permits(result)) {
        let of_client = word == "check_client_access";
        match network::parse(pattern)
            .or_else(|| network::parse_octets(pattern))
            .filter(|_| of_client)
        {
            Some(net)
                if host
                    .config
                    .mail
                    .trusted_networks
                    .iter()
                    .any(|trusted| trusted.contains(&net)) => {}
            Some(_) => sentences.push((
                true,
                format!(
                    "Postfix: {place} lets {pattern} send to anywhere ({word} {name}), \
                     mail.trusted_networks doesn't hold it: mail from there isn't outbound for the \
                     rules and leaves in clear; add it, or put that check after \
                     reject_unauth_destination."
                ),
            )),
            None => sentences.push((
                false,
                format!(
                    "Postfix: {place} lets mail out where {pattern} matches ({word} {name}): it \
                     isn't outbound for the rules, unless its client is in mail.trusted_networks \
                     or logs in; put that check after reject_unauth_destination if it shall not go \
                     to the outside."
                ),
            )),
        }
    }
    sentences
}

/// Whether a result lets mail pass: `OK`, a number that is no reply, or restrictions that may.
fn permits(result: &str) -> bool {
    const NO: [&str; 11] = [
        "dunno",
        "discard",
        "filter",
        "hold",
        "prepend",
        "redirect",
        "warn",
        "info",
        "bcc",
        "warn_if_reject",
        "sleep",
    ];
    let word = result
        .split([' ', '\t', ','])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let reply = word.len() == 3
        && word.starts_with(['4', '5'])
        && word.bytes().all(|byte| byte.is_ascii_digit());
    let rejects = ["reject", "defer"].iter().any(|no| word.starts_with(no));
    !(reply || rejects || NO.contains(&word.as_str()))
}
