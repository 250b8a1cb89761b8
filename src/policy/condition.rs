//! When a rule matches: conditions combined by all, any and not.
//!
//! A condition is true, false, in doubt (the message can't be looked at in full), or it needs the body first. Doubt follows Kleene's
//! logic through all, any and not, and the rule decides what it means: one that keeps mail from leaving in clear takes doubt
//! for true, one that lets mail pass takes it for false.

use std::borrow::Cow;
use std::net::IpAddr;

use ipnet::IpNet;

use super::Border;
use super::content::Content;
use super::mailboxes::{Mailboxes, domain_key};
use super::search::{Found, Needle};
use super::subject::{Subjects, Tag};
use crate::mail::text::folded;
use crate::mail::{Address, Envelope, Field, Header};

/// What must hold for a rule to match, for one recipient.
#[derive(Clone, Debug)]
pub enum Condition {
    /// All of these hold; with none, always.
    All(Vec<Condition>),
    /// One of these holds.
    Any(Vec<Condition>),
    /// This doesn't hold.
    Not(Box<Condition>),
    /// The message comes from our side and the recipient is outside.
    Outbound,
    /// The envelope sender is one of these.
    Sender(Vec<Mailboxes>),
    /// The recipient is one of these.
    Recipient(Vec<Mailboxes>),
    /// The sender logged in under one of these names; with none, under any.
    Login(Vec<String>),
    /// The client's address is in one of these networks.
    Client(Vec<IpNet>),
    /// A macro of the MTA has one of these values; without values, any.
    Macro {
        /// The macro's name, without braces.
        name: String,
        /// The values.
        values: Vec<String>,
    },
    /// A Subject starts with one of these tags.
    SubjectTag(Vec<Tag>),
    /// A Subject holds one of these words.
    SubjectWord(Vec<Needle>),
    /// A field of this name has one of these values, or one of these patterns matches it; without either, it is there.
    Header {
        /// The field name.
        name: String,
        /// Values in the form of [`folded`].
        values: Vec<String>,
        /// Patterns.
        patterns: Vec<Needle>,
    },
    /// The message answers one that was sealed.
    Thread,
    /// Header and body have at least this many bytes.
    Size(u64),
    /// An attachment has a name of this form, or is of this true type.
    Attachment {
        /// Names, with `*` and `?`, in the form of [`folded`].
        names: Vec<String>,
        /// True types, of [`super::content::Kind::NAMES`].
        kinds: Vec<String>,
    },
    /// Of these words, patterns or identifiers, so many distinct ones stand in the message.
    Content {
        /// What they are, for `explain`: "words", "patterns", "payment cards".
        what: String,
        /// What is looked for.
        needles: Vec<Needle>,
        /// How many distinct ones it takes.
        at_least: usize,
    },
}

/// Whether a condition holds, and why, as a phrase that never quotes what matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Truth {
    Yes(String),
    No,
    Doubt(String),
    NeedsBody,
}

/// What is known of a message, and for which recipient.
pub(super) struct Message<'a> {
    pub envelope: &'a Envelope,
    pub header: &'a Header,
    pub subjects: &'a Subjects,
    pub subject_found: &'a Found,
    pub header_found: &'a dyn Fn(&Field) -> Found,
    pub border: &'a Border,
    pub recipient: &'a Address,
    pub answers_sealed: bool,
    pub body: Option<&'a Seen>,
}

/// A body that was looked at.
pub(super) struct Seen {
    pub size: u64,
    pub content: Content,
    pub found: Found,
}

impl Condition {
    /// Whether this holds for a message and one of its recipients.
    pub(super) fn truth(&self, message: &Message<'_>) -> Truth {
        match self {
            Self::All(all) => every(all, message),
            Self::Any(any) => some(any, message),
            Self::Not(condition) => match condition.truth(message) {
                Truth::Yes(_) => Truth::No,
                Truth::No => Truth::Yes("an exception doesn't hold".into()),
                other => other,
            },
            Self::Attachment { .. } | Self::Content { .. } | Self::Size(_) => match message.body {
                Some(seen) => self.in_body(seen),
                None => Truth::NeedsBody,
            },
            _ => self.in_header(message).map_or(Truth::No, Truth::Yes),
        }
    }

