//! One rule: when it matches, and what is done then.

use std::time::Duration;

use super::Policy;
use super::condition::{Condition, NearMiss, Predicate};
use super::decision::Refusal;
use super::truth::Truth;

/// A rule of the policy.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name, for logs and `explain`.
    pub name: String,
    /// When it matches.
    pub when: Condition,
    /// What is done then; `None`: nothing but to set options for the rules that follow.
    pub then: Option<Action>,
    /// How a message that this rule matches is sealed, as far as it says.
    pub options: Options,
}

impl Rule {
    /// This rule, and behind it one that refuses what only nearly fits it, where it says so.
    pub(super) fn with_refusal(self) -> Vec<Self> {
        let mut tags = Vec::new();
        self.when.for_each(&mut |predicate| {
            if let Predicate::SubjectTag(condition) = predicate
                && condition.near_miss == NearMiss::Reject
            {
                tags.extend(condition.tags.iter().map(|tag| tag.to_string()));
            }
        });
        if tags.is_empty() || self.then.is_none() {
            return vec![self];
        }
        let exact = Self {
            when: self.when.without_refusals(),
            ..self.clone()
        };
        let refusal = Self {
            then: Some(Action::Reject(Refusal::NearMiss(tags))),
            ..self
        };
        vec![exact, refusal]
    }

    /// The tags of subjects that it asks for.
    pub(super) fn tags(&self) -> Vec<String> {
        let mut tags = Vec::new();
        self.when.for_each(&mut |predicate| {
            if let Predicate::SubjectTag(condition) = predicate {
                tags.extend(condition.tags.iter().map(ToString::to_string));
            }
        });
        tags
    }

    /// Whether the rule matches when its condition is `truth`. What can't be inspected may hold
    /// anything: a rule that seals, holds or rejects takes it for a match, one that lets mail pass
    /// or only sets options doesn't.
    pub(super) fn matches(&self, truth: Truth) -> bool {
        match truth {
            Truth::Yes => true,
            Truth::Uninspectable => !matches!(self.then, None | Some(Action::Pass)),
            Truth::No | Truth::NeedsBody => false,
        }
    }
}

impl Policy {
    /// The tags of subjects that the rules ask for.
    pub fn tags(&self) -> Vec<String> {
        self.rules.iter().flat_map(Rule::tags).collect()
    }
}

/// What a rule does with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Seal it.
    Seal,
    /// Let it pass in clear.
    Pass,
    /// Refuse it, and say this to its sender.
    Reject(Refusal),
    /// Seal it and keep it in the MTA's quarantine until the admin releases it.
    Hold,
}

/// How a message is sealed, as far as a rule says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// How long it can be opened.
    pub expires: Option<Duration>,
    /// The language of the carrier and of the portal's first page.
    pub language: Option<String>,
    /// The brand under which carrier and portal appear.
    pub brand: Option<String>,
    /// Whether the recipient may answer on the portal.
    pub reply_allowed: Option<bool>,
    /// Whether the sender is told when the message is opened.
    pub receipt: Option<bool>,
    /// Whether the recipients share one carrier.
    pub copies: Option<Copies>,
}

/// How many carriers a message to several recipients becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copies {
    /// One, which all of them can open.
    Shared,
    /// One for each: nobody learns from it that there are others.
    Each,
}

impl Options {
    /// These options where they say something, else those of `earlier`.
    pub(super) fn over(&self, earlier: &Self) -> Self {
        Self {
            expires: self.expires.or(earlier.expires),
            language: self.language.clone().or_else(|| earlier.language.clone()),
            brand: self.brand.clone().or_else(|| earlier.brand.clone()),
            reply_allowed: self.reply_allowed.or(earlier.reply_allowed),
            receipt: self.receipt.or(earlier.receipt),
            copies: self.copies.or(earlier.copies),
        }
    }
}

impl Action {
    /// The action in one word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Seal => "seal",
            Self::Pass => "pass",
            Self::Reject(_) => "reject",
            Self::Hold => "hold",
        }
    }
}
