//! The conditions of a rule: each with its shape in the file, and with how that becomes a
//! [`Condition`].

use std::collections::HashSet;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::list::Lists;
use super::shape::{Counted, Tags};
use crate::config::findings::Findings;
use crate::config::strings::{Strings, Text};
use crate::config::value;
use crate::detect::{Builder, Detector, Identifier, MOST_DISTINCT, value_skeleton};
use crate::extract::Kind;
use crate::policy::condition::{
    Attached, Client, Contained, FieldName, HeaderField, Login, MtaMacro, NearMiss, Outbound,
    Recipient, Sender, SizeOver, SubjectTag, SubjectWord, Thread,
};
use crate::policy::{Condition, Glob, Mailboxes, Tag};

/// Conditions that must all hold, as a rule has them under `when`.
#[derive(Deserialize, Default)]
#[serde(
    deny_unknown_fields,
    default,
    expecting = "expected conditions in braces, such as { direction = \"outbound\" }"
)]
pub(in crate::config) struct When {
    all: Option<Spanned<Vec<When>>>,
    any: Option<Spanned<Vec<When>>>,
    not: Option<Box<When>>,
    direction: Option<Text>,
    sender: Option<Spanned<Strings>>,
    recipient: Option<Spanned<Strings>>,
    login: Option<Spanned<Strings>>,
    client: Option<Spanned<Strings>>,
    #[serde(rename = "macro")]
    mta_macro: Option<MacroTable>,
    subject_tag: Option<Spanned<Tags>>,
    subject_word: Option<Spanned<Strings>>,
    header: Option<HeaderTable>,
    thread: Option<Spanned<bool>>,
    size_over: Option<Text>,
    attachment_name: Option<Spanned<Strings>>,
    attachment_type: Option<Spanned<Strings>>,
    words: Option<Spanned<Counted>>,
    patterns: Option<Spanned<Counted>>,
    identifiers: Option<Spanned<Counted>>,
}

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "expected { name = \"…\", value = \"…\" }"
)]
struct HeaderTable {
    name: Text,
    value: Option<Spanned<Strings>>,
    pattern: Option<Spanned<Strings>>,
}

#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "expected { name = \"…\", value = \"…\" }"
)]
struct MacroTable {
    name: Text,
    value: Option<Spanned<Strings>>,
}

/// Reads conditions.
pub(super) struct Reader<'r, 'f> {
    pub lists: &'r Lists,
    pub builder: &'r mut Builder,
    pub findings: &'r mut Findings<'f>,
    /// What rules make of near misses, and where they say so.
    pub near_misses: Vec<(usize, NearMiss)>,
}

