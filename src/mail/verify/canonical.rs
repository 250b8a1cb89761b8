//! Forms of a message that programs canonicalize each in their own way (RFC 6376 section 3.4).

use mail_auth::dkim::{Canonicalization, Signature};
use memchr::memchr2_iter;

use crate::mail::{Field, Header};

/// The message without blank lines at its end, where one of them holds spaces: `relaxed` knows
/// neither (section 3.4.4), and mail-auth takes the spaces for text. `None` where there are none.
pub(super) fn without_blank_end(message: &[u8], body: usize) -> Option<&[u8]> {
    let text = message.get(body..)?;
    let last = text
        .iter()
        .rposition(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    let from = last.map_or(0, |last| last + 1);
    let line = match text[from..].windows(2).position(|pair| pair == b"\r\n") {
        Some(end) => from + end + 2,
        None => text.len(),
    };
    // Of the last line with text, mail-auth takes the spaces at its end off itself.
    let end = if last.is_none() { 0 } else { line };
    text[end..]
        .iter()
        .any(|byte| matches!(byte, b' ' | b'\t'))
        .then(|| &message[..body + end])
}

/// Whether a signature is over something that programs canonicalize each in their own way: half a
/// line end in the body, or a control character or a space behind its name in a field that is
/// covered.
pub(super) fn differs(header: &Header, body: &[u8], signature: &Signature) -> bool {
    has_half_line_end(body) || {
        let is_covered = |field: &Field| field.is("DKIM-Signature") || covers(signature, field);
        // Some leave out the space before the colon, and some take it for a part of the name.
        let is_spaced = |field: &Field| field.raw().get(field.name().len()) != Some(&b':');
        let is_odd = |field: &Field| has_control(field.value()) || is_spaced(field);
        let mut fields = header.fields().iter();
        fields.any(|field| is_covered(field) && is_odd(field))
    }
}

/// Whether a signature is over a field that an MTA takes off or cuts off before a milter sees it:
/// then it may well hold elsewhere.
pub(super) fn is_over_less(header: &Header, signature: &Signature) -> bool {
    let mut covered = signature.h.iter();
    let is_dropped = |name: &String| DROPPED.iter().any(|one| name.eq_ignore_ascii_case(one));
    let is_cut = |field: &Field| field.raw().len() > WHOLE && covers(signature, field);
    covered.any(is_dropped) || header.fields().iter().any(is_cut)
}

/// What Postfix takes off (`message_drop_headers`).
const DROPPED: [&str; 4] = ["Bcc", "Content-Length", "Resent-Bcc", "Return-Path"];

/// The longest field of which it is certain that nobody has cut it off, in bytes: Postfix does so
/// at 102,400 bytes (`header_size_limit`), and addresses at 10,240 words and marks
/// (`header_address_token_limit`).
const WHOLE: usize = 10_240;

fn covers(signature: &Signature, field: &Field) -> bool {
    signature.h.iter().any(|covered| field.is(covered))
}

/// Whether a body is signed without the white space in it that says nothing.
pub(super) fn is_relaxed(how: Canonicalization) -> bool {
    how == Canonicalization::Relaxed
}

fn has_half_line_end(text: &[u8]) -> bool {
    memchr2_iter(b'\r', b'\n', text).any(|at| match text[at] {
        b'\r' => text.get(at + 1) != Some(&b'\n'),
        _ => at == 0 || text[at - 1] != b'\r',
    })
}

fn has_control(value: &[u8]) -> bool {
    let is_odd = |byte: &u8| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\r' | b'\n');
    value.iter().any(is_odd) || has_half_line_end(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_at_the_end_are_left_out_where_one_holds_spaces() {
        for (body, left) in [
            ("hello\r\n", None),
            ("hello\r\n\r\n\r\n", None),
            ("hello \t\r\n", None),
            ("hello", None),
            ("", None),
            ("\r\n", None),
            ("a\r\n \r\nb\r\n", None),
            ("hello\r\n \r\n", Some("hello\r\n")),
            ("hello \r\n\r\n\t\r\n\r\n", Some("hello \r\n")),
            ("hello\r\n ", Some("hello\r\n")),
            (" \r\n", Some("")),
            (" ", Some("")),
            ("\r\n\t", Some("")),
        ] {
            let message = format!("A: b\r\n\r\n{body}");
            let left = left.map(|left| format!("A: b\r\n\r\n{left}").into_bytes());
            let cut = without_blank_end(message.as_bytes(), 8);
            assert_eq!(cut, left.as_deref(), "{body:?}");
        }
        assert_eq!(without_blank_end(b"A: b", 8), None);
    }

    #[test]
    fn half_a_line_end_and_a_control_character_are_odd() {
        for odd in ["a\rb", "a\nb", "\n", "\r", "a\r\r\n", "a\r\n\n"] {
            assert!(has_half_line_end(odd.as_bytes()), "{odd:?}");
        }
        for odd in ["\u{b}", "\u{c}", "\0", "\u{7f}", "a\rb"] {
            assert!(has_control(odd.as_bytes()), "{odd:?}");
        }
        for plain in ["", "a", "a\r\n\r\nb", "\r\n\tb \u{85}"] {
            assert!(!has_half_line_end(plain.as_bytes()), "{plain:?}");
            assert!(!has_control(plain.as_bytes()), "{plain:?}");
        }
    }
}
