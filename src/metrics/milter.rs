//! What the milter counts.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;

use super::counters::{Counters, Labels, Register};
use super::table;

/// The label of decisions that no rule made.
const NO_RULE: &str = "none";

/// The label of rules that a reload has just taken away.
const OTHER_RULE: &str = "other";

/// The milter's figures; by default nothing is counted. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct MilterFigures(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    messages: Counters,
    rules: Family<Labels, Counter>,
    /// The counters of rules, by their names.
    by_rule: RwLock<HashMap<String, ByRule>>,
    no_rule: ByRule,
    other_rule: ByRule,
    copies: Counters,
    refusals: Counters,
    sealing: Histogram,
    message_size: Histogram,
    carrier_size: Histogram,
    sessions: Counters,
    open_sessions: Gauge,
    workers: Gauge,
    workers_started: Counters,
    lost_documents: Counters,
}

/// What a rule has decided.
#[derive(Debug)]
struct ByRule {
    label: String,
    /// As [`DECISIONS`] has them.
    counters: [Counter; DECISIONS.len()],
}

/// What is counted of a message that was sealed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// How long that took.
    pub spent: Duration,
    /// Bytes of its header and body.
    pub message: u64,
    /// Bytes of the carrier's body.
    pub carrier: u64,
}

/// A session that is open until this is dropped.
#[derive(Debug)]
pub struct Open(Option<Arc<Inner>>);

/// A worker that is alive until this is dropped.
#[derive(Debug)]
pub struct Alive(Option<Arc<Inner>>);

impl MilterFigures {
    pub(super) fn new(register: &mut Register) -> Self {
        let messages = register.counters(&table::MESSAGES);
        let rules = register.family(&table::RULES);
        Self(Some(Arc::new(Inner {
            messages,
            by_rule: RwLock::default(),
            no_rule: ByRule::new(&rules, NO_RULE.into()),
            other_rule: ByRule::new(&rules, OTHER_RULE.into()),
            rules,
            copies: register.counters(&table::COPIES),
            refusals: register.counters(&table::REFUSALS),
            sealing: register.histogram(&table::SEALING),
            message_size: register.histogram(&table::MESSAGE_SIZE),
            carrier_size: register.histogram(&table::CARRIER_SIZE),
            sessions: register.counters(&table::SESSIONS),
            open_sessions: register.gauge(&table::OPEN_SESSIONS),
            workers: register.gauge(&table::WORKERS),
            workers_started: register.counters(&table::WORKERS_STARTED),
            lost_documents: register.counters(&table::LOST_DOCUMENTS),
        })))
    }

    /// From now on these are the rules, in their order. What was counted by rules that are gone is
    /// forgotten, so that reloads don't add up.
    pub fn set_rules<'a>(&self, rules: impl Iterator<Item = &'a str>) {
        let Some(inner) = &self.0 else { return };
        let mut next = HashMap::new();
        for rule in rules {
            let number = next.len() + 1;
            next.entry(rule.to_owned())
                .or_insert_with(|| ByRule::new(&inner.rules, label(rule, number)));
        }
        let mut by_rule = inner
            .by_rule
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let stays = |label: &str| next.values().any(|other| other.label == label);
        for gone in by_rule.values().filter(|one| !stays(&one.label)) {
            for decision in DECISIONS {
                inner.rules.remove(&labels(&gone.label, decision));
            }
        }
        *by_rule = next;
    }

    /// A message was answered so.
    pub fn decided(&self, decision: &'static str) {
        if let Some(inner) = &self.0 {
            inner.messages.count(&[decision]);
        }
    }

    /// A rule, or none of them, decided so.
    pub fn by_rule(&self, rule: &str, decision: &'static str) {
        let Some(inner) = &self.0 else { return };
        let by_rule = inner.by_rule.read().unwrap_or_else(PoisonError::into_inner);
        let one = match by_rule.get(rule) {
            Some(one) => one,
            None if rule.is_empty() => &inner.no_rule,
            None => &inner.other_rule,
        };
        let at = DECISIONS.iter().position(|one| *one == decision);
        match at.and_then(|at| one.counters.get(at)) {
            Some(counter) => {
                counter.inc();
            }
            None => debug_assert!(false, "no rule decides {decision}"),
        }
    }

    /// A copy of a split message was submitted.
    pub fn copied(&self, decision: &'static str) {
        if let Some(inner) = &self.0 {
            inner.copies.count(&[decision]);
        }
    }

    /// A message, or a command of one, was refused though no rule says so.
    pub fn refused(&self, kind: &'static str) {
        if let Some(inner) = &self.0 {
            inner.refusals.count(&[kind]);
        }
    }

    /// A message was sealed.
    pub fn sealed(&self, sealed: Measured) {
        if let Some(inner) = &self.0 {
            inner.sealing.observe(sealed.spent.as_secs_f64());
            inner.message_size.observe(sealed.message as f64);
            inner.carrier_size.observe(sealed.carrier as f64);
        }
    }

    /// The MTA has connected.
    pub fn session(&self) -> Open {
        if let Some(inner) = &self.0 {
            inner.sessions.count(&[]);
            inner.open_sessions.inc();
        }
        Open(self.0.clone())
    }

    /// A process that reads documents was started.
    pub fn worker(&self) -> Alive {
        if let Some(inner) = &self.0 {
            inner.workers_started.count(&[]);
            inner.workers.inc();
        }
        Alive(self.0.clone())
    }

    /// A document was lost with its reader.
    pub fn lost_document(&self, in_time: bool) {
        if let Some(inner) = &self.0 {
            let why = if in_time { "died" } else { "timeout" };
            inner.lost_documents.count(&[why]);
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(inner) = &self.0 {
            inner.open_sessions.dec();
        }
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        if let Some(inner) = &self.0 {
            inner.workers.dec();
        }
    }
}

const DECISIONS: [&str; 4] = ["pass", "seal", "hold", "reject"];

fn labels(rule: &str, decision: &str) -> Labels {
    vec![("rule", rule.to_owned()), ("decision", decision.to_owned())]
}

impl ByRule {
    /// Counters that there are already stay what they are.
    fn new(rules: &Family<Labels, Counter>, label: String) -> Self {
        let counter = |decision| rules.get_or_create_owned(&labels(&label, decision));
        Self {
            counters: DECISIONS.map(counter),
            label,
        }
    }
}

/// What a rule is called in a label: its name, unless it could be what no label may hold, such as
/// an address or a network.
fn label(name: &str, number: usize) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || " -_(),'’/&+".contains(c);
    let digits = name.chars().filter(char::is_ascii_digit).count();
    let is_number = |word: &str| digits > 4 || word.parse::<IpAddr>().is_ok();
    let is_short = name.chars().count() <= 64;
    let is_taken = [NO_RULE, OTHER_RULE].contains(&name);
    if is_short && !is_taken && name.chars().all(is_plain) && !name.split(' ').any(is_number) {
        name.to_owned()
    } else {
        format!("rule {number}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_named_for_what_no_label_may_hold_is_told_by_its_number() {
        for name in [
            "Finance",
            "seal mail of doctors",
            "Ärzte (extern)",
            "rule 3",
        ] {
            assert_eq!(label(name, 7), name);
        }
        for name in [
            "to bob@example.com",
            "example.com",
            "192.0.2.0/24",
            "2001:db8::/32",
            "invoice.pdf",
            "card 4111111111111111",
            "subject: hello",
            "none",
            &"x".repeat(65),
        ] {
            assert_eq!(label(name, 7), "rule 7", "{name}");
        }
    }
}
