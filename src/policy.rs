//! The policy: which messages are sealed. Pure and synchronous; it sees a message and touches
//! nothing.
//!
//! Rules are tried in order for each recipient, and the first that matches decides for that
//! recipient; where none matches, the message passes. A rule without an action sets options for
//! those that follow. A message can be refused or held only as a whole, so reject beats hold beats
//! all else; where some recipients' copy is to be sealed and others' isn't, it is split
//! ([`Verdict::parts`]).
//!
//! The decision is asked for at the end of the header, and only where it depends on the body
//! once more with the body:
//!
//! ```text
//! header ─▶ judge(…, Body::Later) ─▶ Decided(verdict)
//!                                └─▶ NeedsBody ─▶ body ─▶ judge(…, Body::Whole(…)) ─▶ Decided
//! ```

pub mod condition;
mod decision;
mod facts;
mod glob;
mod index;
mod mailboxes;
mod matches;
mod misplaced;
mod overlap;
mod rule;
mod subject;
mod trust;
mod truth;
mod verdict;

use std::fmt;
use std::sync::Arc;

use ipnet::{IpNet, Ipv4Net};

use crate::detect::Detectors;
use crate::extract::{Bounds, Documents, PutOff};
use crate::mail::{Envelope, Header};
use condition::{NearMiss, Predicate};
use facts::{Inspector, Message, Needs};
use index::Index;
use subject::Subjects;
use truth::Truth;

pub use condition::Condition;
pub use decision::{Decision, Refusal, SealOptions};
pub use facts::Body;
pub use glob::Glob;
pub use mailboxes::{MailboxList, Mailboxes, domain_list_entry};
pub use rule::{Action, Copies, Options, Rule};
pub use subject::Tag;
pub use trust::{Trust, TrustBoundary};
pub use verdict::{Part, Reason, Verdict};

/// What one rule says of a message for one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// The rule.
    pub rule: String,
    /// Whether it matches.
    pub matches: bool,
    /// Which of its conditions decides that, as a phrase; never the content that matched.
    pub why: String,
}

/// The reason of mail that passes because no rule says otherwise.
pub const UNMATCHED: &str = "no rule matches";

/// Whether the rules can decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// They have.
    Decided(Verdict),
    /// It depends on the body.
    NeedsBody,
    /// Nobody can decide now: documents in the body can't be read. The message must wait.
    PutOff(PutOff),
}

/// The rules in order, and what they are judged by.
#[derive(Clone)]
pub struct Policy {
    rules: Arc<Vec<Rule>>,
    index: Arc<Index>,
    inspector: Inspector,
}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy")
            .field("rules", &self.rules.len())
            .finish_non_exhaustive()
    }
}

impl Policy {
    /// A policy of these rules; `detectors` is what their detectors belong to.
    pub fn new(
        trust_boundary: TrustBoundary,
        rules: Vec<Rule>,
        detectors: Detectors,
        bounds: Bounds,
    ) -> Self {
        let rules: Vec<Rule> = rules.into_iter().flat_map(Rule::with_refusal).collect();
        let mut needs = Needs::default();
        for rule in &rules {
            rule.when.add_needs(&mut needs);
        }
        Self {
            index: Arc::new(Index::new(&rules)),
            rules: Arc::new(rules),
            inspector: Inspector {
                trust_boundary,
                needs,
                detectors: Arc::new(detectors),
                bounds,
                documents: None,
            },
        }
    }

    /// Has documents read by `documents`, rather than here.
    #[must_use]
    pub fn read_by(mut self, documents: Arc<dyn Documents>) -> Self {
        self.inspector.documents = Some(documents);
        self
    }

