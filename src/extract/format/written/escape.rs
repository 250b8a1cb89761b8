//! Escapes in lines of text: those of programs (JSON, properties, JavaScript, PHP, C), of addresses
//! and forms (RFC 3986, `application/x-www-form-urlencoded`), and encoded words of mail (RFC 2047).

use crate::mail::parameter::percent_decoded;
use crate::mail::{Field, charset};

/// What resolves the escapes of programs in a line of `text`, where it has any.
pub(super) fn of_programs(text: &str) -> impl Fn(&str) -> Option<String> {
    let start = text.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']);
    let is_json = start.starts_with(['{', '[', '"']);
    move |line| {
        let is_quoted = || {
            let (first, last) = (line.find(['"', '\'']), line.rfind(['"', '\'']));
            let at = line.find('\\');
            first
                .zip(last)
                .zip(at)
                .is_some_and(|((first, last), at)| first < at && at < last)
        };
        (line.contains('\\') && (is_json || is_quoted() || has_number(line)))
            .then(|| resolved(line))
            .filter(|other| other != line)
    }
}

/// Whether a line has a letter as a number: `\u00e4`, `\u{e4}`, `\xe4`, `\344`.
fn has_number(line: &str) -> bool {
    let mut starts = line.match_indices('\\');
    starts.any(|(at, _)| number(&line[at + 1..]).is_some())
}

/// A letter that is written as a number.
enum Number {
    /// A unit of UTF-16, or a whole character.
    Unit(u32),
    /// A byte in a charset.
    Byte(u8),
}

/// The number behind a backslash, and its length.
fn number(rest: &str) -> Option<(Number, usize)> {
    let digits = |from: usize, most: usize, radix: u32| {
        let length = rest.as_bytes()[from.min(rest.len())..]
            .iter()
            .take(most)
            .take_while(|&&byte| char::from(byte).is_digit(radix))
            .count();
        let value = u32::from_str_radix(rest.get(from..from + length)?, radix).ok()?;
        Some((value, length))
    };
    match rest.as_bytes() {
        [b'u' | b'x', b'{', ..] => {
            let (value, length) = digits(2, 8, 16)?;
            rest[2 + length..]
                .starts_with('}')
                .then_some((Number::Unit(value), 3 + length))
        }
        [b'u', ..] => {
            let (value, length) = digits(1, 4, 16)?;
            (length == 4).then_some((Number::Unit(value), 5))
        }
        // Eight digits, Apple's four, or DXF's `\U+00E4`.
        [b'U', b'+', ..] => {
            let (value, length) = digits(2, 4, 16)?;
            (length == 4).then_some((Number::Unit(value), 6))
        }
        [b'U', ..] => {
            let (value, length) = digits(1, 8, 16)?;
            matches!(length, 4 | 8).then_some((Number::Unit(value), 1 + length))
        }
        [b'x', ..] => {
            let (value, length) = digits(1, 2, 16)?;
            let byte = u8::try_from(value).ok()?;
            (length == 2).then_some((Number::Byte(byte), 3))
        }
        [b'0'..=b'3', ..] => {
            let (value, length) = digits(0, 3, 8)?;
            let byte = u8::try_from(value).ok()?;
            (length == 3).then_some((Number::Byte(byte), 3))
        }
        _ => None,
    }
}

/// A line with its escapes resolved.
fn resolved(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    // Numbers that stand in a row are letters together.
    let (mut units, mut bytes): (Vec<u16>, Vec<u8>) = (Vec::new(), Vec::new());
    loop {
        let escape = rest.strip_prefix('\\');
        match escape.and_then(number) {
            Some((Number::Unit(value), length)) => {
                flush_bytes(&mut plain, &mut bytes);
                match char::from_u32(value) {
                    Some(c) => units.extend_from_slice(c.encode_utf16(&mut [0; 2])),
                    None => units.extend(u16::try_from(value).ok()),
                }
                rest = &rest[1 + length..];
                continue;
            }
            Some((Number::Byte(byte), length)) => {
                flush_units(&mut plain, &mut units);
                bytes.push(byte);
                rest = &rest[1 + length..];
                continue;
            }
            None => {
                flush_units(&mut plain, &mut units);
                flush_bytes(&mut plain, &mut bytes);
            }
        }
        if let Some(escape) = escape {
            let Some(c) = escape.chars().next() else {
                plain.push('\\');
                return plain;
            };
            match c {
                'n' | 'r' => plain.push('\n'),
                't' | 'v' | 'f' | 'b' | 'a' | '0' => plain.push('\t'),
                '"' | '\'' | '/' | '\\' | ',' | ';' | '$' | '`' => plain.push(c),
                c => plain.extend(['\\', c]),
            }
            rest = &escape[c.len_utf8()..];
            continue;
        }
        let Some(c) = rest.chars().next() else {
            return plain;
        };
        let end = rest.find('\\').unwrap_or(rest.len()).max(c.len_utf8());
        plain.push_str(&rest[..end]);
        rest = &rest[end..];
    }
}

