//! `[[rule]]` and `[list.…]` tables to rules of the policy.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use toml::Spanned;

use super::file::{Counted, HeaderField, List, MtaMacro, Rule, Strings, When};
use super::{Findings, value};
use crate::detect::{Builder, Detector, Identifier};
use crate::extract::Kind;
use crate::policy::{
    self, Action, Condition, FieldName, Glob, MailboxList, Mailboxes, Options, Tag, TrustBoundary,
};

/// Builds the rules of a configuration, file by file.
pub(super) struct Rules {
    trust_boundary: TrustBoundary,
    pub built: Vec<policy::Rule>,
    pub search: Builder,
    lists: BTreeMap<String, Vec<String>>,
    /// Where each of the rules stands: file and line.
    places: Vec<String>,
    /// Whether a list isn't what it was to be, so that nothing can be said of the rules with lists.
    lists_are_wrong: bool,
}

impl Rules {
    pub(super) fn new(trust_boundary: &TrustBoundary) -> Self {
        Self {
            trust_boundary: trust_boundary.clone(),
            built: Vec::new(),
            search: Builder::default(),
            lists: BTreeMap::new(),
            places: Vec::new(),
            lists_are_wrong: false,
        }
    }

    /// Takes named lists, which all files share.
    pub(super) fn lists(
        &mut self,
        lists: BTreeMap<String, Spanned<List>>,
        base: &Path,
        findings: &mut Findings<'_>,
    ) {
        for (name, list) in lists {
            let start = list.span().start;
            let List { entries, file } = list.into_inner();
            let mut all: Vec<String> = entries
                .map(|entries| {
                    entries
                        .into_inner()
                        .0
                        .into_iter()
                        .map(Spanned::into_inner)
                        .collect()
                })
                .unwrap_or_default();
            if let Some(file) = file {
                let path = base.join(file.get_ref());
                match std::fs::read_to_string(&path) {
                    Ok(text) => {
                        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
                        all.extend(
                            text.lines()
                                .map(without_comment)
                                .filter(|line| !line.is_empty())
                                .map(str::to_owned),
                        );
                    }
                    Err(error) => {
                        findings.push(
                            file.span().start,
                            &format!(
                                "list.{name}.file: {} can't be read: {error}.",
                                path.display()
                            ),
                        );
                        self.lists_are_wrong = true;
                        self.lists.insert(name, Vec::new());
                        continue;
                    }
                }
            }
            if all.is_empty() {
                findings.push(start, &format!("list.{name}: the list is empty."));
                self.lists_are_wrong = true;
            }
            if self.lists.insert(name.clone(), all).is_some() {
                findings.push(
                    start,
                    &format!("list.{name}: there is another list of this name."),
                );
            }
        }
    }

    /// Takes rules in their order; mistakes are noted.
    pub(super) fn rules(&mut self, rules: Vec<Spanned<Rule>>, findings: &mut Findings<'_>) {
        for rule in rules {
            let start = rule.span().start;
            self.rule(rule.into_inner(), start, findings);
        }
    }

