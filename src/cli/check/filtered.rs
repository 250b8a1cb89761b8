//! FILTER in tables: mail that goes elsewhere than to its recipients' servers.

use std::collections::BTreeMap;

use super::actions::{self, Action};
use super::filter::{VERDICT, keeps, local_address};
use super::finding::Finding;
use super::host::Host;

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
        Finding::Note(format!(
            "Postfix: {place} says FILTER {to} where {} matches{more}: what the milter lets pass \
             goes there in clear in place of its recipients' servers, mail to yours too. See to it \
             that it is yours, and that what it hands back comes to a listener that asks our \
             milter, or that nothing else can send to.",
            patterns[0]
        ))
    });
    told.collect()
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
