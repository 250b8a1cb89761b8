//! `[[rule]]` and `[list.…]` tables to rules of the policy.

mod list;
mod shape;
mod when;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::findings::Findings;
use super::strings::Text;
use super::value;
use crate::detect::Builder;
use crate::policy::condition::NearMiss;
use crate::policy::{self, Action, Options, Refusal, TrustBoundary};
use list::Lists;
use when::{Reader, When};

pub(super) use list::List;

/// A rule as the file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    name: Text,
    then: Option<Text>,
    #[serde(default, rename = "final")]
    last: Option<Spanned<bool>>,
    #[serde(default)]
    when: When,
    expires: Option<Text>,
    language: Option<Text>,
    brand: Option<Text>,
    reply: Option<bool>,
    receipt: Option<bool>,
    copies: Option<Text>,
    text: Option<Text>,
}

/// Builds the rules of a configuration, file by file.
pub(super) struct Rules {
    trust_boundary: TrustBoundary,
    pub built: Vec<policy::Rule>,
    pub builder: Builder,
    lists: Lists,
    /// Where each of the rules stands: file and line.
    places: Vec<String>,
    pub named: Vec<Named>,
}

/// A brand or a language that a rule names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The rule's name.
    pub rule: String,
    /// Where it names it: file and line.
    pub place: String,
    /// `brand` or `language`.
    pub key: &'static str,
    /// What it names.
    pub name: String,
}

impl Rules {
    pub(super) fn new(trust_boundary: &TrustBoundary) -> Self {
        Self {
            trust_boundary: trust_boundary.clone(),
            built: Vec::new(),
            builder: Builder::default(),
            lists: Lists::default(),
            places: Vec::new(),
            named: Vec::new(),
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
        let name = rule.name.get_ref().clone();
        let label = format!("rule \"{name}\"");
        let name_start = rule.name.span().start;
        if name.trim().is_empty() {
            findings.push(
                name_start,
                "rule.name: a rule needs a name, for logs and explain.",
            );
        }
        if self.built.iter().any(|other| other.name == name) {
            findings.push(
                name_start,
                &format!("{label}: another rule has this name already."),
            );
        }
        let then = rule.action(&label, start, findings);
        rule.check_keys(&label, start, then.as_ref(), findings);
        let options = rule.options(&label, findings);
        for (key, text) in [("brand", &rule.brand), ("language", &rule.language)] {
            let named = text.as_ref().map(|text| Named {
                rule: name.clone(),
                place: findings.place(text.span().start),
                key,
                name: text.get_ref().clone(),
            });
            self.named.extend(named);
        }
        let mistakes = findings.sentences.len();
        let mut reader = Reader {
            lists: &self.lists,
            builder: &mut self.builder,
            findings,
            near_misses: Vec::new(),
        };
        let when = reader.read(&label, start, rule.when);
        let near_misses = reader.near_misses;
        check_near_misses(&near_misses, &label, then.as_ref(), findings);
        let Some(then) = then else { return };
        let rule = policy::Rule {
            name,
            when,
            then,
            options,
        };
        // Of a condition that isn't understood in full, nothing more can be said.
        if findings.sentences.len() == mistakes && !self.lists.are_wrong {
            self.check_effect(&rule, &label, start, findings);
        }
        self.places.push(findings.place(start));
        self.built.push(rule);
    }

    /// Notes it when a rule can never have an effect.
    fn check_effect(
        &self,
        rule: &policy::Rule,
        label: &str,
        start: usize,
        findings: &mut Findings<'_>,
    ) {
        if let Some(why) = rule.when.never(&self.trust_boundary) {
            findings.push(start, &format!("{label}: it can never match, since {why}."));
        } else if let Some(at) = self.built.iter().position(|earlier| earlier.hides(rule)) {
            let earlier = &self.built[at].name;
            let place = &self.places[at];
            findings.push(
                start,
                &format!(
                    "{label}: never reached, since rule \"{earlier}\" before it ({place}) matches \
                     all that it would match; take it out, or move it before that rule."
                ),
            );
        }
    }
}

/// Notes what is made of tags that nearly fit where it doesn't go with the action.
fn check_near_misses(
    near_misses: &[(usize, NearMiss)],
    label: &str,
    then: Option<&Option<Action>>,
    findings: &mut Findings<'_>,
) {
    let Some(then) = then else { return };
    for (place, near_miss) in near_misses {
        let (word, goes_with) = match (near_miss, then) {
            (_, Some(Action::Seal | Action::Hold)) | (NearMiss::Ignore, _) => continue,
            (NearMiss::Reject, Some(Action::Reject(_))) => continue,
            (NearMiss::Reject, _) => ("reject", "\"seal\", \"hold\" or \"reject\""),
            (NearMiss::Seal, _) => ("seal", "\"seal\" or \"hold\""),
        };
        findings.push(
            *place,
            &format!(
                "{label}: subject_tag: near_miss = \"{word}\" goes with then = {goes_with} only."
            ),
        );
    }
}

impl Rule {
    /// What is done with a message that matches: `Some(None)` for a rule that only sets options,
    /// `None` where that isn't said rightly.
    fn action(
        &self,
        label: &str,
        start: usize,
        findings: &mut Findings<'_>,
    ) -> Option<Option<Action>> {
        let only_options = self.last.as_ref().is_some_and(|last| !last.get_ref());
        let Some(then) = &self.then else {
            if !only_options {
                findings.push(start, &format!("{label}: missing key then."));
            }
            return only_options.then_some(None);
        };
        let action = match then.get_ref().as_str() {
            "seal" => Action::Seal,
            "hold" => Action::Hold,
            "pass" => Action::Pass,
            "reject" => {
                let text = self.text.as_ref().map(|text| text.get_ref().as_str());
                Action::Reject(text.map_or(Refusal::Unsaid, Refusal::from))
            }
            other => {
                let sentence = format!(
                    "{label}: then: \"{other}\" is none of \"seal\", \"pass\", \"reject\", \
                     \"hold\"."
                );
                findings.push(then.span().start, &sentence);
                return None;
            }
        };
        if only_options {
            let sentence = format!(
                "{label}: final = false only sets options for the rules that follow, so it takes \
                 no then."
            );
            findings.push(start, &sentence);
            return None;
        }
        Some(Some(action))
    }