    /// The subject tags that this looks for.
    pub(super) fn tags<'a>(&'a self, found: &mut Vec<&'a Tag>) {
        match self {
            Self::All(inner) | Self::Any(inner) => inner.iter().for_each(|one| one.tags(found)),
            Self::SubjectTag(tags) => found.extend(tags),
            _ => {}
        }
    }

    /// The macros that this asks for.
    pub(super) fn macros<'a>(&'a self, found: &mut Vec<&'a str>) {
        match self {
            Self::All(inner) | Self::Any(inner) => inner.iter().for_each(|one| one.macros(found)),
            Self::Not(inner) => inner.macros(found),
            Self::Macro { name, .. } => found.push(name),
            _ => {}
        }
    }

    /// Whether this always holds.
    pub fn is_always(&self) -> bool {
        matches!(self, Self::All(all) if all.is_empty())
    }

    fn in_header(&self, message: &Message<'_>) -> Option<String> {
        let Message { envelope, border, .. } = message;
        let (holds, why): (bool, Cow<'static, str>) = match self {
            Self::Outbound => {
                let ours = border.is_ours(envelope.login.as_deref(), envelope.client);
                (ours && !border.is_local(&domain_key(message.recipient.domain())), "it is outbound".into())
            }
            Self::Sender(sets) => {
                (sets.iter().any(|set| set.contains(envelope.sender.as_ref())), "the sender is listed".into())
            }
            Self::Recipient(sets) => {
                (sets.iter().any(|set| set.contains(Some(message.recipient))), "the recipient is listed".into())
            }
            Self::Login(names) => {
                let login = envelope.login.as_deref();
                let listed = login.is_some_and(|login| names.is_empty() || names.iter().any(|name| name == login));
                (listed, "the login is listed".into())
            }
            Self::Client(networks) => {
                let client = envelope.client.as_ref().map(IpAddr::to_canonical);
                let listed = client.is_some_and(|client| networks.iter().any(|network| network.contains(&client)));
                (listed, "the client's address is listed".into())
            }
            Self::Macro { name, values } => {
                let value = envelope.macros.get(name);
                let listed = value.is_some_and(|value| values.is_empty() || values.contains(value));
                (listed, format!("the macro {name} is listed").into())
            }
            Self::SubjectTag(tags) => match tags.iter().find(|tag| message.subjects.bear(tag)) {
                Some(tag) => (true, format!("the subject starts with the tag \"{tag}\"").into()),
                None => (false, "".into()),
            },
            Self::SubjectWord(needles) => {
                let found = needles.iter().any(|&needle| message.subject_found.distinct(needle) > 0);
                (found, "a listed word stands in the subject".into())
            }
            Self::Header { name, values, patterns } => {
                let holds = message.header.all(name).any(|field| {
                    let value = || folded(&field.decoded());
                    values.is_empty() && patterns.is_empty()
                        || !values.is_empty() && values.contains(&value())
                        || !patterns.is_empty() && {
                            let found = (message.header_found)(field);
                            patterns.iter().any(|&needle| found.distinct(needle) > 0)
                        }
                });
                (holds, format!("the field {name} matches").into())
            }
            Self::Thread => (message.answers_sealed, "it answers a sealed message".into()),
            Self::All(_)
            | Self::Any(_)
            | Self::Not(_)
            | Self::Size(_)
            | Self::Attachment { .. }
            | Self::Content { .. } => (false, "".into()),
        };
        holds.then(|| why.into_owned())
    }

    fn in_body(&self, seen: &Seen) -> Truth {
        let found = match self {
            Self::Size(least) => {
                return if seen.size >= *least { Truth::Yes("it is large".into()) } else { Truth::No };
            }
            Self::Attachment { names, kinds } => {
                let listed = seen.content.attachments.iter().find(|attachment| {
                    let named = || {
                        attachment
                            .names
                            .iter()
                            .map(|name| folded(name))
                            .any(|name| names.iter().any(|glob| fits(glob, &name)))
                    };
                    kinds.iter().any(|kind| attachment.is(kind)) || !names.is_empty() && named()
                });
                listed.map(|attachment| format!("{} is of a listed name or type", attachment.place))
            }
            Self::Content { what, needles, at_least } => {
                let distinct: usize = needles.iter().map(|&needle| seen.found.distinct(needle)).sum();
                let place = needles.iter().find_map(|&needle| seen.found.place(needle)).unwrap_or_default();
                (distinct >= *at_least)
                    .then(|| format!("{what} ({distinct} distinct) stand in it, the first in {place}"))
            }
            _ => None,
        };
        match (found, &seen.content.doubt) {
            (Some(why), _) => Truth::Yes(why),
            (None, Some(doubt)) => Truth::Doubt(format!("it can't be looked at in full: {doubt}")),
            (None, None) => Truth::No,
        }
    }
}

