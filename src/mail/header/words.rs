//! Encoded words (RFC 2047) that belong together, written as one.
//!
//! A text's words are cut where they are long enough, and many programs cut inside a letter, which
//! is none in either word. The bytes of words of one charset that follow each other are one text.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem;

use super::reading::quoted;
use crate::mail::charset;
use crate::mail::transfer_encoding::{base64, escaped};

/// The longest name of a charset, with its language.
const LONGEST_LABEL: usize = 80;

/// An encoded word.
struct Word<'a> {
    label: &'a str,
    is_base64: bool,
    data: &'a [u8],
}

/// A field's value in which words that follow each other are one word, in UTF-8.
pub(super) fn joined(value: &[u8]) -> Cow<'_, [u8]> {
    if std::str::from_utf8(value).is_ok() {
        joined_words(value)
    } else {
        let text = charset::likeliest(value, None);
        joined_words(text.as_bytes()).into_owned().into()
    }
}

fn joined_words(value: &[u8]) -> Cow<'_, [u8]> {
    if memmem::find(value, b"=?").is_none() {
        return value.into();
    }
    let mut whole = Vec::with_capacity(value.len());
    let mut run: Vec<Word<'_>> = Vec::new();
    let mut rest = value;
    let mut search = 0;
    while let Some(at) = memmem::find(&rest[search..], b"=?").map(|at| search + at) {
        let Some((word, length)) = Word::parse(&rest[at..]) else {
            search = at + 2;
            continue;
        };
        let between = &rest[..at];
        let follows = !run.is_empty() && between.trim_ascii().is_empty();
        let is_same = |last: &Word<'_>| last.label.eq_ignore_ascii_case(word.label);
        if !follows || !run.last().is_some_and(is_same) {
            write(&mut whole, std::mem::take(&mut run));
            whole.extend_from_slice(between);
        }
        run.push(word);
        (rest, search) = (&rest[at + length..], 0);
    }
    write(&mut whole, run);
    whole.extend_from_slice(rest);
    whole.into()
}

impl<'a> Word<'a> {
    /// The word that `text` starts with, and its length. What isn't well encoded is none, as for
    /// the parser that reads the field: a field's addresses may stand there.
    fn parse(text: &'a [u8]) -> Option<(Self, usize)> {
        let after = text.strip_prefix(b"=?")?;
        let end = after
            .iter()
            .take(LONGEST_LABEL)
            .position(|&byte| byte == b'?')?;
        let label = std::str::from_utf8(&after[..end]).ok()?;
        let label = label.split('*').next().unwrap_or_default();
        let (encoding, data) = after[end + 1..].split_at_checked(2)?;
        let is_base64 = match encoding {
            b"B?" | b"b?" => true,
            b"Q?" | b"q?" => false,
            _ => return None,
        };
        let length = memmem::find(data, b"?=")?;
        let data = &data[..length];
        if label.is_empty() || !is_well_encoded(data, is_base64) {
            return None;
        }
        let word = Self {
            label,
            is_base64,
            data,
        };
        Some((word, 2 + end + 1 + 2 + length + 2))
    }
}

/// Whether all of a word's data is in its encoding, on one line.
fn is_well_encoded(data: &[u8], is_base64: bool) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
    if is_base64 {
        return data.iter().all(is_letter);
    }
    let mut escapes = memchr::memchr_iter(b'=', data);
    escapes.all(|at| escaped(&data[at + 1..]).is_some()) && !data.contains(&b'\n')
}