    fn rule(&mut self, rule: Rule, start: usize, findings: &mut Findings<'_>) {
        let Rule {
            name,
            then,
            last,
            when,
            expires,
            language,
            brand,
            reply,
            receipt,
            copies,
            text,
        } = rule;
        let label = format!("rule \"{}\"", name.get_ref());
        if name.get_ref().trim().is_empty() {
            findings.push(
                name.span().start,
                "rule.name: a rule needs a name, for logs and explain.",
            );
        }
        if self.built.iter().any(|other| other.name == *name.get_ref()) {
            findings.push(
                name.span().start,
                &format!("{label}: another rule has this name already."),
            );
        }
        let only_options = last.as_ref().is_some_and(|last| !last.get_ref());
        let action = match then.as_ref().map(|then| then.get_ref().as_str()) {
            None if only_options => Some(None),
            Some("seal") if !only_options => Some(Some(Action::Seal)),
            Some("hold") if !only_options => Some(Some(Action::Hold)),
            Some("pass") if !only_options => Some(Some(Action::Pass)),
            Some("reject") if !only_options => {
                let text = text
                    .as_ref()
                    .map_or("This message may not be sent by mail", |text| {
                        text.get_ref().as_str()
                    });
                Some(Some(Action::Reject(text.to_owned())))
            }
            Some("seal" | "hold" | "pass" | "reject") => {
                findings.push(
                    start,
                    &format!(
                        "{label}: final = false only sets options for the rules that follow, so it \
                         takes no then."
                    ),
                );
                None
            }
            Some(other) => {
                let at = then.as_ref().map_or(start, |then| then.span().start);
                findings.push(
                    at,
                    &format!(
                        "{label}: then: \"{other}\" is none of \"seal\", \"pass\", \
                              \"reject\", \"hold\"."
                    ),
                );
                None
            }
            None => {
                findings.push(start, &format!("{label}: missing key then."));
                None
            }
        };
        let seals = matches!(action, Some(None | Some(Action::Seal | Action::Hold)));
        let options = [
            ("expires", expires.as_ref().map(|text| text.span().start)),
            ("language", language.as_ref().map(|text| text.span().start)),
            ("brand", brand.as_ref().map(|text| text.span().start)),
            ("reply", reply.map(|_| start)),
            ("receipt", receipt.map(|_| start)),
            ("copies", copies.as_ref().map(|text| text.span().start)),
        ];
        for (key, at) in options
            .into_iter()
            .filter_map(|(key, at)| at.map(|at| (key, at)))
        {
            if action.is_some() && !seals {
                findings.push(
                    at,
                    &format!("{label}: {key} goes with then = \"seal\" or \"hold\" only."),
                );
            }
        }
        if let (Some(text), false) = (
            &text,
            matches!(action, None | Some(Some(Action::Reject(_)))),
        ) {
            findings.push(
                text.span().start,
                &format!("{label}: text goes with then = \"reject\" only."),
            );
        }
        let options = Options {
            expires: expires
                .and_then(|life| findings.check(&format!("{label}: expires"), &life, value::life)),
            language: language.and_then(|tag| {
                findings.check(&format!("{label}: language"), &tag, value::language)
            }),
            brand: brand.map(Spanned::into_inner),
            reply_allowed: reply,
            receipt,
            copies: copies.and_then(|copies| {
                findings.check(&format!("{label}: copies"), &copies, value::copies)
            }),
        };
        let mistakes = findings.sentences.len();
        let when = self.condition(&label, start, when, findings);
        let Some(then) = action else { return };
        let rule = policy::Rule {
            name: name.into_inner(),
            when,
            then,
            options,
        };
        // Of a condition that isn't understood in full, nothing more can be said.
        if findings.sentences.len() == mistakes && !self.lists_are_wrong {
            if let Some(why) = rule.when.never(&self.trust_boundary) {
                findings.push(start, &format!("{label}: it can never match, since {why}."));
            } else if let Some(at) = self.built.iter().position(|earlier| earlier.hides(&rule)) {
                let (name, place) = (&self.built[at].name, &self.places[at]);
                let told =
                    format!("rule \"{name}\" before it ({place}) matches all that it would match");
                findings.push(
                    start,
                    &format!(
                        "{label}: never reached, since {told}; take it out, or move it before \
                              that rule."
                    ),
                );
            }
        }
        self.places.push(findings.place(start));
        self.built.push(rule);
    }