fn every(all: &[Condition], message: &Message<'_>) -> Truth {
    let (mut reasons, mut doubt, mut needs_body) = (Vec::new(), None, false);
    for condition in all {
        match condition.truth(message) {
            Truth::No => return Truth::No,
            Truth::Yes(why) => reasons.push(why),
            Truth::Doubt(why) => doubt = doubt.or(Some(why)),
            Truth::NeedsBody => needs_body = true,
        }
    }
    match (needs_body, doubt) {
        (true, _) => Truth::NeedsBody,
        (false, Some(why)) => Truth::Doubt(why),
        (false, None) if reasons.is_empty() => Truth::Yes("the rule has no conditions".into()),
        (false, None) => Truth::Yes(reasons.join(", ")),
    }
}

fn some(any: &[Condition], message: &Message<'_>) -> Truth {
    let (mut doubt, mut needs_body) = (None, false);
    for condition in any {
        match condition.truth(message) {
            Truth::Yes(why) => return Truth::Yes(why),
            Truth::No => {}
            Truth::Doubt(why) => doubt = doubt.or(Some(why)),
            Truth::NeedsBody => needs_body = true,
        }
    }
    match (needs_body, doubt) {
        (true, _) => Truth::NeedsBody,
        (false, Some(why)) => Truth::Doubt(why),
        (false, None) => Truth::No,
    }
}

/// Whether a name is of the form `glob`, in which `*` stands for any characters and `?` for one. Linear but for the stars'
/// backtracking to the last one, which is enough.
fn fits(glob: &str, name: &str) -> bool {
    let (glob, name): (Vec<char>, Vec<char>) = (glob.chars().collect(), name.chars().collect());
    let (mut g, mut n, mut star) = (0, 0, None);
    while n < name.len() {
        if g < glob.len() && (glob[g] == '?' || glob[g] == name[n]) && glob[g] != '*' {
            (g, n) = (g + 1, n + 1);
        } else if g < glob.len() && glob[g] == '*' {
            star = Some((g, n));
            g += 1;
        } else if let Some((at, from)) = star {
            star = Some((at, from + 1));
            (g, n) = (at + 1, from + 1);
        } else {
            return false;
        }
    }
    glob[g..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        for (glob, name, expected) in [
            ("*.exe", "run.exe", true),
            ("*.exe", "run.exe.txt", false),
            ("*", "", true),
            ("a?c*", "abcd", true),
            ("a?c", "ac", false),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b", "ab ba", false),
            ("", "x", false),
        ] {
            assert_eq!(fits(glob, name), expected, "{glob} {name}");
        }
    }
}