impl Reader<'_, '_> {
    /// Reads the conditions of one table, which starts at `start` in the file. `label` is what
    /// mistakes in it are told with.
    pub(super) fn read(&mut self, label: &str, start: usize, when: When) -> Condition {
        let mut all: Vec<Condition> = Vec::new();
        let key = |name: &str| format!("{label}: {name}");
        if let Some(tables) = when.all {
            all.extend(self.tables(&key("all"), tables));
        }
        if let Some(tables) = when.any {
            all.push(Condition::Any(self.tables(&key("any"), tables)));
        }
        if let Some(table) = when.not {
            let known = self.near_misses.len();
            let inner = self.read(label, start, *table);
            if let Some((place, _)) = self.near_misses.drain(known..).next() {
                self.findings.push(
                    place,
                    &format!(
                        "{label}: not: subject_tag takes no near_miss here: what nearly fits a tag \
                         would count against the rule."
                    ),
                );
            }
            if inner.is_always() {
                self.findings.push(
                    start,
                    &format!("{label}: not: the table is empty, so the rule could never match."),
                );
            }
            all.push(inner.negate());
        }
        if let Some(direction) = when.direction {
            let read = |text: &String| match text.as_str() {
                "outbound" => Ok(Outbound),
                other => Err(format!("\"{other}\" is not \"outbound\"")),
            };
            let outbound = self.findings.check(&key("direction"), &direction, read);
            all.extend(outbound.map(Condition::from));
        }
        if let Some(sets) = when.sender {
            let list = self.list(&key("sender"), &sets, Mailboxes::parse);
            all.push(Sender(list.into_iter().collect()).into());
        }
        if let Some(sets) = when.recipient {
            let list = self.list(&key("recipient"), &sets, Mailboxes::parse);
            all.push(Recipient(list.into_iter().collect()).into());
        }
        if let Some(names) = when.login {
            let names = self.list(&key("login"), &names, |text| {
                not_empty(&text.to_lowercase())
            });
            let is_any = names.iter().any(|name| name == "*");
            let choice = names.into_iter().filter(|_| !is_any).collect();
            all.push(Login(choice).into());
        }
        if let Some(networks) = when.client {
            let networks = self.list(&key("client"), &networks, value::any_network);
            all.push(Client(networks).into());
        }
        if let Some(MacroTable { name, value }) = when.mta_macro {
            let values = value
                .map(|values| self.list(&key("macro.value"), &values, not_empty))
                .unwrap_or_default();
            let values = values.into_iter().collect();
            let read = |name: &String| value::macro_name(name);
            let name = self.findings.check(&key("macro.name"), &name, read);
            all.extend(name.map(|name| MtaMacro { name, values }.into()));
        }
        if let Some(tags) = when.subject_tag {
            all.push(self.tags(&key("subject_tag"), tags).into());
        }
        if let Some(words) = when.subject_word {
            let words = self.detectors(&key("subject_word"), &words, Builder::word);
            all.push(SubjectWord(words).into());
        }
        if let Some(table) = when.header {
            let read = |text: &str| Ok(value_skeleton(text));
            let values = table
                .value
                .map(|values| self.list(&key("header.value"), &values, read))
                .unwrap_or_default();
            let patterns = table
                .pattern
                .map(|list| self.detectors(&key("header.pattern"), &list, Builder::pattern))
                .unwrap_or_default();
            let read = |name: &String| value::field_name(name);
            let name = self.findings.check(&key("header.name"), &table.name, read);
            let field = name.map(|name| HeaderField {
                name: FieldName::new(&name),
                values,
                patterns,
            });
            all.extend(field.map(Condition::from));
        }
        if let Some(thread) = when.thread {
            let answers = Condition::from(Thread);
            all.push(if *thread.get_ref() {
                answers
            } else {
                answers.negate()
            });
        }
        if let Some(size) = when.size_over {
            let size = self.findings.check(&key("size_over"), &size, value::size);
            all.extend(size.map(|size| SizeOver(size).into()));
        }
        if let Some(names) = when.attachment_name {
            let names = self.list(&key("attachment_name"), &names, |text| Ok(Glob::new(text)));
            let kinds = Vec::new();
            all.push(Attached { names, kinds }.into());
        }
        if let Some(kinds) = when.attachment_type {
            let kinds = self.list(&key("attachment_type"), &kinds, kind);
            let names = Vec::new();
            all.push(Attached { names, kinds }.into());
        }
        if let Some(words) = when.words {
            let at_least = words.get_ref().at_least.as_ref();
            let asked = at_least.map(|least| (least.span().start, *least.get_ref()));
            let words = self.counted(&key("words"), "listed words", words, Builder::word);
            let count = words.detectors.len();
            if let Some((place, at_least)) = asked
                && at_least as usize > count
                && count > 0
            {
                let sentence = format!(
                    "{label}: words: at_least: a word counts once, so {at_least} of {count} are \
                     never found."
                );
                self.findings.push(place, &sentence);
            }
            all.push(words.into());
        }
        if let Some(patterns) = when.patterns {
            let what = "matches of listed patterns";
            let patterns = self.counted(&key("patterns"), what, patterns, Builder::pattern);
            all.push(patterns.into());
        }
        if let Some(kinds) = when.identifiers {
            let read = |builder: &mut Builder, text: &str| {
                text.parse::<Identifier>()
                    .map(|kind| builder.identifier(kind))
            };
            let identifiers = self.counted(&key("identifiers"), "identifiers", kinds, read);
            all.push(identifiers.into());
        }
        Condition::All(all)
    }