    fn condition(
        &mut self,
        label: &str,
        start: usize,
        when: When,
        findings: &mut Findings<'_>,
    ) -> Condition {
        let mut all = Vec::new();
        let key = |name: &str| format!("{label}: {name}");
        if let Some(inner) = when.all {
            self.nested(&key("all"), inner, findings)
                .into_iter()
                .for_each(|one| all.push(one));
        }
        if let Some(inner) = when.any {
            let any = self.nested(&key("any"), inner, findings);
            all.push(Condition::Any(any));
        }
        if let Some(inner) = when.not {
            let inner = self.condition(label, start, *inner, findings);
            if inner.is_always() {
                findings.push(
                    start,
                    &format!("{label}: not: the table is empty, so the rule could never match."),
                );
            }
            all.push(Condition::Not(Box::new(inner)));
        }
        if let Some(direction) = when.direction {
            all.extend(
                findings.check(&key("direction"), &direction, |text| match text.as_str() {
                    "outbound" => Ok(Condition::Outbound),
                    other => Err(format!("\"{other}\" is not \"outbound\"")),
                }),
            );
        }
        if let Some(sets) = when.sender {
            all.push(Condition::Sender(self.mailboxes(
                &key("sender"),
                &sets,
                findings,
            )));
        }
        if let Some(sets) = when.recipient {
            all.push(Condition::Recipient(self.mailboxes(
                &key("recipient"),
                &sets,
                findings,
            )));
        }
        if let Some(names) = when.login {
            let names = self.list(&key("login"), &names, findings, |text| {
                owned(&text.to_lowercase())
            });
            all.push(Condition::Login(if names.iter().any(|name| name == "*") {
                Vec::new()
            } else {
                names
            }));
        }
        if let Some(networks) = when.client {
            all.push(Condition::Client(self.list(
                &key("client"),
                &networks,
                findings,
                value::any_network,
            )));
        }
        if let Some(MtaMacro { name, value }) = when.mta_macro {
            let values = value
                .map(|values| self.list(&key("macro.value"), &values, findings, owned))
                .unwrap_or_default();
            let name = findings.check(&key("macro.name"), &name, |name| value::macro_name(name));
            all.extend(name.map(|name| Condition::Macro { name, values }));
        }
        if let Some(tags) = when.subject_tag {
            all.push(Condition::SubjectTag(self.list(
                &key("subject_tag"),
                &tags,
                findings,
                Tag::new,
            )));
        }
        if let Some(words) = when.subject_word {
            all.push(Condition::SubjectWord(self.detectors(
                &key("subject_word"),
                &words,
                findings,
                Builder::word,
            )));
        }
        if let Some(HeaderField {
            name,
            value,
            pattern,
        }) = when.header
        {
            let values = value
                .map(|values| {
                    self.list(&key("header.value"), &values, findings, |text| {
                        Ok(crate::detect::skeleton(text))
                    })
                })
                .unwrap_or_default();
            let patterns = pattern
                .map(|list| {
                    self.detectors(&key("header.pattern"), &list, findings, Builder::pattern)
                })
                .unwrap_or_default();
            let name = findings.check(&key("header.name"), &name, |name| value::field_name(name));
            all.extend(name.map(|name| Condition::Header {
                name: FieldName::new(&name),
                values,
                patterns,
            }));
        }
        if let Some(thread) = when.thread {
            all.push(if *thread.get_ref() {
                Condition::Thread
            } else {
                Condition::Not(Box::new(Condition::Thread))
            });
        }
        if let Some(size) = when.size_over {
            all.extend(
                findings
                    .check(&key("size_over"), &size, value::size)
                    .map(Condition::Size),
            );
        }
        if let Some(names) = when.attachment_name {
            let names = self.list(&key("attachment_name"), &names, findings, |text| {
                Ok(Glob::new(text))
            });
            all.push(Condition::Attachment {
                names,
                kinds: Vec::new(),
            });
        }
        if let Some(kinds) = when.attachment_type {
            let kinds = self.list(&key("attachment_type"), &kinds, findings, kind);
            all.push(Condition::Attachment {
                names: Vec::new(),
                kinds,
            });
        }
        if let Some(words) = when.words {
            let at_least = words
                .get_ref()
                .at_least
                .as_ref()
                .map(|least| (least.span().start, *least.get_ref()));
            let words = self.counted(
                &key("words"),
                "listed words",
                words,
                findings,
                Builder::word,
            );
            if let (Condition::Content { detectors, .. }, Some((place, at_least))) =
                (&words, at_least)
                && at_least as usize > detectors.len()
                && !detectors.is_empty()
            {
                let told = format!(
                    "{label}: words: at_least: a word counts once, so {at_least} of {} are never \
                     found.",
                    detectors.len()
                );
                findings.push(place, &told);
            }
            all.push(words);
        }
        if let Some(patterns) = when.patterns {
            all.push(self.counted(
                &key("patterns"),
                "matches of listed patterns",
                patterns,
                findings,
                Builder::pattern,
            ));
        }
        if let Some(identifiers) = when.identifiers {
            all.push(self.counted(
                &key("identifiers"),
                "identifiers",
                identifiers,
                findings,
                |search, text| {
                    text.parse::<Identifier>()
                        .map(|kind| search.identifier(kind))
                        .map_err(|error| error.to_string())
                },
            ));
        }
        Condition::All(all)
    }