    /// Notes the keys that don't go with the action.
    fn check_keys(
        &self,
        label: &str,
        start: usize,
        then: Option<&Option<Action>>,
        findings: &mut Findings<'_>,
    ) {
        let place = |text: &Option<Text>| text.as_ref().map(|text| text.span().start);
        let options = [
            ("expires", place(&self.expires)),
            ("language", place(&self.language)),
            ("brand", place(&self.brand)),
            ("reply", self.reply.map(|_| start)),
            ("receipt", self.receipt.map(|_| start)),
            ("copies", place(&self.copies)),
        ];
        if matches!(then, Some(Some(Action::Pass | Action::Reject(_)))) {
            for (key, place) in options {
                if let Some(place) = place {
                    findings.push(
                        place,
                        &format!("{label}: {key} goes with then = \"seal\" or \"hold\" only."),
                    );
                }
            }
        }
        let takes_text = matches!(then, None | Some(Some(Action::Reject(_))));
        if let Some(text) = &self.text
            && !takes_text
        {
            findings.push(
                text.span().start,
                &format!("{label}: text goes with then = \"reject\" only."),
            );
        }
    }

    /// How what matches is sealed.
    fn options(&self, label: &str, findings: &mut Findings<'_>) -> Options {
        let key = |name: &str| format!("{label}: {name}");
        let expires = self.expires.as_ref();
        let language = self.language.as_ref();
        let copies = self.copies.as_ref();
        Options {
            expires: expires.and_then(|text| findings.check(&key("expires"), text, value::life)),
            language: language
                .and_then(|text| findings.check(&key("language"), text, value::language)),
            brand: self.brand.as_ref().map(|brand| brand.get_ref().clone()),
            reply_allowed: self.reply,
            receipt: self.receipt,
            copies: copies.and_then(|text| findings.check(&key("copies"), text, value::copies)),
        }
    }
}
