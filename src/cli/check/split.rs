//! Copies of messages that are split are submitted past what the client's mail met: what is held or
//! filtered by its listener, or refused by the other, differs for them.

use std::collections::BTreeMap;

use super::actions::{self, Action};
use super::filter::keeps;
use super::finding::Finding;
use super::host::Host;
use crate::postfix::{Service, Table, words};

const DOCS: &str = "docs/postfix.md, Copies of messages that are split";

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let Some(submit) = host.submit() else {
        return Vec::new();
    };
    let mut findings = set_aside(host, submit);
    findings.extend(filtered(host, submit));
    findings.extend(too_many(host, submit));
    findings.extend(mangled(host, submit));
    findings
}

/// The listeners whose mail may be split.
fn entries<'a>(host: &'a Host<'_>) -> impl Iterator<Item = &'a Service> {
    host.entries().filter(|service| {
        let list = host.postfix.value_for(service, "smtpd_milters");
        host.ours(list).is_some()
    })
}

/// Mail that tables hold, filter or redirect, while copies of it leave.
fn set_aside(host: &Host<'_>, submit: &Service) -> Vec<Finding> {
    let known = actions::on_access_of(host, [submit]);
    let mut entries = actions::on_access(host);
    // The header of a copy is that of the message, and meets the same header_checks.
    let content = actions::on_content(host).into_iter();
    entries.extend(content.filter(|action| {
        let of = |key: &str| action.place.starts_with(key);
        // By default both of the former are what header_checks is.
        of("body_checks")
            || of("mime_header_checks") && !names_a_field(&action.pattern)
            || of("nested_header_checks")
                && !host.postfix.value("header_checks").contains(&action.table)
    }));
    let mut places: BTreeMap<(String, String), Vec<Action>> = BTreeMap::new();
    for action in entries {
        let sets_aside = matches!(action.word.as_str(), "HOLD" | "FILTER" | "REDIRECT");
        let is_known = known.iter().any(|other| {
            (&other.table, &other.pattern, &other.word)
                == (&action.table, &action.pattern, &action.word)
        });
        if sets_aside && !is_known {
            let key = (action.place.clone(), action.word.clone());
            places.entry(key).or_default().push(action);
        }
    }
    places
        .into_iter()
        .map(|((place, word), actions)| {
            let more = match actions.len() - 1 {
                0 => String::new(),
                more => format!(" (and in {more} more entries)"),
            };
            Finding::Note(format!(
                "Postfix: {place} says {word} where {} matches{more}, and the service {} in \
                 master.cf, for mail.submit, doesn't: of a message that is split, the copies leave \
                 all the same ({DOCS}).",
                actions[0].pattern, submit.name
            ))
        })
        .collect()
}

/// Whether a pattern of `header_checks` begins with the name of a field that no part of a mail has.
fn names_a_field(pattern: &str) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    let Some((_, start)) = pattern.split_once('^') else {
        return false;
    };
    let end = start.find(|c: char| c != '-' && !c.is_ascii_alphanumeric());
    let name = &start[..end.unwrap_or(start.len())];
    !name.is_empty() && !name.starts_with("content") && !"content-".starts_with(name)
}

/// A filter that the client's mail goes to, and copies don't.
fn filtered(host: &Host<'_>, submit: &Service) -> Vec<Finding> {
    const KEY: &str = "content_filter";
    let own = host.postfix.value_for(submit, KEY);
    let filtered = entries(host).filter_map(|service| {
        let filter = host.postfix.value_for(service, KEY);
        let differs = !filter.is_empty() && !keeps(filter) && filter != own;
        differs.then(|| {
            Finding::Note(format!(
                "Postfix: {KEY} of the service {} in master.cf is {filter}, and that of the \
                 service {}, for mail.submit, isn't: copies of messages that are split go past the \
                 filter ({DOCS}).",
                service.name, submit.name
            ))
        })
    });
    filtered.collect()
}

/// More recipients than one submission may have.
fn too_many(host: &Host<'_>, submit: &Service) -> Option<Finding> {
    const KEY: &str = "smtpd_recipient_limit";
    let limit = |service: &Service| host.postfix.value_for(service, KEY).parse::<usize>().ok();
    let most = host.config.milter.settings.max_recipients;
    let largest = entries(host).filter_map(limit).max()?.min(most);
    let own = limit(submit)?;
    (largest > own).then(|| {
        Finding::Note(format!(
            "Postfix: the service {} in master.cf, for mail.submit, takes {own} recipients at most \
             ({KEY}), and a message may have {largest}: one with more is never taken when it is \
             split; give it -o {KEY}={most}",
            submit.name
        ))
    })
}

/// What `mime_header_checks` of the listener's cleanup do to the parts of which a copy is made.
fn mangled(host: &Host<'_>, submit: &Service) -> Vec<Finding> {
    const PARTS: [&str; 4] = [
        "Content-Disposition: attachment; filename=\"message.html\"",
        "Content-Type: text/html; charset=us-ascii; name=\"message.html\"",
        "Content-Type: text/html; charset=\"utf-8\"",
        "Content-Transfer-Encoding: 7bit",
    ];
    const HARMLESS: [&str; 5] = ["DUNNO", "OK", "PASS", "WARN", "INFO"];
    let of = |key| host.postfix.value_for(submit, key);
    if words(of("receive_override_options")).any(|word| word == "no_header_body_checks") {
        return Vec::new();
    }
    let cleanup = format!("{}/unix", of("cleanup_service_name"));
    let mut services = host.postfix.services().iter();
    let Some(cleanup) = services.find(|service| service.name == cleanup) else {
        return Vec::new();
    };
    let tables = Table::list(host.postfix.value_for(cleanup, "mime_header_checks"));
    let found = tables.iter().filter_map(|table| {
        let (part, action) = PARTS
            .iter()
            .filter_map(|part| Some((part, table.find(part, host.postfix)??)))
            .find(|(_, action)| {
                let word = action.split_whitespace().next().unwrap_or_default();
                !HARMLESS.contains(&word.to_ascii_uppercase().as_str())
            })?;
        Some(Finding::Note(format!(
            "Postfix: mime_header_checks ({}) say \"{action}\" to {part}, and the sealed copies of \
             messages that are split, which have that, meet them at the service {}: give it -o \
             mime_header_checks= -o nested_header_checks= -o body_checks= (conf/postfix.txt has a \
             service of its own for copies).",
            table.name(),
            cleanup.name
        )))
    });
    found.collect()
}