/// The bytes of words that follow each other.
fn bytes(run: &[Word<'_>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut open = Vec::new();
    for word in run {
        if word.is_base64 {
            open.extend_from_slice(word.data);
            if open.len() % 4 == 0 || open.ends_with(b"=") {
                bytes.extend(base64(&std::mem::take(&mut open)).bytes);
            }
        } else {
            bytes.extend(base64(&std::mem::take(&mut open)).bytes);
            bytes.extend(quoted(word.data));
        }
    }
    bytes.extend(base64(&open).bytes);
    bytes
}

fn is_readable(text: &str) -> bool {
    !text.contains(|c: char| c == '\u{fffd}' || c.is_control() && !c.is_whitespace())
}

/// Writes words of one charset as one.
fn write(whole: &mut Vec<u8>, run: Vec<Word<'_>>) {
    let Some(label) = run.first().map(|word| word.label) else {
        return;
    };
    // Some programs cut base64 itself wherever a line is full; others leave its padding out, or
    // write words that are read one by one only.
    let text = |run: &[Word<'_>]| charset::likeliest(&bytes(run), Some(label));
    let joined = text(&run);
    let text = if is_readable(&joined) {
        joined
    } else {
        let apart: String = run.chunks(1).map(text).collect();
        if is_readable(&apart) { apart } else { joined }
    };
    whole.extend_from_slice(b"=?utf-8?B?");
    whole.extend_from_slice(STANDARD.encode(text).as_bytes());
    whole.extend_from_slice(b"?=");
}

#[cfg(test)]
mod tests {
    use crate::mail::Field;

    fn decoded(value: &str) -> String {
        Field::from_milter(b"X", value.as_bytes()).decoded()
    }

    #[test]
    fn words_that_split_a_letter_are_one_text() {
        for (value, text) in [
            (
                "=?UTF-8?Q?s=C3?=\r\n =?utf-8?Q?=A9cret?= plan",
                "sécret plan",
            ),
            ("=?utf-8?B?c8M=?= =?utf-8?Q?=A9cret?=", "sécret"),
            ("=?utf-8?B?c8OpY?= =?utf-8?B?3JldA==?=", "sécret"),
            (
                "=?iso-2022-jp?B?GyRCNEE=?= =?iso-2022-jp?B?O3obKEI=?=",
                "漢字",
            ),
            (
                "=?ISO-2022-JP?B?GyRCRnxLXBsoQg?= =?ISO-2022-JP?B?GyRCOGwbKEI=?=",
                "日本語",
            ),
            ("=?utf-8?Q?a?= =?iso-8859-1?Q?=E9?=", "aé"),
            ("=?utf-8?Q?a_?= b =?utf-8*en?Q?c?=", "a  b c"),
            ("=?hz-gb-2312?Q?~{<:~}?=", "己"),
            ("=?utf-8?X?a?= =?=?", "=?utf-8?X?a?= =?=?"),
        ] {
            assert_eq!(decoded(value), text, "{value}");
        }
    }

    #[test]
    fn what_is_no_utf8_is_read_as_what_the_west_wrote_before() {
        let field = Field::from_milter(b"X", b"caf\xe9 =?utf-8?Q?=C3=A9?=");
        assert_eq!(field.decoded(), "café é");
        let field = Field::from_milter(b"X", b"\"caf\xe9\" <a@example.org>");
        let names = field.mailboxes();
        assert_eq!(names[0].0.as_deref(), Some("café"));
    }

    #[test]
    fn a_word_that_is_glued_to_another_is_decoded_in_a_name_too() {
        let field = Field::from_milter(b"X", b"A=?utf-8?Q?=C3=A9?= <a@example.org>");
        assert_eq!(field.mailboxes()[0].0.as_deref(), Some("A é"));
    }

    #[test]
    fn a_word_hides_no_address() {
        let field = |value: &str| Field::from_milter(b"From", value.as_bytes()).mailboxes();
        let names =
            field("=?utf-8?Q?s=C3?= =?utf-8?Q?=A9=2C_=3Cx=40y=3E?= <a@example.org>, b@c.example");
        assert_eq!(
            names,
            [
                (Some("sé, <x@y>".to_owned()), "a@example.org".to_owned()),
                (None, "b@c.example".to_owned()),
            ]
        );
    }
}
