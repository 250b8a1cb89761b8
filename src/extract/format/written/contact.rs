//! Contacts, calendars and directories: lines that are folded, and values that are encoded (vCard
//! 2.1, RFC 6350, RFC 5545, RFC 2849).
//!
//! Read here rather than by the calcard crate, which drops what it can't parse: here every value is
//! kept, known or not.

use crate::mail::charset;
use crate::mail::transfer_encoding::{base64, quoted_printable};

/// What such a file says.
#[derive(Default)]
pub(super) struct Folded {
    /// Every line in full, its value decoded.
    pub(super) text: String,
    /// Values that are no text.
    pub(super) files: Vec<Vec<u8>>,
}

/// Whether a text may be such a file, or hold one.
pub(super) fn is_folded(text: &str) -> bool {
    let mut lines = text.lines().map(|line| line.trim_start_matches('\u{feff}'));
    lines.any(|line| {
        let starts = |name: &str| {
            let start = line.get(..name.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(name))
        };
        starts("BEGIN:V") || starts("dn:") || line.contains(":: ")
    })
}

/// Reads such a file.
pub(super) fn read(bytes: &[u8]) -> Folded {
    let mut folded = Folded::default();
    let wide;
    let is_wide = bytes.contains(&0) || matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    let bytes = if is_wide {
        wide = charset::likeliest(bytes, None);
        wide.as_bytes()
    } else {
        bytes
    };
    for line in lines(bytes) {
        folded.line(&line);
    }
    folded
}

/// The lines, each unfolded: a line that starts with a blank goes on with the one before it, even
/// amid a letter.
fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    for line in bytes.split(|&byte| byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match (line, lines.last_mut()) {
            // A soft line break of quoted-printable.
            (_, Some(last)) if last.ends_with(b"=") && is_quoted_printable(last) => {
                last.pop();
                last.extend_from_slice(line);
            }
            ([b' ' | b'\t', rest @ ..], Some(last)) => last.extend_from_slice(rest),
            _ => lines.push(line.to_vec()),
        }
    }
    lines
}

/// What stands before the value: the name and its parameters.
fn name(line: &[u8]) -> String {
    const LONGEST: usize = 1 << 10;
    let end = memchr::memchr(b':', &line[..line.len().min(LONGEST)]).unwrap_or(0);
    String::from_utf8_lossy(&line[..end]).to_ascii_uppercase()
}

fn is_quoted_printable(line: &[u8]) -> bool {
    name(line).contains("QUOTED-PRINTABLE")
}

impl Folded {
    fn line(&mut self, line: &[u8]) {
        let name = name(line);
        let value = &line[(name.len() + 1).min(line.len())..];
        let label = name
            .split_once("CHARSET=")
            .map(|(_, label)| label.split([';', ':']).next().unwrap_or_default());
        let is_base64 = name
            .split(';')
            .skip(1)
            .any(|one| matches!(one, "BASE64" | "ENCODING=B" | "ENCODING=BASE64"));
        let decoded = if is_quoted_printable(line) {
            quoted_printable(value).bytes
        } else if is_base64 {
            base64(value).bytes
        } else if let [
            b':',
            b' ' | b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'+',
            ..,
        ] = value
        {
            // The `::` of a directory.
            base64(&value[1..]).bytes
        } else {
            value.to_vec()
        };
        let is_text = |bytes: &[u8]| crate::extract::kind::is_text(bytes);
        let is_encoded = decoded != value;
        if is_encoded && !is_text(&decoded) {
            // A line that only looks joined to the next one is no file.
            if !is_base64 || is_whole_base64(value) {
                self.files.push(decoded);
            }
            return;
        }
        self.text.push_str(&name);
        self.text.push_str(":\n");
        let value = label
            .and_then(|label| charset::decoded(&decoded, label))
            .unwrap_or_else(|| charset::likeliest(&decoded, None));
        self.text.push_str(&plain(&value));
        self.text.push('\n');
    }
}

/// Whether a value is nothing but base64, white space and padding at its end.
fn is_whole_base64(value: &[u8]) -> bool {
    let value = value.trim_ascii_end();
    let end = value.len() - value.iter().rev().take_while(|byte| **byte == b'=').count();
    value[..end]
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || b"+/ \t".contains(byte))
}

/// A value without its escapes.
fn plain(value: &str) -> String {
    let mut plain = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(c) => plain.push(c),
                None => {}
            },
            c => plain.push(c),
        }
    }
    plain
}
