//! Texts that are written in another way: quoted line by line, as a string of JSON, in units of 16
//! bits.

use memchr::memmem;

use crate::mail::transfer_encoding::escaped;

/// So many lines tell whether a text is quoted.
const LINES: usize = 4;

/// The text in `file` without what makes it a quotation or a string; `None` when it is neither.
pub(super) fn within(file: &[u8]) -> Option<Vec<u8>> {
    if is_quoted(file) {
        return Some(unquoted(file));
    }
    let is_json = [b'{', b'[', b'"'].contains(file.trim_ascii_start().first()?)
        && memmem::find(file, b"\\n").is_some();
    is_json.then(|| unescaped(file))
}

fn is_quoted(file: &[u8]) -> bool {
    let lines = file.split(|&byte| byte == b'\n').take(LINES);
    let marked = lines.filter(|line| line.starts_with(b">")).count();
    marked == LINES
}

/// Without the marks in front of its lines.
fn unquoted(file: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(file.len());
    for line in file.split_inclusive(|&byte| byte == b'\n') {
        let mut rest = line;
        while let Some(inner) = rest.strip_prefix(b">") {
            rest = inner.strip_prefix(b" ").unwrap_or(inner);
        }
        text.extend_from_slice(rest);
    }
    text
}

/// With the escapes of JSON strings read (RFC 8259 section 7), as far as they are ASCII.
fn unescaped(file: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(file.len());
    let mut rest = file;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        text.extend_from_slice(&rest[..at]);
        let (byte, length) = match &rest[at + 1..] {
            [b'n', ..] => (b'\n', 2),
            [b'r', ..] => (b'\r', 2),
            [b't', ..] => (b'\t', 2),
            [b'u', b'0', b'0', code @ ..] => match escaped(code) {
                Some(byte) if byte.is_ascii() => (byte, 6),
                _ => (b'?', 4),
            },
            [other, ..] => (*other, 2),
            [] => break,
        };
        text.push(byte);
        rest = &rest[at + length..];
    }
    text.extend_from_slice(rest);
    text
}

/// Whether a file is text in 16-bit units, and whether they are little-endian.
pub(super) fn wide(file: &[u8]) -> Option<bool> {
    let is_low = |at: usize| {
        file[..file.len().min(64)]
            .iter()
            .skip(at)
            .step_by(2)
            .all(|&b| b == 0)
    };
    match file {
        [0xff, 0xfe, ..] => Some(true),
        [0xfe, 0xff, ..] => Some(false),
        [_, _, _, _, ..] if is_low(1) => Some(true),
        [_, _, _, _, ..] if is_low(0) => Some(false),
        _ => None,
    }
}

/// A text of 16-bit units in ASCII: the armor, and all that stands around it, is in it.
pub(super) fn narrow(file: &[u8], is_little: bool) -> Vec<u8> {
    let unit = |pair: &[u8]| match (pair[0], pair[1], is_little) {
        (low, 0, true) | (0, low, false) => low,
        _ => b'?',
    };
    file.chunks_exact(2).map(unit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_and_strings_are_read_and_other_texts_are_left_alone() {
        let quoted = b"> a\r\n>\r\n> > b\r\n>c\r\nd";
        assert_eq!(
            within(quoted).as_deref(),
            Some(&b"a\r\n\r\nb\r\nc\r\nd"[..])
        );
        let json = br#" {"x":"a\r\n\"b\" \u003c\/p\u003E \u00fc \u20ac\\"}"#;
        let read = within(json);
        let read = read.map(|read| String::from_utf8_lossy(&read).into_owned());
        assert_eq!(
            read.as_deref(),
            Some(" {\"x\":\"a\r\n\"b\" </p> ?fc u20ac\\\"}")
        );
        for other in [&b"a\n> b\n> c\n> d"[..], b"{\"a\":1}", b"", b"x\\n"] {
            assert_eq!(within(other), None);
        }
    }
}
