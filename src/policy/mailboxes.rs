//! Sets of mail addresses and domains, as rules name them.

use std::collections::HashSet;

use crate::mail::{Address, domain_key};

/// A set of mail addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mailboxes {
    /// One address.
    One(Address),
    /// All of a domain, in the form of `domain_key`; with a leading dot, all of its subdomains.
    Domain(String),
    /// The null sender.
    Null,
}

impl Mailboxes {
    /// Reads `user@example.org` (one address), `example.org` or `@example.org` (that domain),
    /// `.example.org` (its subdomains), or `<>` (the null sender).
    ///
    /// # Errors
    /// A sentence that says what is wrong with `text`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text == "<>" {
            return Ok(Self::Null);
        }
        match text.strip_prefix('@').unwrap_or(text) {
            "" => Err("an address or domain is empty".into()),
            domain if !domain.contains('@') => domain_list_entry(domain).map(Self::Domain),
            all if all.starts_with("*@") => Err(format!(
                "\"{all}\": a star has no meaning here; write \"{}\" for all of that domain",
                &all[2..]
            )),
            address if address.contains('*') => {
                Err(format!("\"{address}\": a star has no meaning here"))
            }
            address => Address::parse(address)
                .map(Self::One)
                .map_err(|error| format!("\"{address}\": {error}")),
        }
    }

    /// The name under which a [`Mailbox`] finds the set.
    fn key(&self) -> String {
        match self {
            Self::One(address) => format!(
                "{}@{}",
                unquoted(address.local()),
                domain_key(address.domain())
            ),
            Self::Domain(domain) => domain.clone(),
            Self::Null => NULL.into(),
        }
    }
}

/// A local part as its mailbox is called, in lower case: quoted or not, it is one (RFC 5321 section
/// 4.1.2).
fn unquoted(local: &str) -> String {
    let Some(inner) = local
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    else {
        return local.to_lowercase();
    };
    let mut escaped = false;
    let unescaped = inner.chars().filter(|&c| {
        escaped = c == '\\' && !escaped;
        !escaped
    });
    unescaped.collect::<String>().to_lowercase()
}

/// The key of the null sender.
const NULL: &str = "<>";

/// Sets of mail addresses taken together; a look-up takes the same time however large it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailboxList(HashSet<String>);

impl FromIterator<Mailboxes> for MailboxList {
    fn from_iter<I: IntoIterator<Item = Mailboxes>>(sets: I) -> Self {
        Self(sets.into_iter().map(|set| set.key()).collect())
    }
}

impl MailboxList {
    pub(super) fn contains(&self, mailbox: &Mailbox) -> bool {
        mailbox.keys().iter().any(|key| self.0.contains(key))
    }

    /// The keys of its sets.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether every mailbox of `other` is in this list too.
    pub(super) fn covers(&self, other: &Self) -> bool {
        other.keys().all(|key| self.covers_key(key))
    }

    /// Whether a mailbox can be in both lists. Of two of their sets, one holds the other or they
    /// have nothing in common.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.keys().any(|key| other.covers_key(key)) || other.keys().any(|key| self.covers_key(key))
    }

    fn covers_key(&self, key: &str) -> bool {
        // A local part may start with a dot as well.
        match key.strip_prefix('.').filter(|_| !key.contains('@')) {
            Some(_) => suffixes(key).any(|key| self.0.contains(key)),
            None => wider(key).iter().any(|key| self.0.contains(key)),
        }
    }
}

/// One address, or the null sender, with the names of all sets that hold it.
pub(super) struct Mailbox(Vec<String>);

impl Mailbox {
    /// An address, or the null sender. `ours` are the domains with one of which the MTA completes
    /// an address that has none.
    pub(super) fn new(address: Option<&Address>, ours: &[String]) -> Self {
        let Some(address) = address else {
            return Self(vec![NULL.into()]);
        };
        let key = Mailboxes::One(address.clone()).key();
        let mut keys = wider(&key);
        if address.domain().is_empty() {
            for domain in ours {
                if domain.starts_with('.') {
                    keys.push(domain.clone());
                } else {
                    keys.extend(wider(&format!("{key}{domain}")));
                }
            }
        }
        Self(keys)
    }

    /// The keys of the sets that hold it.
    pub(super) fn keys(&self) -> &[String] {
        &self.0
    }
}

