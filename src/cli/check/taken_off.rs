//! Fields that Postfix takes off or rewrites (header_checks(5)) before the milter sees them, and
//! that the rules, or whoever vouches for an author, go by.

use super::actions::{self, Action};
use super::finding::Finding;
use super::host::Host;

/// The fields, and what hangs on them.
const FIELDS: [(&str, &str); 6] = [
    (
        "Received",
        "whether mail starts in your network is known by it, so what a list or a script passes on \
         may go out signed in the name of its author",
    ),
    ("Subject", SEALED),
    ("References", SEALED),
    ("In-Reply-To", SEALED),
    ("X-Encrypt", SEALED),
    (
        "DKIM-Signature",
        "mail of a hosted service counts as yours by it, and without it leaves in clear",
    ),
];

const SEALED: &str = "the rules seal by it, and without it mail leaves in clear";

pub(super) fn findings(host: &Host<'_>) -> Vec<Finding> {
    let actions = actions::on_content(host);
    actions.iter().filter_map(finding).collect()
}

fn finding(action: &Action) -> Option<Finding> {
    // The tables for MIME parts, for bodies and for what milters add don't see these fields.
    let is_header = action.place.starts_with("header_checks");
    if !is_header || !matches!(action.word.as_str(), "IGNORE" | "STRIP" | "REPLACE") {
        return None;
    }
    let names = names(&action.pattern);
    let is_named = |field: &str| names.contains(&field.to_ascii_lowercase());
    let (field, why) = FIELDS.iter().find(|(field, _)| is_named(field))?;
    let does = if action.word == "REPLACE" {
        "rewrites"
    } else {
        "takes off"
    };
    Some(Finding::Note(format!(
        "Postfix: {} {does} {field} ({} {}) before the milter sees it: {why}. Take it off behind \
         the milter, in smtp_header_checks.",
        action.place, action.pattern, action.word
    )))
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