fn flush_units(plain: &mut String, units: &mut Vec<u16>) {
    plain.push_str(&String::from_utf16_lossy(units));
    units.clear();
}

fn flush_bytes(plain: &mut String, bytes: &mut Vec<u8>) {
    plain.push_str(&likely(std::mem::take(bytes)));
}

/// Bytes as text: UTF-8, or Windows' charset of western Europe.
fn likely(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| {
        let bytes = error.as_bytes();
        charset::decoded(bytes, "windows-1252").unwrap_or_default()
    })
}

/// A line with what is percent-encoded in it resolved, as `%C3%A4` or as JavaScript's old `%u00E4`,
/// and the blanks of forms.
pub(super) fn of_addresses(line: &str) -> Option<String> {
    let units = line.contains("%u").then(|| of_units(line));
    let line = units.as_deref().unwrap_or(line);
    let is_digit = |at: usize| line.as_bytes().get(at).is_some_and(u8::is_ascii_hexdigit);
    let mut signs = line.match_indices('%');
    let has_escape = signs.any(|(at, _)| is_digit(at + 1) && is_digit(at + 2));
    let is_form = || line.contains('+') && line.contains('=') && line.contains('&');
    if !has_escape && !is_form() {
        return units;
    }
    let line = if line.contains('=') {
        line.replace('+', " ")
    } else {
        line.to_owned()
    };
    // Each of the pieces by itself.
    Some(likely(percent_decoded(
        &line.replace(['?', '&', '='], "\n"),
    )))
}

/// A line with each `%u` and its four digits resolved.
fn of_units(line: &str) -> String {
    resolved(&line.replace("%u", "\\u"))
}

/// A line with the encoded words in it resolved.
pub(super) fn of_mail(line: &str) -> Option<String> {
    let mut plain = String::new();
    let mut rest = line;
    let mut is_changed = false;
    while let Some((at, end)) = encoded_words(rest) {
        plain.push_str(&rest[..at]);
        plain.push_str(&Field::new("Subject", &rest[at..end]).decoded());
        rest = &rest[end..];
        is_changed = true;
    }
    plain.push_str(rest);
    is_changed.then_some(plain)
}

/// Where the next encoded words stand that belong together.
fn encoded_words(line: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        let at = from + line[from..].find("=?")?;
        if let Some(mut end) = encoded_word(&line[at..]) {
            loop {
                let rest = &line[at + end..];
                let blanks = rest.len() - rest.trim_start().len();
                match encoded_word(&rest[blanks..]) {
                    Some(length) => end += blanks + length,
                    None => return Some((at, at + end)),
                }
            }
        }
        from = at + 2;
    }
}

/// The length of the encoded word that starts a text. It may be longer than it should (RFC 2047
/// section 2 has 75 characters), and not by far.
fn encoded_word(text: &str) -> Option<usize> {
    const LONGEST: usize = 2 << 10;
    let text = &text[..text.floor_char_boundary(LONGEST)];
    let rest = text.strip_prefix("=?")?;
    let (label, rest) = rest.split_once('?')?;
    let (encoding, rest) = rest.split_once('?')?;
    let (encoded, _) = rest.split_once("?=")?;
    let is_word = !label.is_empty()
        && label.len() < 60
        && encoding.len() == 1
        && "bBqQ".contains(encoding)
        && !encoded.contains('?');
    is_word.then_some(2 + label.len() + 1 + encoding.len() + 1 + encoded.len() + 2)
}
