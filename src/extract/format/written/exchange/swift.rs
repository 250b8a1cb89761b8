//! Messages of SWIFT: statements of accounts (MT940, MT942), payments (MT101, MT103) and others.
//!
//! Texts are cut to lines of 65 or 35 letters, and in Germany to subfields of 27 (`?20` and on, or
//! with another sign), each of them inside a word or not.

use super::APART;

/// Words before the parts of a purpose, each with a plus.
const PARTS: &[&str] = &[
    "EREF+", "KREF+", "MREF+", "CRED+", "DEBT+", "COAM+", "OAMT+", "SVWZ+", "ABWA+", "ABWE+",
    "IBAN+", "BIC+", "PURP+", "RTRN+",
];

/// Whether a text starts as a message does: with a block of its header, or its reference.
pub(super) fn is_swift(start: &str) -> bool {
    let head: String = start.chars().take(1024).collect();
    let has = |tags: &[&str]| tags.iter().any(|tag| head.contains(tag));
    start.starts_with("{1:F") && has(&["{4:"])
        || start.starts_with(":20:") && has(&["\n:25", "\n:28", "\n:32A:", "\n:23B:", "\n:21"])
}

/// How long a subfield is that may go on in the next.
const FULL: usize = 27;

/// How lines and subfields are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Way {
    lines: bool,
    /// Subfields of this length or more.
    subfields: usize,
}

/// The text with subfields and lines joined and apart.
pub(super) fn plain(text: &str) -> Vec<String> {
    const NONE: usize = usize::MAX;
    [(true, 0), (true, FULL), (true, NONE), (false, NONE)]
        .map(|(lines, subfields)| Way { lines, subfields })
        .map(|way| read(text, way))
        .into()
}

fn read(text: &str, way: Way) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut field = String::new();
    for line in text.lines() {
        let is_new = line.starts_with([':', '-', '{']);
        if is_new {
            subfields(&mut plain, &field, way);
            plain.push_str(APART);
            field.clear();
        } else if !way.lines {
            field.push('\n');
        }
        field.push_str(line);
    }
    subfields(&mut plain, &field, way);
    plain
}

/// Adds a field, which has subfields where a sign and two digits follow its code of three.
fn subfields(plain: &mut String, field: &str, way: Way) {
    let Some(sign) = sign(field) else {
        plain.push_str(field);
        return;
    };
    let mut parts = field.split(sign);
    plain.push_str(parts.next().unwrap_or_default());
    let (mut family, mut length) = ('0', 0);
    for part in parts {
        let code = part.as_bytes();
        if !(code.len() >= 2 && code[..2].iter().all(u8::is_ascii_digit)) {
            // The sign itself.
            plain.push(sign);
            plain.push_str(part);
            continue;
        }
        // A purpose has the numbers 20 to 29 and 60 to 63, a name 32 and 33.
        let own = match &code[..2] {
            [b'2' | b'6', _] => 'p',
            b"32" | b"33" => 'n',
            _ => '0',
        };
        let value = &part[2..];
        let goes_on = own != '0' && own == family && !PARTS.iter().any(|at| value.starts_with(at));
        if !(goes_on && length >= way.subfields) {
            plain.push_str(APART);
        }
        (family, length) = (own, value.chars().count());
        plain.push_str(value);
    }
}

/// The sign before subfields.
fn sign(field: &str) -> Option<char> {
    let value = field.strip_prefix(":86:")?;
    let rest = value.trim_start_matches(|c: char| c.is_ascii_digit());
    let sign = rest.chars().next()?;
    let code = rest.as_bytes().get(sign.len_utf8()..)?.get(..2)?;
    let is_code = code.iter().all(u8::is_ascii_digit);
    (value.len() - rest.len() <= 3 && !sign.is_alphanumeric() && is_code).then_some(sign)
}
