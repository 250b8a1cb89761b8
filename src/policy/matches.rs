//! What the rules say of a message, for each of its recipients.

use super::facts::{Body, Message};
use super::rule::{Action, Options, Rule};
use super::truth::Truth;
use super::verdict::{Draft, Reason, Verdict};
use super::{Policy, UNMATCHED};
use crate::extract::PutOff;
use crate::mail::{Envelope, Header};

/// What the rules say of a message.
pub(super) struct Matches {
    /// For each recipient, in the order of the envelope.
    pub each: Vec<(Reason, Action, Options)>,
    /// The subject that a carrier gets, where it isn't that of the message.
    pub subject: Option<String>,
    /// The documents whose readers ended or took too long.
    pub lost: Vec<String>,
}

impl Matches {
    /// Whether the message passes to anybody.
    pub fn pass_any(&self) -> bool {
        self.each
            .iter()
            .any(|(_, action, _)| *action == Action::Pass)
    }

    pub fn verdict(self) -> Verdict {
        let mut draft = Draft::default();
        for (reason, action, options) in self.each {
            draft.add(reason, action, options);
        }
        let mut verdict = draft.finish(|| self.subject);
        verdict.lost = self.lost;
        verdict
    }
}

impl Policy {
    /// What the rules say by this header; `None` when it depends on the body.
    pub(super) fn matches(
        &self,
        envelope: &Envelope,
        header: &Header,
        answers_sealed: bool,
        body: Body<'_>,
    ) -> Result<Option<Matches>, PutOff> {
        let inspector = &self.inspector;
        let facts = inspector.inspect(envelope, header, answers_sealed, body)?;
        let for_message = self.index.rules_for_message(&facts);
        let each = envelope.recipients.iter().map(|recipient| {
            let message = Message::new(&facts, recipient, &inspector.trust_boundary);
            let rules = self.index.rules_for_recipient(&for_message, &message);
            self.first_match(&rules, &message)
        });
        let each: Option<Vec<_>> = each.collect();
        Ok(each.map(|each| {
            let keeps = |action: &Action| matches!(action, Action::Seal | Action::Hold);
            let is_kept = each.iter().any(|(_, action, _)| keeps(action));
            let subject = is_kept.then(|| inspector.needs.without_tags(&facts.subjects));
            Matches {
                each,
                subject: subject.flatten(),
                lost: facts.lost(),
            }
        }))
    }

    /// What the rules say for one recipient, when only `rules` can match; `None` when it depends
    /// on the body.
    pub(super) fn first_match(
        &self,
        rules: &[usize],
        message: &Message<'_>,
    ) -> Option<(Reason, Action, Options)> {
        let mut options = Options::default();
        let reason = |action: &Action, rule: Option<&Rule>, why: String| Reason {
            recipient: message.recipient.clone(),
            action: action.word(),
            rule: rule.map(|rule| rule.name.clone()),
            why,
        };
        for rule in rules.iter().map(|&at| &self.rules[at]) {
            let truth = rule.when.truth(message);
            if truth == Truth::NeedsBody {
                return None;
            }
            if !rule.matches(truth) {
                continue;
            }
            options = rule.options.over(&options);
            if let Some(action) = &rule.then {
                let why = rule.when.phrase(message, truth);
                return Some((reason(action, Some(rule), why), action.clone(), options));
            }
        }
        Some((
            reason(&Action::Pass, None, UNMATCHED.to_owned()),
            Action::Pass,
            options,
        ))
    }
}
