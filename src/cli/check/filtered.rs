//! Content filters and FILTER in tables: mail that goes elsewhere than to its recipients' servers.

use std::collections::BTreeMap;

use super::actions::{self, Action};
use super::filter::{VERDICT, keeps, local_address};
use super::finding::Finding;
use super::host::Host;
use super::passed_on::leads_elsewhere;

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let mut places: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for action in all(host).filter(|action| local_address(&action.argument).is_none()) {
        let key = (action.place, action.argument);
        places.entry(key).or_default().push(action.pattern);
    }
    let told = places.into_iter().map(|((place, to), patterns)| {
        let more = match patterns.len() - 1 {
            0 => String::new(),
            more => format!(" (and in {more} more entries)"),
        };
        goes_to(&format!(
            "{place} says FILTER {to} where {} matches{more}",
            patterns[0]
        ))
    });
    told.chain(content_filters(host)).collect()
}

fn goes_to(what: &str) -> Finding {
    Finding::Note(format!(
        "Postfix: {what}: what the milter lets pass goes there in clear in place of its \
         recipients' servers, mail to yours too. See to it that it is yours, and that what it \
         hands back comes to a listener that asks our milter, or that nothing else can send to."
    ))
}

/// Filters of all mail, on other hosts.
fn content_filters<'a>(host: &'a Host<'_>) -> impl Iterator<Item = Finding> + 'a {
    let values = host.values("smtpd", "content_filter").into_iter();
    let elsewhere = values.filter(|(_, filter)| leads_elsewhere(host, filter));
    elsewhere.map(|(setting, filter)| goes_to(&format!("{setting} is {filter}")))
}

/// Whether a table hands mail to something on this host, which hands it back.
pub(super) fn is_local(host: &Host<'_>) -> bool {
    all(host).any(|action| local_address(&action.argument).is_some())
}

/// All but what the backstop releases.
fn all(host: &Host<'_>) -> impl Iterator<Item = Action> {
    let actions = actions::on_content(host).into_iter();
    let all = actions.chain(actions::on_access(host));
    all.filter(|action| {
        let is_release = action.pattern.to_ascii_lowercase().contains(VERDICT);
        action.word == "FILTER" && !keeps(&action.argument) && !is_release
    })
}
