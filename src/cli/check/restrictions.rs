//! Lists of restrictions (`smtpd_relay_restrictions` and the like in postconf(5)), classes of
//! restrictions with them.

use super::host::Host;
use crate::postfix::{Service, Table, braced_words, words};

/// One of a list.
pub(super) struct Restriction {
    /// Its name, in lower case.
    pub word: String,
    /// The table that it consults.
    pub table: Option<Table>,
    /// It rejects nothing, and says only that it would (`warn_if_reject`).
    warns: bool,
}

impl Restriction {
    /// Whether it rejects all mail to the outside that gets so far.
    pub fn closes(&self) -> bool {
        const CLOSING: [&str; 5] = [
            "reject",
            "defer",
            "defer_if_permit",
            "reject_unauth_destination",
            "defer_unauth_destination",
        ];
        !self.warns && CLOSING.contains(&self.word.as_str())
    }
}

/// The list that holds for a service.
pub(super) fn read(host: &Host<'_>, service: &Service, key: &str) -> Vec<Restriction> {
    // Postfix itself gives up on classes that lead to each other.
    const DEEPEST: u32 = 10;
    read_list(host, service, host.postfix.value_for(service, key), DEEPEST)
}

/// The names of all classes of restrictions.
pub(super) fn classes<'a>(host: &'a Host<'_>, service: &'a Service) -> Vec<&'a str> {
    words(host.postfix.value_for(service, "smtpd_restriction_classes")).collect()
}

fn read_list(host: &Host<'_>, service: &Service, list: &str, depth: u32) -> Vec<Restriction> {
    let classes = classes(host, service);
    let mut restrictions = Vec::new();
    let mut warns = false;
    let mut list = braced_words(list).into_iter();
    while let Some(text) = list.next() {
        let word = text.to_ascii_lowercase();
        if word == "warn_if_reject" {
            warns = true;
            continue;
        }
        if depth > 0 && classes.contains(&text.as_str()) {
            restrictions.extend(read_list(
                host,
                service,
                host.postfix.value_for(service, &text),
                depth - 1,
            ));
        } else if word == "check_policy_service" {
            list.next();
            restrictions.push(Restriction {
                word,
                table: None,
                warns,
            });
        } else if word.starts_with("check_") && word.ends_with("_access") {
            let table = list.next().and_then(|name| Table::list(&name).pop());
            restrictions.push(Restriction { word, table, warns });
        } else {
            // A table alone is one of the kind that the list is for.
            let table = Table::list(&text).pop();
            restrictions.push(Restriction { word, table, warns });
        }
        warns = false;
    }
    restrictions
}
