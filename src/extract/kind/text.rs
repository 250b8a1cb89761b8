//! Text, and what is none.

use super::Kind;
use unicode_normalization::char::is_combining_mark;

use crate::mail::charset::{is_likely_wide, legacy, utf32, utf32_end};

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
    if is_wide(bytes) {
        return true;
    }
    // The whole, since a file that starts as something else may go on as text. Backspaces print one
    // letter over another.
    let controls = bytes
        .iter()
        .filter(|&&byte| byte < b' ' && !matches!(byte, 0x08..=0x0a | 0x0c | b'\r' | 0x1b))
        .count();
    let high = bytes.iter().filter(|&&byte| byte >= 0x80).count();
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    let is_strewn = is_utf8 && !bytes.contains(&0) && controls * 4 <= bytes.len();
    let is_foreign = high * 3 > bytes.len() && !is_utf8;
    (controls * 50 <= bytes.len() || is_strewn)
        && (!is_foreign || controls == 0 && is_likely_legacy(bytes) && !is_ebcdic(bytes))
}

/// Whether a text has bytes in it that are none: nearly each of such has controls and bytes outside
/// ASCII side by side, which no charset has.
pub(in crate::extract) fn has_packed(bytes: &[u8]) -> bool {
    const WINDOW: usize = 48;
    let is_control = |byte: &u8| *byte < b' ' && !matches!(byte, 0x08..=0x0d | 0x1b);
    if !bytes.iter().any(is_control) || is_wide(bytes) {
        return false;
    }
    bytes.chunks(WINDOW).any(|window| {
        let controls = window.iter().filter(|byte| is_control(byte)).count();
        let high = window.iter().filter(|byte| **byte >= 0x80).count();
        controls >= 4 && high >= 8 && std::str::from_utf8(window).is_err()
    })
}

/// Whether bytes are text in units of 16 or 32 bits: what they say is mostly letters.
fn is_wide(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let zeros_at = |parity: usize| {
        let places = head.iter().skip(parity).step_by(2);
        places.filter(|&&byte| byte == 0).count()
    };
    let text = match head {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => match utf32_end(bytes) {
            Some(is_little) => utf32(head, is_little),
            None if !is_likely_wide(bytes) => return false,
            None if zeros_at(0) > zeros_at(1) => utf16(head, u16::from_be_bytes),
            None => utf16(head, u16::from_le_bytes),
        },
    };
    let (mut all, mut likely) = (0, 0);
    for c in text.chars() {
        all += 1;
        let is_sign = c.is_ascii_punctuation() || matches!(c, '\u{2000}'..='\u{33ff}' | '\u{feff}');
        likely += usize::from(c.is_alphanumeric() || c.is_whitespace() || is_sign);
    }
    likely * 20 >= all * 17
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|two| unit([two[0], two[1]]));
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// Whether bytes, most of them outside ASCII, are words in a charset older than Unicode: letters
/// nearly all, and small ones after capitals rather than before them.
fn is_likely_legacy(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    // A character of several bytes isn't cut.
    let end = if head.len() == bytes.len() {
        head.len()
    } else {
        head.iter().rposition(|&byte| byte < b'0').unwrap_or(0)
    };
    legacy(&head[..end]).any(|text| {
        let foreign = text.chars().filter(|c| !c.is_ascii());
        let (mut all, mut letters) = (0, 0);
        for c in foreign {
            all += 1;
            let is_mark = is_combining_mark(c)
                || matches!(c, '\u{a0}' | '«' | '»' | '№' | '\u{2010}'..='\u{2026}')
                || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff9f}');
            letters += usize::from(c.is_alphabetic() || is_mark);
        }
        let pairs = text.chars().zip(text.chars().skip(1));
        let turns = pairs.filter(|(one, next)| one.is_lowercase() && next.is_uppercase());
        letters * 10 >= all * 9 && turns.count() * 10 <= all
    })
}

/// Whether bytes are text in a code page of IBM's mainframes: nearly all of them its letters,
/// digits and signs, with its blank between.
pub(in crate::extract) fn is_ebcdic(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let (mut letters, mut blanks, mut signs) = (0, 0, 0);
    for byte in head {
        match byte {
            0x81..=0x89 | 0x91..=0x99 | 0xa2..=0xa9 => letters += 1,
            0xc1..=0xc9 | 0xd1..=0xd9 | 0xe2..=0xe9 | 0xf0..=0xf9 => letters += 1,
            0x40 => blanks += 1,
            0x0d | 0x15 | 0x25 | 0x4b..=0x50 | 0x5a..=0x61 | 0x6b..=0x6f | 0x7a..=0x7f => {
                signs += 1;
            }
            _ => {}
        }
    }
    head.len() >= 16
        && (letters + blanks + signs) * 20 >= head.len() * 19
        && letters * 2 >= head.len()
        && blanks * 25 >= head.len()
}