    fn mailboxes(
        &self,
        key: &str,
        sets: &Spanned<Strings>,
        findings: &mut Findings<'_>,
    ) -> MailboxList {
        self.list(key, sets, findings, Mailboxes::parse)
            .into_iter()
            .collect()
    }

    fn nested(
        &mut self,
        key: &str,
        inner: Spanned<Vec<When>>,
        findings: &mut Findings<'_>,
    ) -> Vec<Condition> {
        if inner.get_ref().is_empty() {
            findings.push(inner.span().start, &format!("{key}: the list is empty."));
        }
        let place = inner.span().start;
        let conditions: Vec<Condition> = inner
            .into_inner()
            .into_iter()
            .map(|when| self.condition(key, place, when, findings))
            .collect();
        if conditions.iter().any(Condition::is_always) {
            findings.push(
                place,
                &format!("{key}: a table in it is empty, and would always hold."),
            );
        }
        conditions
    }

    fn counted(
        &mut self,
        key: &str,
        what: &str,
        counted: Spanned<Counted>,
        findings: &mut Findings<'_>,
        read: impl FnMut(&mut Builder, &str) -> Result<Detector, String>,
    ) -> Condition {
        let place = counted.span();
        let Counted { of, at_least } = counted.into_inner();
        let of = if of.span().is_empty() {
            Spanned::new(place, of.into_inner())
        } else {
            of
        };
        let mut detectors = self.detectors(key, &of, findings, read);
        // What is listed twice is still found once.
        let mut seen = HashSet::new();
        detectors.retain(|&detector| seen.insert(detector));
        let at_least = at_least.map_or(Some(1), |number| {
            findings.check(&format!("{key}: at_least"), &number, |&number| {
                match number as usize {
                    0 => Err("0 would always hold".into()),
                    number if number > crate::detect::MOST_DISTINCT => Err(format!(
                        "counting stops at {}",
                        crate::detect::MOST_DISTINCT
                    )),
                    number => Ok(number),
                }
            })
        });
        Condition::Content {
            what: what.into(),
            detectors,
            at_least: at_least.unwrap_or(1),
        }
    }

    fn detectors(
        &mut self,
        key: &str,
        list: &Spanned<Strings>,
        findings: &mut Findings<'_>,
        mut read: impl FnMut(&mut Builder, &str) -> Result<Detector, String>,
    ) -> Vec<Detector> {
        let texts = self.list(key, list, findings, owned);
        let place = |at: usize| {
            list.get_ref().0.get(at).map_or(list.span(), |entry| {
                if entry.span().is_empty() {
                    list.span()
                } else {
                    entry.span()
                }
            })
        };
        let mut detectors = Vec::new();
        for (at, text) in texts.iter().enumerate() {
            detectors.extend(findings.check(key, &Spanned::new(place(at), ()), |()| {
                read(&mut self.search, text)
            }));
        }
        detectors
    }

    /// Reads a list, named lists in it resolved. It must not be empty: a condition on nothing never
    /// holds, and the admin meant something.
    fn list<T>(
        &self,
        key: &str,
        list: &Spanned<Strings>,
        findings: &mut Findings<'_>,
        mut read: impl FnMut(&str) -> Result<T, String>,
    ) -> Vec<T> {
        if list.get_ref().0.is_empty() {
            findings.push(
                list.span().start,
                &format!("{key}: the list is empty, so the rule could never match."),
            );
        }
        let read = findings.each(key, list, |text| match text.strip_prefix("list:") {
            None => read(text).map(|one| vec![one]),
            Some(name) => match self.lists.get(name) {
                Some(entries) => entries.iter().map(|entry| read(entry)).collect(),
                None => Err(format!("there is no [list.{name}]")),
            },
        });
        read.into_iter().flatten().collect()
    }
}

/// A line of a list file without its comment, which starts at the line's start or after a space.
fn without_comment(line: &str) -> &str {
    let comment = line.match_indices('#').find(|(at, _)| {
        line[..*at]
            .chars()
            .next_back()
            .is_none_or(char::is_whitespace)
    });
    comment.map_or(line, |(at, _)| &line[..at]).trim()
}

fn owned(text: &str) -> Result<String, String> {
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
