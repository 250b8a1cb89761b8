//! Fields that Postfix takes off or rewrites (header_checks(5), `message_drop_headers`) before the
//! milter sees them, and that the rules, or whoever vouches for an author, go by.

use std::collections::HashSet;

use regex_automata::meta::Regex;
use regex_automata::util::syntax;

use super::actions::{self, Action};
use super::clients;
use super::finding::Finding;
use super::host::Host;
use crate::postfix::words;

/// Fields that matter whatever the rules are, and what hangs on them.
const FIELDS: [(&str, &str); 5] = [
    (
        "Received",
        "whether mail starts in your network is known by it, so what a list or a script passes on \
         may go out signed in the name of its author",
    ),
    ("Subject", SEALED),
    (THREADS, SEALED),
    ("In-Reply-To", SEALED),
    (
        "DKIM-Signature",
        "mail of a hosted service counts as yours by it, and without it leaves in clear",
    ),
];

/// Where sealed messages bear their mark.
const THREADS: &str = "References";

const SEALED: &str = "the rules seal by it, and without it mail leaves in clear";

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let mut actions = actions::on_content(host);
    // The tables for MIME parts are those for the header where nothing else is said.
    let mut seen = HashSet::new();
    actions.retain(|one| changes(one) && seen.insert((shown(one), one.word.clone())));
    let (mut findings, mut others) = (Vec::new(), Vec::new());
    for action in &actions {
        match finding(host, action) {
            Some(finding) => findings.push(finding),
            None => others.push(action),
        }
    }
    findings.extend(dropped(host));
    findings.extend(leaving(host));
    if !others.is_empty() && clients::are_relayed(host) {
        findings.extend(others.into_iter().map(signed));
    }
    findings
}

/// Whether an action changes what the milter sees.
fn changes(action: &Action) -> bool {
    let Action { place, word, .. } = action;
    let is_header = place.starts_with("header_checks");
    !place.starts_with("milter_header_checks")
        && (matches!(word.as_str(), "IGNORE" | "STRIP" | "REPLACE")
            // A field above the others changes nothing of them.
            || word == "PREPEND" && !is_header)
}

fn finding(host: &Host<'_>, action: &Action) -> Option<Finding> {
    // The tables for MIME parts and for bodies don't see these fields.
    if !action.place.starts_with("header_checks") {
        return None;
    }
    let matches = Matches::new(action);
    let tags = host.config.policy.tags();
    let (field, why) = fields(host)
        .into_iter()
        .find(|(field, _)| matches.may_fit(field, &tags))?;
    let does = if action.word == "REPLACE" {
        "rewrites"
    } else {
        "takes off"
    };
    let remedy = if field == THREADS {
        stays()
    } else {
        "Take it off behind the milter, in smtp_header_checks."
    };
    Some(Finding::Note(format!(
        "Postfix: {} {does} {field} ({} {}) before the milter sees it: {why}. {remedy}",
        action.place,
        shown(action),
        action.word
    )))
}

fn stays() -> &'static str {
    "Leave that field: sealed messages bear the mark in it by which answers to them are known."
}

/// What takes the mark off that a sealed message bears when it leaves.
fn leaving(host: &Host<'_>) -> Vec<Finding> {
    let actions = actions::on_leaving(host).into_iter();
    let takes_off = |action: &Action| {
        matches!(action.word.as_str(), "IGNORE" | "STRIP" | "REPLACE")
            && Matches::new(action).may_fit(THREADS, &[])
    };
    let found = actions.filter(takes_off).map(|action| {
        Finding::Note(format!(
            "Postfix: {} takes {THREADS} off mail that leaves ({} {}), and with it the mark by \
             which answers to a sealed message are known: the thread goes on in clear. {}",
            action.place,
            shown(&action),
            action.word,
            stays()
        ))
    });
    found.collect()
}

/// The fields that matter: those that the rules name come last.
fn fields(host: &Host<'_>) -> Vec<(String, &'static str)> {
    let mut fields: Vec<(String, &str)> = FIELDS
        .iter()
        .map(|(field, why)| ((*field).to_owned(), *why))
        .collect();
    let mut named: Vec<&str> = host.config.policy.fields().collect();
    named.sort_unstable();
    fields.extend(named.into_iter().map(|field| (field.to_owned(), SEALED)));
    fields
}