    /// Reads tables within a table.
    fn tables(&mut self, key: &str, tables: Spanned<Vec<When>>) -> Vec<Condition> {
        let place = tables.span().start;
        if tables.get_ref().is_empty() {
            self.findings
                .push(place, &format!("{key}: the list is empty."));
        }
        let conditions: Vec<Condition> = tables
            .into_inner()
            .into_iter()
            .map(|when| self.read(key, place, when))
            .collect();
        if conditions.iter().any(Condition::is_always) {
            self.findings.push(
                place,
                &format!("{key}: a table in it is empty, and would always hold."),
            );
        }
        conditions
    }

    /// Reads subject tags, and what is made of those that nearly fit.
    fn tags(&mut self, key: &str, tags: Spanned<Tags>) -> SubjectTag {
        let place = tags.span();
        let Tags { of, near_miss } = tags.into_inner();
        let tags = self.list(key, &placed(of, place), Tag::new);
        let near_miss = near_miss.and_then(|text| {
            let key = format!("{key}: near_miss");
            let read = |text: &String| value::near_miss(text);
            let near_miss = self.findings.check(&key, &text, read)?;
            if near_miss != NearMiss::Ignore {
                self.near_misses.push((text.span().start, near_miss));
            }
            Some(near_miss)
        });
        SubjectTag {
            tags,
            near_miss: near_miss.unwrap_or_default(),
        }
    }

    /// Reads what is looked for in content, and how many distinct ones of it.
    fn counted(
        &mut self,
        key: &str,
        what: &str,
        counted: Spanned<Counted>,
        read: impl FnMut(&mut Builder, &str) -> Result<Detector, String>,
    ) -> Contained {
        let place = counted.span();
        let Counted { of, at_least } = counted.into_inner();
        let of = placed(of, place);
        let mut detectors = self.detectors(key, &of, read);
        // What is listed twice is still found once.
        let mut seen = HashSet::new();
        detectors.retain(|&detector| seen.insert(detector));
        let read = |number: &u32| match *number as usize {
            0 => Err("0 would always hold".into()),
            number if number > MOST_DISTINCT => Err(format!("counting stops at {MOST_DISTINCT}")),
            number => Ok(number),
        };
        let at_least = at_least.and_then(|number| {
            self.findings
                .check(&format!("{key}: at_least"), &number, read)
        });
        Contained {
            what: what.into(),
            detectors,
            at_least: at_least.unwrap_or(1),
        }
    }

    fn detectors(
        &mut self,
        key: &str,
        list: &Spanned<Strings>,
        mut read: impl FnMut(&mut Builder, &str) -> Result<Detector, String>,
    ) -> Vec<Detector> {
        let texts = self.list(key, list, not_empty);
        let place = |at: usize| match list.get_ref().0.get(at) {
            Some(entry) if !entry.span().is_empty() => entry.span(),
            _ => list.span(),
        };
        let mut detectors = Vec::new();
        for (at, text) in texts.iter().enumerate() {
            let entry = Spanned::new(place(at), ());
            let detector = self
                .findings
                .check(key, &entry, |()| read(self.builder, text));
            detectors.extend(detector);
        }
        detectors
    }

    fn list<T>(
        &mut self,
        key: &str,
        list: &Spanned<Strings>,
        read: impl FnMut(&str) -> Result<T, String>,
    ) -> Vec<T> {
        self.lists.read(key, list, self.findings, read)
    }
}

/// A list with its place in the file, which is that of what it stands in where it has none.
fn placed(list: Spanned<Strings>, place: Range<usize>) -> Spanned<Strings> {
    if list.span().is_empty() {
        Spanned::new(place, list.into_inner())
    } else {
        list
    }
}

fn not_empty(text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        Err("an entry is empty".into())
    } else {
        Ok(text.to_owned())
    }
}

fn kind(text: &str) -> Result<String, String> {
    if Kind::NAMES.contains(&text) {
        Ok(text.to_owned())
    } else {
        Err(format!("\"{text}\" is none of {}", Kind::NAMES.join(", ")))
    }
}
