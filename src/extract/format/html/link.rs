//! What addresses in a page say: `data:` (RFC 2397), and what is percent-encoded.

use super::tag::without_tags;
use crate::mail::parameter::percent_decoded;
use crate::mail::transfer_encoding;

/// Adds the text in an address to what stands beside a page, and what is run in it to `scripts`.
pub(super) fn open(address: &str, beside: &mut String, scripts: &mut String) {
    let trimmed = address.trim_start();
    let is_data = trimmed
        .get(..5)
        .is_some_and(|start| start.eq_ignore_ascii_case("data:"));
    let bytes = match trimmed.split_once(',').filter(|_| is_data) {
        Some((kind, data)) if kind.to_ascii_lowercase().trim_end().ends_with(";base64") => {
            // Pictures are most of them, and no text.
            if kind.to_ascii_lowercase().contains("image/") && !kind.contains("svg") {
                return;
            }
            transfer_encoding::base64(&percent_decoded(data)).bytes
        }
        Some((_, data)) => percent_decoded(data),
        // Each of its pieces by itself.
        None if address.contains('%') => {
            percent_decoded(&address.replace(['?', '&', '=', '/'], "\n"))
        }
        None => return,
    };
    let text = String::from_utf8_lossy(&bytes);
    let has_script = || text.to_ascii_lowercase().contains("<script");
    if is_data && (trimmed.to_ascii_lowercase().contains("javascript") || has_script()) {
        scripts.push_str(&text);
        scripts.push('\n');
    }
    beside.push_str(&text);
    beside.push('\n');
    if text.contains('<') {
        beside.push_str(&without_tags(&text));
        beside.push('\n');
    }
}