    /// The names of the rules, in their order; one that refuses near misses comes twice.
    pub fn rule_names(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|rule| rule.name.as_str())
    }

    /// How much of a message is inspected.
    pub fn bounds(&self) -> &Bounds {
        &self.inspector.bounds
    }

    /// Decides on a message that is there as a whole, in the steps in which the milter does.
    ///
    /// # Errors
    /// When documents in it can't be read now.
    ///
    /// # Panics
    /// Never: with the body, no condition needs the body.
    pub fn judge_whole(
        &self,
        envelope: &Envelope,
        header: &Header,
        answers_sealed: bool,
        body: &[u8],
    ) -> Result<Verdict, PutOff> {
        let judge = |body| self.judge(envelope, header, answers_sealed, body);
        let mut steps = [Body::Later, Body::Whole(body)].into_iter().map(judge);
        let decided = steps.find_map(|judgement| match judgement {
            Judgement::Decided(verdict) => Some(Ok(verdict)),
            Judgement::PutOff(why) => Some(Err(why)),
            Judgement::NeedsBody => None,
        });
        decided.unwrap_or_else(|| unreachable!("a condition needs the body although it is there"))
    }

    /// What each rule says of a message for each of its recipients, up to the one that decides.
    ///
    /// # Errors
    /// When documents in it can't be read now.
    pub fn trials(
        &self,
        envelope: &Envelope,
        header: &Header,
        answers_sealed: bool,
        body: &[u8],
    ) -> Result<Vec<Vec<Trial>>, PutOff> {
        let inspector = &self.inspector;
        let facts = inspector.inspect(envelope, header, answers_sealed, Body::Whole(body))?;
        let trials = envelope.recipients.iter().map(|recipient| {
            let message = Message::new(&facts, recipient, &inspector.trust_boundary);
            let mut trials = Vec::new();
            for rule in self.rules.iter() {
                let truth = rule.when.truth(&message);
                let matches = rule.matches(truth);
                trials.push(Trial {
                    rule: rule.name.clone(),
                    matches,
                    why: rule.when.phrase(&message, truth),
                });
                if matches && rule.then.is_some() {
                    break;
                }
            }
            trials
        });
        Ok(trials.collect())
    }

    /// For each recipient, the first rule that keeps mail in and doesn't match for its direction
    /// alone: its name, and why the message isn't outbound.
    ///
    /// # Errors
    /// When documents in it can't be read now.
    pub fn missed_by_direction(
        &self,
        envelope: &Envelope,
        header: &Header,
        answers_sealed: bool,
        body: &[u8],
    ) -> Result<Vec<Option<(String, String)>>, PutOff> {
        let inspector = &self.inspector;
        let facts = inspector.inspect(envelope, header, answers_sealed, Body::Whole(body))?;
        let missed = envelope.recipients.iter().map(|recipient| {
            let message = Message::new(&facts, recipient, &inspector.trust_boundary);
            let outbound = Condition::from(condition::Outbound);
            let direction = outbound.truth(&message);
            if direction != Truth::No {
                return None;
            }
            let keeping = self.rules.iter().filter(|rule| {
                !matches!(rule.then, None | Some(Action::Pass))
                    && !rule.matches(rule.when.truth(&message))
                    && rule.when.without_direction().truth(&message) == Truth::Yes
            });
            let why = outbound.phrase(&message, direction);
            keeping.map(|rule| (rule.name.clone(), why.clone())).next()
        });
        Ok(missed.collect())
    }

    /// The tags that the subject of a message nearly bears although a rule ignores that: the rule,
    /// and the tag.
    pub fn ignored_near_misses(&self, header: &Header) -> Vec<(String, String)> {
        let subjects = Subjects::new(header);
        let mut ignored = Vec::new();
        for rule in self.rules.iter() {
            rule.when.for_each(&mut |predicate| {
                if let Predicate::SubjectTag(condition) = predicate
                    && condition.near_miss == NearMiss::Ignore
                    && let Some(tag) = condition.nearly_borne(&subjects)
                {
                    ignored.push((rule.name.clone(), tag.to_string()));
                }
            });
        }
        ignored
    }

    /// The options for sealing a message whatever the rules say: those of the rule that would seal
    /// it, or the defaults.
    ///
    /// # Errors
    /// When documents in it can't be read now.
    pub fn seal_options(
        &self,
        envelope: &Envelope,
        header: &Header,
        body: Body<'_>,
    ) -> Result<SealOptions, PutOff> {
        let judged = match self.judge(envelope, header, false, body) {
            Judgement::Decided(verdict) => Some(verdict.strictest()),
            Judgement::PutOff(why) => return Err(why),
            Judgement::NeedsBody => None,
        };
        Ok(match judged {
            Some(Decision::Seal(options) | Decision::Hold(options)) => options,
            _ => {
                let subject = self.inspector.needs.without_tags(&Subjects::new(header));
                SealOptions {
                    subject,
                    ..SealOptions::default()
                }
            }
        })
    }

    /// Where our side ends.
    pub fn trust_boundary(&self) -> &TrustBoundary {
        &self.inspector.trust_boundary
    }

    /// Whether there is a rule that seals, holds or rejects.
    pub fn keeps_anything(&self) -> bool {
        self.rules
            .iter()
            .any(|rule| !matches!(rule.then, None | Some(Action::Pass)))
    }

    /// The header fields that the rules ask for, in lower case.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.inspector.needs.fields.keys().map(String::as_str)
    }

    /// The rules that let pass what a rule behind them seals because it answers a sealed message:
    /// their names, each with that of the rule behind it.
    pub fn opened_threads(&self) -> Vec<(&str, &str)> {
        overlap::opened_threads(&self.rules, self.trust_boundary())
            .into_iter()
            .map(|(passing, sealing)| (&*passing.name, &*sealing.name))
            .collect()
    }

    /// The rule that seals what answers leave with in clear, since no rule seals all answers to
    /// sealed messages.
    pub fn unsealed_threads(&self) -> Option<&str> {
        overlap::unsealed_threads(&self.rules).map(|rule| &*rule.name)
    }

    /// The macros that the rules ask for, without braces.
    pub fn macros(&self) -> Vec<&str> {
        let names = self.inspector.needs.macros.iter();
        names.map(String::as_str).collect()
    }
}

/// A network of IPv4 addresses that are written as IPv6 ones (RFC 4291 section 2.5.5.2) as what it
/// is: clients are compared so.
pub fn canonical_network(network: IpNet) -> IpNet {
    match network {
        IpNet::V6(net) if net.prefix_len() >= 96 => match net.addr().to_ipv4_mapped() {
            Some(address) => {
                Ipv4Net::new(address, net.prefix_len() - 96).map_or(network, IpNet::V4)
            }
            None => network,
        },
        network => network,
    }
}

#[cfg(test)]
mod tests;
