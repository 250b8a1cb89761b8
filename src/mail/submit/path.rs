//! Addresses as SMTP commands hold them.

use std::borrow::Cow;

use crate::mail::Address;

/// The address as a path holds it: with its local part in quotes unless it is a dot-string (RFC
/// 5321 section 4.1.2).
pub(super) fn path(address: &Address) -> String {
    let local = match address.local() {
        local if is_dot_string(local) || is_quoted_string(local) => Cow::Borrowed(local),
        local => Cow::Owned(format!(
            "\"{}\"",
            local.replace('\\', "\\\\").replace('"', "\\\"")
        )),
    };
    match address.domain() {
        "" => local.into_owned(),
        domain => format!("{local}@{domain}"),
    }
}

fn is_dot_string(local: &str) -> bool {
    let is_atext =
        |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || !c.is_ascii();
    local
        .split('.')
        .all(|atom| !atom.is_empty() && atom.chars().all(is_atext))
}

fn is_quoted_string(local: &str) -> bool {
    let inner = local
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    let mut escaped = false;
    inner.is_some_and(|inner| {
        inner.chars().all(|c| {
            let fits = escaped || c != '"';
            escaped = !escaped && c == '\\';
            fits
        }) && !escaped
    })
}
