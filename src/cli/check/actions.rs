//! What tables tell Postfix to do with mail: header_checks(5) and access(5).

use super::host::Host;
use super::restrictions::{self, Restriction};
use crate::postfix::{Entry, Service, Table, words};

/// An entry of a table.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Action {
    /// The setting and the table.
    pub place: String,
    pub table: String,
    /// The patterns of the `if` lines around it.
    pub within: Vec<String>,
    pub pattern: String,
    /// `FILTER`, `BCC`, …
    pub word: String,
    pub argument: String,
}

impl Action {
    /// Whether this stands for a table whose actions can't be known.
    pub fn is_unlisted(&self) -> bool {
        self.word.is_empty() && self.pattern.is_empty()
    }

    /// Whether it goes on with the restrictions of this class.
    fn leads_to(&self, class: &str) -> bool {
        let result = [&*self.word, &*self.argument].join(" ");
        words(&result).any(|word| word.eq_ignore_ascii_case(class))
    }

    fn all(host: &Host<'_>, setting: &str, table: &Table) -> Vec<Self> {
        let place = format!("{setting} ({})", table.name());
        let Some(entries) = table.entries_within(host.postfix) else {
            let unlisted = Self {
                place,
                table: table.name().to_owned(),
                within: Vec::new(),
                pattern: String::new(),
                word: String::new(),
                argument: String::new(),
            };
            return (!table.is_missing())
                .then_some(unlisted)
                .into_iter()
                .collect();
        };
        let entries = entries.into_iter();
        let action = |(within, (pattern, result)): Entry| {
            let (word, argument) = result.split_once([' ', '\t']).unwrap_or((&result, ""));
            Self {
                place: place.clone(),
                table: table.name().to_owned(),
                within,
                pattern,
                word: word.to_ascii_uppercase(),
                argument: argument.trim().to_owned(),
            }
        };
        entries.map(action).collect()
    }
}

/// Actions on what messages hold.
pub(super) fn on_content(host: &Host<'_>) -> Vec<Action> {
    const CHECKS: [&str; 5] = [
        "header_checks",
        "mime_header_checks",
        "nested_header_checks",
        "body_checks",
        "milter_header_checks",
    ];
    let values = CHECKS
        .into_iter()
        .flat_map(|key| host.values("cleanup", key));
    of_tables(host, values)
}

/// Actions on the header of mail that leaves by SMTP.
pub(super) fn on_leaving(host: &Host<'_>) -> Vec<Action> {
    of_tables(host, host.values("smtp", "smtp_header_checks"))
}

/// What the tables do that these settings name.
fn of_tables<'a>(
    host: &Host<'_>,
    values: impl IntoIterator<Item = (String, &'a str)>,
) -> Vec<Action> {
    values
        .into_iter()
        .flat_map(|(setting, value)| {
            let tables = Table::list(value).into_iter();
            tables
                .flat_map(move |table| Action::all(host, &setting, &table))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Actions on who sends, and to whom, at the listeners that mail comes in by.
pub(super) fn on_access(host: &Host<'_>) -> Vec<Action> {
    on_access_of(host, host.entries())
}

/// Actions on who sends, and to whom, at these listeners.
pub(super) fn on_access_of<'a>(
    host: &Host<'_>,
    listeners: impl IntoIterator<Item = &'a Service>,
) -> Vec<Action> {
    const LISTS: [&str; 7] = [
        "smtpd_client_restrictions",
        "smtpd_helo_restrictions",
        "smtpd_sender_restrictions",
        "smtpd_relay_restrictions",
        "smtpd_recipient_restrictions",
        "smtpd_data_restrictions",
        "smtpd_end_of_data_restrictions",
    ];
    let mut actions = Vec::new();
    for service in listeners {
        for key in LISTS {
            let setting = match service.own(key) {
                Some(_) => format!("{key} of the service {} in master.cf", service.name),
                None => key.to_owned(),
            };
            let mut lists = vec![restrictions::read(host, service, key)];
            let mut classes = restrictions::classes(host, service);
            while let Some(list) = lists.pop() {
                let tables = list
                    .into_iter()
                    .filter_map(|Restriction { table, .. }| table);
                let found: Vec<Action> = tables
                    .flat_map(|table| Action::all(host, &setting, &table))
                    .collect();
                // A table may name a class, which is a list of its own; each is read once.
                classes.retain(|class| {
                    let is_led_to = found.iter().any(|action| action.leads_to(class));
                    if is_led_to {
                        lists.push(restrictions::read(host, service, class));
                    }
                    !is_led_to
                });
                actions.extend(found);
            }
        }
    }
    // Services have most of their lists in common.
    actions.sort();
    actions.dedup();
    actions
}
