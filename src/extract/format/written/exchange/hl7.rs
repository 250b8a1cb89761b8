//! HL7 version 2: escapes amid texts (chapter 2, section 2.7).

use super::APART;
use crate::mail::charset;

/// The signs that part fields, components, repetitions and subcomponents, with the escape as the
/// fourth, by how a message starts.
pub(super) fn signs(start: &str) -> Option<[char; 5]> {
    let header = ["MSH", "FHS", "BHS"]
        .iter()
        .find_map(|name| start.strip_prefix(name))?;
    let mut signs = [' '; 5];
    for (sign, c) in signs.iter_mut().zip(header.chars()) {
        *sign = c;
    }
    let is_sign = |c: &char| c.is_ascii_punctuation();
    // The last one may be missing.
    (signs[..4].iter().all(is_sign) && signs[0] == '|').then_some(signs)
}

/// The text with its parts apart, and its escapes as what they stand for.
pub(super) fn plain(text: &str, signs: [char; 5]) -> String {
    let [field, component, repetition, escape, subcomponent] = signs;
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c == escape {
            let end = rest
                .char_indices()
                .take(80)
                .find(|(_, c)| *c == escape || matches!(c, '\r' | '\n'))
                .filter(|(_, c)| *c == escape);
            match end {
                Some((end, _)) => {
                    let code = &rest[..end];
                    rest = &rest[end + escape.len_utf8()..];
                    meaning(&mut plain, code, signs);
                }
                None => plain.push(c),
            }
        } else if c == field || c == repetition || c == '\r' {
            plain.push_str(APART);
        } else if c == component || c == subcomponent && c.is_ascii_punctuation() {
            plain.push_str("\t\t");
        } else {
            plain.push(c);
        }
    }
    plain
}

/// Adds what an escape stands for: a sign, bytes, a line's end, or nothing.
fn meaning(plain: &mut String, code: &str, signs: [char; 5]) {
    match code {
        "F" => plain.push(signs[0]),
        "S" => plain.push(signs[1]),
        "R" => plain.push(signs[2]),
        "E" => plain.push(signs[3]),
        "T" => plain.push(signs[4]),
        "P" => plain.push('\n'),
        _ if code.starts_with('X') => {
            let digits: Vec<u32> = code[1..].chars().filter_map(|c| c.to_digit(16)).collect();
            let bytes = digits.chunks_exact(2).map(|two| two[0] * 16 + two[1]);
            let bytes: Vec<u8> = bytes.filter_map(|byte| u8::try_from(byte).ok()).collect();
            plain.push_str(&charset::likeliest(&bytes, None));
        }
        _ if code.starts_with('.') => plain.push('\n'),
        _ if code.is_empty() => plain.push(signs[3]),
        // What is brought out, another charset, what is local.
        _ => {}
    }
}
