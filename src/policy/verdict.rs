//! What the recipients of a message get, out of what the rules said for each.

use super::decision::{Decision, Refusal, SealOptions};
use super::rule::{Action, Copies, Options};
use crate::mail::{Address, Envelope};

/// The decision on a message, and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What is done for whom; each recipient is in one part. There are several when recipients get
    /// different copies; then none is refused or held, and the first is sealed: it is the one that
    /// stays in the message at hand, so that a recipient whom the MTA fails to take out of it, or
    /// adds to it, gets nothing in clear.
    pub parts: Vec<Part>,
    /// What the rules said for each recipient, in the order of the envelope.
    pub reasons: Vec<Reason>,
    /// The documents in the message whose readers ended or took too long, as phrases.
    pub lost: Vec<String>,
}

/// Recipients who get the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Who.
    pub recipients: Vec<Address>,
    /// What.
    pub decision: Decision,
}

/// What the rules said for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The recipient.
    pub recipient: Address,
    /// `seal`, `pass`, `reject` or `hold`, for this recipient alone.
    pub action: &'static str,
    /// The rule that matched.
    pub rule: Option<String>,
    /// Which of its conditions held and where, as a phrase; never the content that matched.
    pub why: String,
}

/// A verdict in the making.
#[derive(Default)]
pub(super) struct Draft {
    reasons: Vec<Reason>,
    wanted: Vec<(Action, Options)>,
}

impl Verdict {
    /// A message that all recipients get in the same way.
    pub fn whole(recipients: &[Address], decision: Decision, reasons: Vec<Reason>) -> Self {
        Self {
            parts: vec![Part {
                recipients: recipients.to_vec(),
                decision,
            }],
            reasons,
            lost: Vec::new(),
        }
    }

    /// The decision for all recipients where the message can't be split: reject beats hold beats
    /// seal beats pass, so that nothing which must be sealed for one travels in clear to another.
    pub fn strictest(&self) -> Decision {
        let decisions = self.parts.iter().map(|part| part.decision.clone());
        decisions
            .reduce(Decision::stricter)
            .unwrap_or(Decision::Pass)
    }

    /// The decision for one recipient.
    pub fn decision_for(&self, recipient: &Address) -> Option<&Decision> {
        let part = self
            .parts
            .iter()
            .find(|part| part.recipients.contains(recipient));
        part.map(|part| &part.decision)
    }
}

impl Draft {
    /// What the rules said for one more recipient.
    pub(super) fn add(&mut self, reason: Reason, action: Action, options: Options) {
        self.reasons.push(reason);
        self.wanted.push((action, options));
    }

    /// The verdict. `subject` tells the subject without the tags of the rules, for copies that are
    /// sealed.
    pub(super) fn finish(self, subject: impl FnOnce() -> Option<String>) -> Verdict {
        let Self { reasons, wanted } = self;
        let recipients: Vec<Address> = reasons
            .iter()
            .map(|reason| reason.recipient.clone())
            .collect();
        let seals = wanted
            .iter()
            .any(|(action, _)| matches!(action, Action::Seal | Action::Hold));
        let subject = if seals { subject() } else { None };
        let each = wanted
            .iter()
            .map(|(action, options)| decide(action, options, subject.clone()));
        let as_a_whole = wanted
            .iter()
            .any(|(action, _)| matches!(action, Action::Reject(_) | Action::Hold));
        // The MTA must find exactly the recipients that are taken out of the message.
        if as_a_whole || !recipients.iter().all(Address::is_exact) {
            let decision = each.reduce(Decision::stricter).unwrap_or(Decision::Pass);
            return Verdict::whole(&recipients, decision, reasons);
        }
        let mut parts: Vec<(Part, bool)> = Vec::new();
        for ((recipient, decision), (_, options)) in recipients.into_iter().zip(each).zip(&wanted) {
            let alone = options.copies == Some(Copies::Each) && decision != Decision::Pass;
            // A carrier of a recipient's own takes nobody else; the same address twice is one.
            let fits = |(part, is_alone): &&mut (Part, bool)| {
                let shares = !alone && !*is_alone;
                part.decision == decision && (shares || part.recipients.contains(&recipient))
            };
            match parts.iter_mut().find(fits) {
                Some((part, _)) => part.recipients.push(recipient),
                None => parts.push((
                    Part {
                        recipients: vec![recipient],
                        decision,
                    },
                    alone,
                )),
            }
        }
        parts.sort_by_key(|(part, _)| part.decision == Decision::Pass);
        Verdict {
            parts: parts.into_iter().map(|(part, _)| part).collect(),
            reasons,
            lost: Vec::new(),
        }
    }
}

/// The verdict on a message to an address that names a second domain, to which the MTA may deliver
/// whatever the rules say of the first: it is refused. `None` when there is no such address.
pub(super) fn reject_detours(envelope: &Envelope) -> Option<Verdict> {
    if envelope.recipients.iter().all(Address::is_plain) {
        return None;
    }
    let reason = |recipient: &Address| Reason {
        recipient: recipient.clone(),
        action: "reject",
        rule: None,
        why: "a recipient's address takes a detour; it must be written as user@domain".into(),
    };
    let decision = Decision::Reject(Refusal::Detour);
    Some(Verdict::whole(
        &envelope.recipients,
        decision,
        envelope.recipients.iter().map(reason).collect(),
    ))
}

/// The decision that an action and options come to.
fn decide(action: &Action, options: &Options, subject: Option<String>) -> Decision {
    let Options {
        expires,
        language,
        brand,
        reply_allowed,
        receipt,
        copies: _,
    } = options.clone();
    let options = SealOptions {
        expires,
        language,
        brand,
        reply_allowed,
        receipt,
        subject,
    };
    match action {
        Action::Pass => Decision::Pass,
        Action::Reject(text) => Decision::Reject(text.clone()),
        Action::Seal => Decision::Seal(options),
        Action::Hold => Decision::Hold(options),
    }
}