/// The keys of all sets that hold what `key` stands for: an address, or all of a domain without its
/// subdomains.
fn wider(key: &str) -> Vec<String> {
    let mut keys = vec![key.to_owned()];
    let domain = match key.rsplit_once('@') {
        None => key,
        Some((local, domain)) => {
            // Mail for a subaddress goes to the same person (RFC 5233).
            let user = local
                .split_once('+')
                .map(|(user, _)| user)
                .filter(|user| !user.is_empty());
            keys.extend(user.map(|user| format!("{user}@{domain}")));
            keys.push(domain.to_owned());
            domain
        }
    };
    keys.extend(suffixes(domain).map(str::to_owned));
    keys
}

/// The keys of the sets that hold all subdomains of something, `domain` among them.
fn suffixes(domain: &str) -> impl Iterator<Item = &str> {
    domain.match_indices('.').map(|(at, _)| &domain[at..])
}

/// A domain of a list in the form of `domain_key`, with its leading dot if it has one.
///
/// # Errors
/// A sentence that says why `text` is no domain.
pub fn domain_list_entry(text: &str) -> Result<String, String> {
    let (dot, domain) = text
        .strip_prefix('.')
        .map_or(("", text), |domain| (".", domain));
    let key = domain_key(domain);
    let good = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let literal = key.starts_with('[') && key.ends_with(']');
    if literal || key.split('.').all(good) {
        Ok(format!("{dot}{key}"))
    } else {
        Err(format!("\"{text}\" is not a domain"))
    }
}

/// Whether a domain is `entry`, or below it when `entry` starts with a dot; both in the form of
/// `domain_key`.
pub(super) fn in_domain(domain: &str, entry: &str) -> bool {
    if entry.starts_with('.') {
        domain.len() > entry.len() && domain.ends_with(entry)
    } else {
        domain == entry
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_addresses() {
        let holds = |set: &str, address: &str| {
            let list: MailboxList = [Mailboxes::parse(set).unwrap()].into_iter().collect();
            list.contains(&Mailbox::new(
                Address::from_path(address.as_bytes()).unwrap().as_ref(),
                &["ours.example".into()],
            ))
        };
        assert!(holds("bob@example.net", "<Bob@EXAMPLE.net>"));
        assert!(!holds("bob@example.net", "<rob@example.net>"));
        for (set, address, expected) in [
            ("example.net", "<x@example.net>", true),
            ("@example.net", "<x@Example.NET.>", true),
            ("example.net", "<x@sub.example.net>", false),
            (".example.net", "<x@sub.example.net>", true),
            (".example.net", "<x@example.net>", false),
            (".example.net", "<x@badexample.net>", false),
            ("münchen.example", "<x@xn--mnchen-3ya.example>", true),
            ("xn--mnchen-3ya.example", "<x@MÜNCHEN.example>", true),
            (".example.net", "<x@a.b.example.net>", true),
            ("bob@example.net", "<bob+news@example.net>", true),
            ("bob+news@example.net", "<bob@example.net>", false),
            ("bob@example.net", "<+@example.net>", false),
            ("bob@example.net", "<\"Bob\"@example.net>", true),
            ("bob@example.net", "<\"b\\ob+x\"@example.net>", true),
            ("\"a b\"@example.net", "<\"a b\"@example.net>", true),
            ("ours.example", "<legal>", true),
            ("legal@ours.example", "<legal@>", true),
            ("other.example", "<legal>", false),
            ("<>", "<>", true),
            ("<>", "<x@example.net>", false),
            ("example.net", "<>", false),
        ] {
            assert_eq!(holds(set, address), expected, "{set} {address}");
        }
        for bad in [
            "",
            "a b.example",
            "x..example",
            "@",
            "a@b c",
            "*@example.net",
            "legal*@example.net",
        ] {
            assert!(Mailboxes::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_list_covers_another() {
        let list = |sets: &[&str]| {
            sets.iter()
                .map(|set| Mailboxes::parse(set).unwrap())
                .collect::<MailboxList>()
        };
        for (wide, narrow, expected) in [
            (&["example.net"][..], &["bob@example.net"][..], true),
            (&["example.net"], &["bob@example.net", "example.net"], true),
            (&["example.net"], &[".example.net"], false),
            (
                &[".example.net"],
                &[
                    "a.example.net",
                    ".a.example.net",
                    "x@b.c.example.net",
                    ".example.net",
                ],
                true,
            ),
            (&[".example.net"], &["example.net"], false),
            (&["bob@example.net"], &["example.net"], false),
            (&["a@x.example", "b@x.example"], &["b@x.example"], true),
            (&["<>"], &["<>"], true),
        ] {
            assert_eq!(
                list(wide).covers(&list(narrow)),
                expected,
                "{wide:?} {narrow:?}"
            );
        }
    }
}
