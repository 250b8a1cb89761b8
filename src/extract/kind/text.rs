//! Text, and what is none.

use super::Kind;
use crate::mail::charset::{is_likely_wide, utf32_end};

/// The kind of a file without a signature.
pub(super) fn by_text(bytes: &[u8]) -> Kind {
    if !is_text(bytes) {
        return Kind::Unknown;
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)])
        .replace('\0', "")
        .to_ascii_lowercase();
    let head = head.trim_start_matches(|c: char| !c.is_ascii_graphic());
    let marked =
        head.starts_with("<?xml") || head.starts_with("<!doctype") || head.starts_with("<svg");
    if marked
        || head.contains("<html")
        || head.contains("<body")
        || head.starts_with('<') && head.contains("</")
    {
        Kind::Html
    } else {
        Kind::Text
    }
}

/// Whether bytes are a text of some kind.
pub(in crate::extract) fn is_text(bytes: &[u8]) -> bool {
    if matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
        || is_likely_wide(bytes)
        || utf32_end(bytes).is_some()
    {
        return true;
    }
    // The whole, since a file that starts as something else may go on as text.
    let controls = bytes
        .iter()
        .filter(|&&byte| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b))
        .count();
    let high = bytes.iter().filter(|&&byte| byte >= 0x80).count();
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    let is_strewn = is_utf8 && !bytes.contains(&0) && controls * 4 <= bytes.len();
    (controls * 50 <= bytes.len() || is_strewn)
        && (high * 3 <= bytes.len() || is_utf8 || controls == 0)
}
