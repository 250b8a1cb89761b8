//! Aliases and `.forward` files: Postfix's own queue sends on what they take, and asks no milter
//! about it again.

use std::collections::BTreeSet;
use std::fs;

use super::domains;
use super::finding::Finding;
use super::host::Host;
use crate::postfix::{Table, words};

/// Where addresses are rewritten after the milter, and the program that does it.
const MAPS: [(&str, &str); 4] = [
    ("cleanup", "virtual_alias_maps"),
    ("cleanup", "recipient_canonical_maps"),
    ("cleanup", "canonical_maps"),
    ("local", "alias_maps"),
];
/// How many aliases of a table are named.
const MOST: usize = 3;
/// How many files an alias may include, files in files as well.
const MOST_FILES: usize = 100;

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (program, key) in MAPS {
        for (setting, value) in host.values(program, key) {
            let tables = Table::list(value).into_iter();
            findings.extend(tables.filter_map(|table| of_table(host, &setting, &table)));
        }
    }
    for (setting, address) in host.values("local", "luser_relay") {
        if leads_outside(host, address) {
            findings.push(Finding::Note(format!(
                "Postfix: {setting} sends mail for unknown local users on to {address}. {}",
                why()
            )));
        }
    }
    for (setting, path) in host.values("local", "forward_path") {
        if !path.is_empty() {
            findings.push(Finding::Note(format!(
                "Postfix: users may send their mail on by .forward files ({setting} is {path}). \
                 {} If nobody needs them, make forward_path empty.",
                why()
            )));
        }
    }
    findings
}

fn why() -> &'static str {
    "For the rules such mail is local, and no milter is asked when it leaves the host: it leaves \
     in clear, even with a tag (docs/postfix.md, Mail that aliases lead outside)."
}

/// What of a table leads outside, or that it can't be known.
fn of_table(host: &Host<'_>, setting: &str, table: &Table) -> Option<Finding> {
    let name = table.name();
    let Some(entries) = table.entries(host.postfix) else {
        return (!table.is_missing()).then(|| {
            Finding::Note(format!(
                "Postfix: {setting} names {name}, which can't be listed (postmap -s {name} may \
                 say why): see to it that no local address in it leads outside. {}",
                why()
            ))
        });
    };
    let mut leading = Vec::new();
    let mut unsure = false;
    for (alias, to) in &entries {
        // Mail to an address that is itself outside is outbound for the rules.
        let alias = alias.trim_end_matches(':');
        let matches = match table.has_patterns() {
            // A pattern may match addresses of any domain but in the plainest of cases.
            true => plain_domain(alias).map(|domain| format!("@{domain}")),
            false => Some(alias.to_owned()),
        };
        if matches.is_some_and(|address| is_outside(host, &address)) {
            continue;
        }
        let (targets, unread) = targets(to);
        if let Some(file) = unread {
            leading.push(format!(
                "{alias} to what {file} has, if it does, which can't be read,"
            ));
        }
        if let Some(address) = targets.into_iter().find(|to| leads_outside(host, to)) {
            let filled = address.rsplit('@').next().unwrap_or_default();
            unsure |= filled.contains('$');
            leading.push(format!("{alias} to {address}"));
        }
    }
    let more = leading.len().saturating_sub(MOST);
    leading.truncate(MOST);
    let more = match more {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    (!leading.is_empty()).then(|| {
        Finding::Note(format!(
            "Postfix: {setting} ({name}) leads{} outside from {}{more}. {}",
            if unsure { ", or may lead," } else { "" },
            leading.join(", from "),
            why()
        ))
    })
}

/// The addresses that an entry leads to, and those in the files that it includes, and that these
/// do; and one of these files that can't be read.
fn targets(entry: &str) -> (Vec<String>, Option<String>) {
    let mut targets = plain(entry);
    let mut unread = None;
    let mut seen = BTreeSet::new();
    let mut at = 0;
    while let Some(target) = targets.get(at) {
        at += 1;
        let Some(file) = target.strip_prefix(":include:").map(str::to_owned) else {
            continue;
        };
        if seen.len() < MOST_FILES && seen.insert(file.clone()) {
            let Ok(text) = fs::read(&file) else {
                unread = Some(file);
                continue;
            };
            let text = String::from_utf8_lossy(&text);
            let lines = text.lines().filter(|line| !line.starts_with('#'));
            targets.extend(lines.flat_map(plain));
        }
    }
    (targets, unread)
}

/// The addresses and files of a line of aliases(5): not its commands, which send by themselves, and
/// are judged.
fn plain(line: &str) -> Vec<String> {
    // A command in quotes has spaces, and perhaps addresses.
    let mut unquoted = String::new();
    for (at, part) in line.split('"').enumerate() {
        let is_quoted = at % 2 == 1;
        let is_include = part.trim_start().starts_with(":include:");
        if !is_quoted || is_include || !part.contains([' ', '|', '/']) {
            unquoted.push_str(part);
        }
    }
    if unquoted.trim_start().starts_with('|') {
        return Vec::new();
    }
    let each = words(&unquoted);
    each.filter(|word| !word.starts_with(['|', '/']))
        .map(str::to_owned)
        .collect()
}

/// The domain of a pattern such as `/^(.*)@old\.example\.net$/`, which matches no other.
fn plain_domain(pattern: &str) -> Option<String> {
    let delimiter = pattern.chars().next().filter(|first| *first != '!')?;
    let (pattern, _flags) = pattern[delimiter.len_utf8()..].rsplit_once(delimiter)?;
    let (start, domain) = pattern.strip_suffix('$')?.rsplit_once('@')?;
    let domain = domain.replace("\\.", "\n");
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '\n');
    // Another branch of the pattern may have another domain.
    (!domain.is_empty() && domain.chars().all(is_plain) && !start.contains('|'))
        .then(|| domain.replace('\n', "."))
}

/// Whether an address is, or may be, outside. What a pattern fills in (`$1`) isn't known: where a
/// domain is given below it, that counts.
pub(super) fn leads_outside(host: &Host<'_>, address: &str) -> bool {
    let Some(domain) = domains::domain_of(address) else {
        return false;
    };
    let Some((_, filled)) = domain.rsplit_once('$') else {
        return is_outside(host, address);
    };
    let rest = filled.trim_start_matches(|c: char| c.is_ascii_digit() || "{}()".contains(c));
    match rest.strip_prefix('.') {
        Some(parent) => {
            is_outside(host, &format!("@{parent}")) && is_outside(host, &format!("@x.{parent}"))
        }
        None => true,
    }
}

fn is_outside(host: &Host<'_>, address: &str) -> bool {
    domains::domain_of(address).is_some_and(|domain| {
        !domain.is_empty() && !host.is_local(domain) && !domains::is_of_host(host, domain)
    })
}
