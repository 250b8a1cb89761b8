//! `[[rule]]` and `[list.…]` tables to rules of the policy.

mod list;
mod when;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::findings::Findings;
use super::strings::Text;
use super::value;
use crate::detect::Builder;
use crate::policy::{self, Action, Options, TrustBoundary};
use list::Lists;
use when::{Reader, When};

pub(super) use list::List;

/// A rule as the file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub name: Text,
    pub then: Option<Text>,
    #[serde(default, rename = "final")]
    pub last: Option<Spanned<bool>>,
    #[serde(default)]
    pub when: When,
    pub expires: Option<Text>,
    pub language: Option<Text>,
    pub brand: Option<Text>,
    pub reply: Option<bool>,
    pub receipt: Option<bool>,
    pub copies: Option<Text>,
    pub text: Option<Text>,
}

/// Builds the rules of a configuration, file by file.
pub(super) struct Rules {
    trust_boundary: TrustBoundary,
    pub built: Vec<policy::Rule>,
    pub builder: Builder,
    lists: Lists,
    /// Where each of the rules stands: file and line.
    places: Vec<String>,
}

impl Rules {
    pub(super) fn new(trust_boundary: &TrustBoundary) -> Self {
        Self {
            trust_boundary: trust_boundary.clone(),
            built: Vec::new(),
            builder: Builder::default(),
            lists: Lists::default(),
            places: Vec::new(),
        }
    }

    /// Takes named lists, which all files share.
    pub(super) fn lists(
        &mut self,
        lists: BTreeMap<String, Spanned<List>>,
        base: &Path,
        findings: &mut Findings<'_>,
    ) {
        self.lists.add(lists, base, findings);
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
        let mut reader = Reader {
            lists: &self.lists,
            builder: &mut self.builder,
            findings,
        };
        let when = reader.read(&label, start, when);
        let Some(then) = action else { return };
        let rule = policy::Rule {
            name: name.into_inner(),
            when,
            then,
            options,
        };
        // Of a condition that isn't understood in full, nothing more can be said.
        if findings.sentences.len() == mistakes && !self.lists.are_wrong {
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
}
