//! Rules that can never have an effect, found when they are loaded: those that a rule before them
//! takes every message from, and those that ask for what excludes itself. Also rules that let
//! answers to sealed mail pass before another rule would seal them.

use super::condition::{Condition, Outbound, Predicate, Thread};
use super::rule::{Action, Rule};
use super::trust::TrustBoundary;

impl Rule {
    /// Whether this rule decides on every message that `later` would match, so that `later`, behind
    /// it, is never reached. Some cases are not seen; none is told wrongly.
    pub fn hides(&self, later: &Self) -> bool {
        match self.then {
            None => false,
            // What can't be inspected is not passed, and goes on to the later rule.
            Some(Action::Pass) if self.when.asks_for_content() => false,
            Some(_) => later.when.implies(&self.when),
        }
    }
}

/// Of these rules, those that let pass what a rule behind them seals as an answer to a sealed
/// message, with that rule. Some cases may be none; none is left out.
pub(super) fn opened_threads<'a>(
    rules: &'a [Rule],
    trust_boundary: &TrustBoundary,
) -> Vec<(&'a Rule, &'a Rule)> {
    let thread = Condition::from(Thread);
    let mut opened: Vec<(&Rule, &Rule)> = Vec::new();
    for (at, sealing) in rules.iter().enumerate() {
        let keeps = !matches!(sealing.then, None | Some(Action::Pass));
        if !keeps || !sealing.when.implies(&thread) {
            continue;
        }
        for (before, passing) in rules[..at].iter().enumerate() {
            let both = Condition::All(vec![passing.when.clone(), sealing.when.clone()]);
            let is_open = passing.then == Some(Action::Pass)
                && both.never(trust_boundary).is_none()
                && !opened.iter().any(|(other, _)| other.name == passing.name)
                && !rules[..before].iter().any(|first| {
                    !matches!(first.then, None | Some(Action::Pass)) && both.implies(&first.when)
                });
            if is_open {
                opened.push((passing, sealing));
            }
        }
    }
    opened
}

/// The first of these rules that seals for something that an answer needn't have (a tag, a word, a
/// file), where no rule keeps all answers to sealed messages in; `None` where one does. A rule that
/// asks for an answer is none of them.
pub(super) fn unsealed_threads(rules: &[Rule]) -> Option<&Rule> {
    let answer = Condition::All(vec![Outbound.into(), Thread.into()]);
    let keeps = |rule: &&Rule| !matches!(rule.then, None | Some(Action::Pass));
    let mut keeping = rules.iter().filter(keeps);
    if keeping.clone().any(|rule| answer.implies(&rule.when)) {
        return None;
    }
    keeping.find(|rule| {
        rule.then == Some(Action::Seal)
            && rule.when.looks_beyond_envelope()
            && !rule.when.implies(&Thread.into())
    })
}

impl Condition {
    /// Whether more decides than who sends and who receives.
    fn looks_beyond_envelope(&self) -> bool {
        match self {
            Self::All(more) | Self::Any(more) => more.iter().any(Self::looks_beyond_envelope),
            Self::Not(one) => one.looks_beyond_envelope(),
            Self::Is(one) => !matches!(
                one,
                Predicate::Outbound(_)
                    | Predicate::Sender(_)
                    | Predicate::Recipient(_)
                    | Predicate::Login(_)
                    | Predicate::Client(_)
                    | Predicate::MtaMacro(_)
            ),
        }
    }

    /// Why this can never hold, as far as that can be seen from the rule and the trust boundary
    /// alone.
    pub fn never(&self, trust_boundary: &TrustBoundary) -> Option<&'static str> {
        if let Self::Any(any) = self {
            let mut each = any.iter().map(|one| one.never(trust_boundary));
            return each.next()?.filter(|_| each.all(|why| why.is_some()));
        }
        let mut conjuncts = Vec::new();
        self.flatten(&mut conjuncts);
        let mut alternatives = conjuncts.iter().filter(|one| matches!(one, Self::Any(_)));
        if let Some(why) = alternatives.find_map(|one| one.never(trust_boundary)) {
            return Some(why);
        }
        let pairs = conjuncts
            .iter()
            .enumerate()
            .flat_map(|(at, one)| conjuncts[at + 1..].iter().map(move |two| (*one, *two)));
        pairs
            .flat_map(|(one, two)| [(one, two), (two, one)])
            .find_map(|(one, two)| one.excludes(two, trust_boundary))
    }

    /// The conditions that must all hold.
    fn flatten<'a>(&'a self, into: &mut Vec<&'a Self>) {
        match self {
            Self::All(all) => all.iter().for_each(|one| one.flatten(into)),
            other => into.push(other),
        }
    }

    /// Why this and another condition can't both hold.
    fn excludes(&self, other: &Self, trust_boundary: &TrustBoundary) -> Option<&'static str> {
        match (self, other) {
            (one, Self::Not(other)) if one.implies(other) => {
                Some("it asks for something and for its contrary")
            }
            (Self::Is(one), Self::Is(other)) => excludes(one, other, trust_boundary),
            _ => None,
        }
    }

    /// Whether `wide` holds whenever this does, and is at least uninspectable when this is.
    fn implies(&self, wide: &Self) -> bool {
        match (self, wide) {
            (_, Self::All(all)) => all.iter().all(|one| self.implies(one)),
            (Self::Any(any), _) => any.iter().all(|one| one.implies(wide)),
            (Self::All(all), Self::Any(any)) => {
                all.iter().any(|one| one.implies(wide)) || any.iter().any(|one| self.implies(one))
            }
            (Self::All(all), _) => all.iter().any(|one| one.implies(wide)),
            (_, Self::Any(any)) => any.iter().any(|one| self.implies(one)),
            (Self::Not(narrow), Self::Not(wide)) => wide.implies(narrow),
            (Self::Is(narrow), Self::Is(wide)) => narrow.implies(wide),
            (Self::Not(_), Self::Is(_)) | (Self::Is(_), Self::Not(_)) => false,
        }
    }
}

/// Why two predicates can't both hold.
fn excludes(
    one: &Predicate,
    other: &Predicate,
    trust_boundary: &TrustBoundary,
) -> Option<&'static str> {
    let no_address = "no address is in both of its lists";
    match (one, other) {
        (Predicate::Outbound(_), Predicate::Recipient(list)) => {
            list.is_local(trust_boundary).then_some(
                "outbound mail goes to no local recipient, and all that are listed are local",
            )
        }
        (Predicate::Recipient(one), Predicate::Recipient(other)) => {
            (!one.0.meets(&other.0)).then_some(no_address)
        }
        (Predicate::Sender(one), Predicate::Sender(other)) => {
            (!one.0.meets(&other.0)).then_some(no_address)
        }
        _ => None,
    }
}
