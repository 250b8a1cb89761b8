//! `[[rule]]` tables to rules of the policy.

use toml::Spanned;

use super::file::{HeaderField, Rule, Strings, When};
use super::{Findings, value};
use crate::policy::{self, Action, Condition, Mailboxes, Tag};

/// The rules in the order of the file; mistakes are noted.
pub(super) fn build(rules: Vec<Spanned<Rule>>, findings: &mut Findings<'_>) -> Vec<policy::Rule> {
    let mut built: Vec<policy::Rule> = Vec::new();
    for rule in rules {
        let start = rule.span().start;
        let Rule { name, then, when, expires, text } = rule.into_inner();
        let label = format!("rule \"{}\"", name.get_ref());
        if name.get_ref().trim().is_empty() {
            findings.push(name.span().start, "rule.name: a rule needs a name, for logs and explain.");
        }
        if built.iter().any(|other| other.name == *name.get_ref()) {
            findings.push(name.span().start, &format!("{label}: another rule has this name already."));
        }
        let expires = expires.map(|expires| {
            (findings.check(&format!("{label}: expires"), &expires, value::duration), expires.span().start)
        });
        let action = match then.get_ref().as_str() {
            "seal" => Some(Action::Seal { expires: expires.as_ref().and_then(|(life, _)| *life) }),
            "pass" => Some(Action::Pass),
            "reject" => {
                let text = text.as_ref().map_or("This message may not be sent by mail", |text| text.get_ref().as_str());
                Some(Action::Reject(text.to_owned()))
            }
            other => {
                findings.push(
                    then.span().start,
                    &format!("{label}: then: \"{other}\" is none of \"seal\", \"pass\", \"reject\"."),
                );
                None
            }
        };
        if let (Some((_, at)), Some(Action::Pass | Action::Reject(_))) = (&expires, &action) {
            findings.push(*at, &format!("{label}: expires goes with then = \"seal\" only."));
        }
        if let (Some(text), Some(Action::Pass | Action::Seal { .. })) = (&text, &action) {
            findings.push(text.span().start, &format!("{label}: text goes with then = \"reject\" only."));
        }
        let all = conditions(&label, when, findings);
        if let Some(then) = action {
            if let Some(earlier) = built.iter().find(|earlier| earlier.all.is_empty()) {
                findings.push(
                    start,
                    &format!("{label}: never reached, since rule \"{}\" before it matches everything.", earlier.name),
                );
            }
            built.push(policy::Rule { name: name.into_inner(), all, then });
        }
    }
    built
}

fn conditions(label: &str, when: When, findings: &mut Findings<'_>) -> Vec<Condition> {
    let When { direction, subject_tag, header, sender, recipient } = when;
    let mut all = Vec::new();
    if let Some(direction) = direction {
        let known = findings.check(&format!("{label}: direction"), &direction, |text| match text.as_str() {
            "outbound" => Ok(Condition::Outbound),
            other => Err(format!("\"{other}\" is not \"outbound\"")),
        });
        all.extend(known);
    }
    if let Some(tags) = subject_tag {
        all.push(Condition::SubjectTag(list(&format!("{label}: subject_tag"), &tags, findings, Tag::new)));
    }
    if let Some(HeaderField { name, value }) = header {
        let field = findings.check(&format!("{label}: header.name"), &name, |name| {
            let good = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':');
            if good { Ok(name.clone()) } else { Err(format!("\"{name}\" is not a header field's name")) }
        });
        let values = match &value {
            Some(values) => list(&format!("{label}: header.value"), values, findings, |text| Ok(text.to_owned())),
            None => Vec::new(),
        };
        all.extend(field.map(|name| Condition::Header { name, values }));
    }
    if let Some(sets) = sender {
        all.push(Condition::Sender(list(&format!("{label}: sender"), &sets, findings, Mailboxes::parse)));
    }
    if let Some(sets) = recipient {
        all.push(Condition::Recipient(list(&format!("{label}: recipient"), &sets, findings, Mailboxes::parse)));
    }
    all
}

/// Reads a list that must not be empty: a condition on nothing would never hold, and the admin meant something.
fn list<T>(
    key: &str,
    list: &Spanned<Strings>,
    findings: &mut Findings<'_>,
    read: impl FnMut(&str) -> Result<T, String>,
) -> Vec<T> {
    if list.get_ref().0.is_empty() {
        findings.push(list.span().start, &format!("{key}: the list is empty, so the rule could never match."));
    }
    findings.each(key, list, read)
}
