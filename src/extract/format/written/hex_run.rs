//! Texts in hexadecimal digits: binary columns in dumps of databases, strings of registries and of
//! forms.
//!
//! Nothing says that digits are letters, so only what turns out to be words or a file counts.

use super::carried::{self, Carried};
use crate::mail::charset;

/// The least bytes of a run.
const LEAST: usize = 8;

/// The least bytes of a file: the digests of a list start in any way, by chance.
const LEAST_OF_FILE: usize = 48;

/// What stands in digits in a text.
pub(super) fn all(text: &str) -> Carried {
    let mut carried = Carried::default();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let Some((byte, mut next)) = pair(bytes, at) else {
            // A run starts where it can: `0x` and `X'` stand before it, other digits don't.
            at += bytes[at..]
                .iter()
                .take_while(|b| b.is_ascii_hexdigit())
                .count()
                .max(1);
            continue;
        };
        let mut run = vec![byte];
        while let Some((byte, end)) = pair(bytes, next + separator(&bytes[next..])) {
            run.push(byte);
            next = end;
        }
        // An odd digit more, and it is a number.
        let is_odd = bytes.get(next).is_some_and(u8::is_ascii_hexdigit);
        if run.len() >= LEAST && !is_odd {
            if run.len() >= LEAST_OF_FILE && carried::is_file(&run) {
                carried.files.push(run);
            } else {
                words(&run).into_iter().for_each(|text| carried.say(text));
            }
        }
        at = next;
    }
    carried
}

/// The byte that two digits are, and where they end.
fn pair(bytes: &[u8], at: usize) -> Option<(u8, usize)> {
    let digit = |at: usize| char::from(*bytes.get(at)?).to_digit(16);
    let value = digit(at)? << 4 | digit(at + 1)?;
    Some((u8::try_from(value).ok()?, at + 2))
}

/// The length of what separates pairs: nothing, or a comma, behind which a line may end.
fn separator(rest: &[u8]) -> usize {
    let [b',', after @ ..] = rest else {
        return 0;
    };
    let after_slash = after.strip_prefix(b"\\").unwrap_or(after);
    let is_blank = |byte: &&u8| byte.is_ascii_whitespace();
    let blanks = after_slash.iter().take(16).take_while(is_blank).count();
    rest.len() - after_slash.len() + blanks
}

/// What bytes say, where that is words: in ASCII or UTF-8, or in units of 16 bits.
fn words(bytes: &[u8]) -> Vec<String> {
    let end = bytes.len() - bytes.iter().rev().take_while(|byte| **byte == 0).count();
    let mut texts: Vec<String> = Vec::new();
    if let Ok(text) = std::str::from_utf8(&bytes[..end]) {
        texts.push(text.to_owned());
    }
    if bytes.len().is_multiple_of(2) && (bytes.contains(&0) || bytes.starts_with(b"\xfe\xff")) {
        texts.extend(charset::decoded(bytes, "utf-16le"));
        texts.extend(charset::decoded(bytes, "utf-16be"));
    }
    texts.retain(|text| {
        let text = text.trim_matches(['\0', '\u{feff}']);
        is_words(text) || is_plain(text) && carried::has_readers(text)
    });
    texts
}

fn is_plain(text: &str) -> bool {
    !text.contains(|c: char| c == '\u{fffd}' || c.is_control() && !c.is_whitespace())
}

fn is_words(text: &str) -> bool {
    let (mut all, mut letters) = (0, 0);
    for c in text.chars() {
        all += 1;
        letters += usize::from(c.is_alphanumeric() || c == ' ');
        if c == '\u{fffd}' || c.is_control() && !c.is_whitespace() && c != '\0' {
            return false;
        }
    }
    letters * 3 >= all * 2
}