/// Fields that matter and that Postfix drops wherever they stand.
fn dropped(host: &Host<'_>) -> Vec<Finding> {
    let fields = fields(host);
    let mut findings = Vec::new();
    for (setting, list) in host.values("cleanup", "message_drop_headers") {
        let all = words(list).filter_map(|word| {
            fields
                .iter()
                .find(|(field, _)| field.eq_ignore_ascii_case(word))
        });
        findings.extend(all.map(|(field, why)| {
            let remedy = if field == THREADS {
                "Take it out of that list."
            } else {
                "Take it out of that list, and the field off in smtp_header_checks."
            };
            Finding::Note(format!(
                "Postfix: {setting} has {field}, so the milter never sees that field: {why}. \
                 {remedy}"
            ))
        }));
    }
    findings
}

/// What changes anything else of mail that is ours by its signature alone.
fn signed(action: &Action) -> Finding {
    Finding::Note(format!(
        "Postfix: {} changes mail ({} {}) before the milter sees it: a signature over what is \
         changed doesn't hold any more, and mail of a hosted service, which counts as yours by its \
         signature, then leaves in clear. Do it behind the milter (smtp_header_checks, \
         smtp_body_checks).",
        action.place,
        shown(action),
        action.word
    ))
}

/// The pattern of an action, with those around it.
fn shown(action: &Action) -> String {
    let around = action.within.iter().map(|pattern| format!("if {pattern} "));
    around.chain([action.pattern.clone()]).collect()
}

/// What a field must match for an action: its pattern, and those of the `if` lines around it.
struct Matches {
    pattern: Option<Pattern>,
    around: Vec<Pattern>,
    /// Fields that these name.
    names: Vec<String>,
}

impl Matches {
    fn new(action: &Action) -> Self {
        let mut named = vec![&action.pattern];
        // A pattern for the start of a field says itself which one it is.
        if !action.pattern.contains('^') {
            named.extend(&action.within);
        }
        named.retain(|pattern| !pattern.starts_with('!'));
        Self {
            pattern: Pattern::new(&action.pattern),
            around: action
                .within
                .iter()
                .filter_map(|one| Pattern::new(one))
                .collect(),
            names: named
                .into_iter()
                .flat_map(|pattern| names(pattern))
                .collect(),
        }
    }

    /// Whether a field of this name may be meant, whatever it says, or a subject with one of these
    /// tags.
    fn may_fit(&self, field: &str, tags: &[String]) -> bool {
        let plain = format!("{field}: x");
        let mut excluding = self.around.iter().filter(|one| one.is_negated);
        if self.names.contains(&field.to_ascii_lowercase()) {
            return excluding.all(|one| one.fits(&plain));
        }
        let tagged = tags
            .iter()
            .filter(|_| field == "Subject")
            .map(|tag| format!("{field}: {tag} x"));
        let fits = |text: &String| {
            let mut all = self.around.iter().chain(&self.pattern);
            self.pattern.is_some() && all.all(|one| one.fits(text))
        };
        [plain.clone()]
            .into_iter()
            .chain(tagged)
            .any(|text| fits(&text))
    }
}

/// A regular expression of a table, without the delimiters and flags around it.
struct Pattern {
    regex: Regex,
    /// It fits what the expression doesn't match.
    is_negated: bool,
}

impl Pattern {
    fn new(text: &str) -> Option<Self> {
        let (is_negated, text) = match text.strip_prefix('!') {
            Some(text) => (true, text.trim_start()),
            None => (false, text),
        };
        let delimiter = text.chars().next().filter(char::is_ascii_punctuation)?;
        let (text, _) = text[1..].rsplit_once(delimiter)?;
        let any_case = syntax::Config::new().case_insensitive(true);
        let regex = Regex::builder().syntax(any_case).build(text).ok()?;
        Some(Self { regex, is_negated })
    }

    fn fits(&self, line: &str) -> bool {
        self.regex.is_match(line) != self.is_negated
    }
}

/// The words of a pattern that may be names of fields, in lower case: `/^(Received|X\-Mailer):/`
/// has two.
fn names(pattern: &str) -> Vec<String> {
    let plain = pattern.replace('\\', "").to_ascii_lowercase();
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    plain
        .split(|c| !is_part(c))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}
