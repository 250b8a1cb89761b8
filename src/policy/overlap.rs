//! Rules that can never have an effect, found when they are loaded: those that a rule before them
//! takes every message from, and those that ask for what excludes itself.

use super::TrustBoundary;
use super::condition::Condition;
use super::rule::{Action, Rule};

impl Rule {
    /// Whether this rule decides on every message that `later` would match, so that `later`, behind
    /// it, is never reached. Some cases are not seen; none is told wrongly.
    pub fn hides(&self, later: &Self) -> bool {
        match self.then {
            None => false,
            // What can't be looked at is not passed, and goes on to the later rule.
            Some(Action::Pass) if looks_inside(&self.when) => false,
            Some(_) => implies(&later.when, &self.when),
        }
    }
}

impl Condition {
    /// Why this can never hold, as far as that can be seen from the rule and the trust_boundary alone.
    pub fn never(&self, trust_boundary: &TrustBoundary) -> Option<&'static str> {
        if let Self::Any(any) = self {
            let mut each = any.iter().map(|one| one.never(trust_boundary));
            return each.next()?.filter(|_| each.all(|why| why.is_some()));
        }
        let mut conjuncts = Vec::new();
        flatten(self, &mut conjuncts);
        if let Some(why) = conjuncts
            .iter()
            .filter(|one| matches!(one, Self::Any(_)))
            .find_map(|one| one.never(trust_boundary))
        {
            return Some(why);
        }
        let pairs = conjuncts
            .iter()
            .enumerate()
            .flat_map(|(at, one)| conjuncts[at + 1..].iter().map(move |two| (*one, *two)));
        pairs
            .flat_map(|(one, two)| [(one, two), (two, one)])
            .find_map(|pair| exclude(pair, trust_boundary))
    }
}

/// Why two conditions can't both hold.
fn exclude(pair: (&Condition, &Condition), trust_boundary: &TrustBoundary) -> Option<&'static str> {
    match pair {
        (one, Condition::Not(other)) if implies(one, other) => {
            Some("it asks for something and for its contrary")
        }
        (Condition::Outbound, Condition::Recipient(list)) => {
            let local = |key: &str| match key.rsplit_once('@').map_or(key, |(_, domain)| domain) {
                // No label of a domain is a star, so this stands for any.
                domain if domain.starts_with('.') => trust_boundary.is_local(&format!("*{domain}")),
                domain => trust_boundary.is_local(domain),
            };
            list.keys().all(local).then_some(
                "outbound mail goes to no local recipient, and all that are listed are local",
            )
        }
        (Condition::Recipient(one), Condition::Recipient(two))
        | (Condition::Sender(one), Condition::Sender(two)) => {
            (!one.meets(two)).then_some("no address is in both of its lists")
        }
        _ => None,
    }
}

fn flatten<'a>(condition: &'a Condition, into: &mut Vec<&'a Condition>) {
    match condition {
        Condition::All(all) => all.iter().for_each(|one| flatten(one, into)),
        other => into.push(other),
    }
}

fn looks_inside(condition: &Condition) -> bool {
    let mut inside = false;
    condition.walk(&mut |one| {
        inside |= matches!(
            one,
            Condition::Attachment { .. } | Condition::Content { .. }
        )
    });
    inside
}

/// Whether `wide` holds whenever `narrow` does, and is at least in doubt when `narrow` is.
fn implies(narrow: &Condition, wide: &Condition) -> bool {
    use Condition::{
        All, Any, Attachment, Client, Content, Header, Login, Macro, Not, Recipient, Sender, Size,
        SubjectTag, SubjectWord,
    };
    match (narrow, wide) {
        (_, All(all)) => all.iter().all(|one| implies(narrow, one)),
        (Any(any), _) => any.iter().all(|one| implies(one, wide)),
        (All(all), Any(any)) => {
            all.iter().any(|one| implies(one, wide)) || any.iter().any(|one| implies(narrow, one))
        }
        (All(all), _) => all.iter().any(|one| implies(one, wide)),
        (_, Any(any)) => any.iter().any(|one| implies(narrow, one)),
        (Not(narrow), Not(wide)) => implies(wide, narrow),
        (Sender(narrow), Sender(wide)) | (Recipient(narrow), Recipient(wide)) => {
            wide.covers(narrow)
        }
        (Login(narrow), Login(wide)) => choice(narrow, wide),
        (
            Macro { name, values },
            Macro {
                name: other,
                values: wide,
            },
        ) => name == other && choice(values, wide),
        (Client(narrow), Client(wide)) => narrow
            .iter()
            .all(|one| wide.iter().any(|other| other.contains(one))),
        (SubjectTag(narrow), SubjectTag(wide)) => narrow
            .iter()
            .all(|one| wide.iter().any(|other| one.key() == other.key())),
        (SubjectWord(narrow), SubjectWord(wide)) => within(narrow, wide),
        (
            Header {
                name,
                values,
                patterns,
            },
            Header {
                name: other,
                values: wide,
                patterns: wide_patterns,
            },
        ) => {
            let any = wide.is_empty() && wide_patterns.is_empty();
            let some = !values.is_empty() || !patterns.is_empty();
            name.key() == other.key()
                && (any || some && within(values, wide) && within(patterns, wide_patterns))
        }
        (Size(narrow), Size(wide)) => narrow >= wide,
        (
            Attachment { names, kinds },
            Attachment {
                names: wide,
                kinds: wide_kinds,
            },
        ) => within(names, wide) && within(kinds, wide_kinds),
        (
            Content {
                detectors,
                at_least,
                ..
            },
            Content {
                detectors: wide,
                at_least: least,
                ..
            },
        ) => within(detectors, wide) && at_least >= least,
        _ => narrow == wide,
    }
}

fn within<T: PartialEq>(narrow: &[T], wide: &[T]) -> bool {
    narrow.iter().all(|one| wide.contains(one))
}

/// The same for lists that stand for everything when they are empty.
fn choice(narrow: &[String], wide: &[String]) -> bool {
    wide.is_empty() || !narrow.is_empty() && within(narrow, wide)
}
