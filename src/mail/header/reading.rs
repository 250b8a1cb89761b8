//! A field's value in each way in which mail programs read it.
//!
//! They differ in what they take for an encoded word (RFC 2047), in the charsets that they guess,
//! and in what they leave of a fold.

use super::Field;
use crate::mail::charset;
use crate::mail::text::visual_order;
use crate::mail::transfer_encoding::{base64, escaped};

/// Values longer than this are not guessed at, in bytes: what people read of a field is far
/// shorter.
const LONGEST_GUESSED: usize = 64 << 10;

/// How programs decode the encoded words of a value.
#[derive(Clone, Copy)]
enum Way {
    /// The bytes of words of one charset that follow each other are one text.
    Joined,
    /// Each word is a text of its own.
    Apart,
    /// The charset is left aside where the bytes are UTF-8, or aren't what they say: the nth guess.
    Guessed(usize),
}

impl Field {
    /// The value as each mail program may read it, [`Field::decoded`] first. No two are the same.
    pub fn readings(&self) -> Vec<String> {
        let mut readings = vec![self.decoded()];
        for written in self.written() {
            if written.contains("=?") {
                let mut ways = vec![Way::Joined, Way::Apart];
                // Only bytes that are no UTF-8 have more than one guess.
                ways.extend((0..guesses_needed(&written)).map(Way::Guessed));
                readings.extend(ways.into_iter().map(|way| words(&written, way)));
            }
            readings.push(written);
        }
        let bare: Vec<String> = readings
            .iter()
            .filter_map(|reading| bare(reading))
            .collect();
        readings.extend(bare);
        let visual_order: Vec<String> = readings
            .iter()
            .filter_map(|reading| visual_order(reading))
            .collect();
        readings.extend(visual_order);
        let mut seen = std::collections::HashSet::new();
        readings.retain(|reading| seen.insert(reading.clone()));
        readings
    }

    /// The value on one line, encoded words left as they are: in each charset that its bytes may be
    /// in, with what folds leave and without.
    pub fn written(&self) -> Vec<String> {
        let guessed = match self.value() {
            short if short.len() <= LONGEST_GUESSED => charset::guesses(short),
            long => vec![String::from_utf8_lossy(long).into_owned()],
        };
        let mut written = Vec::new();
        for text in guessed {
            let unfolded = text.replace(['\r', '\n'], "");
            let glued = unfolded_tight(&text);
            if glued != unfolded {
                written.push(glued);
            }
            written.push(unfolded);
        }
        written
    }
}

/// The value as programs read it that take it for structured (RFC 5322 section 3.2): without
/// comments and quotation marks; `None` when it has none.
fn bare(text: &str) -> Option<String> {
    if !text.contains(['(', '"']) {
        return None;
    }
    let (mut depth, mut quoted, mut bare) = (0_usize, false, String::new());
    for c in text.chars() {
        match c {
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted && depth > 0 => depth -= 1,
            _ if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    Some(bare)
}

/// The value on one line, without the white space that folds start with.
fn unfolded_tight(text: &str) -> String {
    let mut lines = text.split('\n');
    let first = lines
        .next()
        .unwrap_or_default()
        .trim_end_matches('\r')
        .to_owned();
    lines.fold(first, |mut whole, line| {
        whole.truncate(whole.trim_end().len());
        whole.push_str(line.trim_end_matches('\r').trim_start());
        whole
    })
}

/// How many guesses there are about the encoded words of a value.
fn guesses_needed(text: &str) -> usize {
    let mut most = 1;
    each_word(text, |_, _, bytes| {
        most = most.max(if bytes.len() > LONGEST_GUESSED {
            1
        } else {
            charset::guesses(bytes).len()
        })
    });
    most
}

/// The value with its encoded words decoded, wherever they stand and however they are broken.
fn words(text: &str, way: Way) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut pending: Option<(String, Vec<u8>)> = None;
    let rest = each_word(text, |between, charset, bytes| {
        // White space between two encoded words is no part of the text (RFC 2047 section 6.2).
        let follows = pending.is_some() && between.trim().is_empty();
        match &mut pending {
            Some((label, collected))
                if follows && !matches!(way, Way::Apart) && label.eq_ignore_ascii_case(charset) =>
            {
                collected.extend_from_slice(bytes);
            }
            _ => {
                flush(&mut whole, pending.take(), way);
                if !follows {
                    whole.push_str(between);
                }
                pending = Some((charset.to_owned(), bytes.to_vec()));
            }
        }
    });
    flush(&mut whole, pending, way);
    whole.push_str(rest);
    whole
}

fn flush(whole: &mut String, pending: Option<(String, Vec<u8>)>, way: Way) {
    let Some((label, bytes)) = pending else {
        return;
    };
    let labelled = match way {
        Way::Guessed(_) => None,
        _ => charset::decoded(&bytes, &label)
            .or_else(|| charset::decoded_by_other_name(&bytes, &label)),
    };
    whole.push_str(&labelled.unwrap_or_else(|| {
        let nth = if let Way::Guessed(nth) = way { nth } else { 0 };
        let guesses = charset::guesses(&bytes);
        guesses
            .get(nth)
            .or(guesses.first())
            .cloned()
            .unwrap_or_default()
    }));
}

/// Goes through the encoded words of a text: what stands before each since the last, its charset,
/// its bytes. Gives what follows the last one. An encoded word without an end goes on to the end of
/// the text.
fn each_word<'a>(text: &'a str, mut word: impl FnMut(&'a str, &'a str, &[u8])) -> &'a str {
    let (mut rest, mut search) = (text, 0);
    while let Some(at) = rest[search..].find("=?").map(|at| search + at) {
        let Some((charset, encoding, data)) = parts(&rest[at + 2..]) else {
            search = at + 2;
            continue;
        };
        let (data, after) = data.split_once("?=").unwrap_or((data, ""));
        let bytes = if encoding.eq_ignore_ascii_case("b") {
            base64(data.as_bytes()).bytes
        } else {
            quoted(data.as_bytes())
        };
        word(
            &rest[..at],
            charset.split('*').next().unwrap_or_default(),
            &bytes,
        );
        (rest, search) = (after, 0);
    }
    rest
}

/// Charset, encoding, and what follows them.
fn parts(after: &str) -> Option<(&str, &str, &str)> {
    /// The longest name of a charset, with its language.
    const LONGEST: usize = 80;
    let charset = after.bytes().take(LONGEST).position(|byte| byte == b'?')?;
    let (charset, rest) = (&after[..charset], &after[charset + 1..]);
    let encoding = rest
        .get(..1)
        .filter(|one| one.eq_ignore_ascii_case("b") || one.eq_ignore_ascii_case("q"))?;
    Some((charset, encoding, rest[1..].strip_prefix('?')?))
}

/// The encoding Q; an escape that is none stays as it is.
pub(super) fn quoted(data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(data.len());
    let mut rest = data;
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, escaped(tail)) {
            (b'=', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            (b'_', ..) => bytes.push(b' '),
            _ => bytes.push(*first),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use crate::mail::{Field, Header};

    fn readings(value: &[u8]) -> Vec<String> {
        Header::parse(&[b"X: ".as_slice(), value, b"\r\n"].concat())
            .0
            .fields()[0]
            .readings()
    }

    #[test]
    fn each_reading_is_given() {
        for (value, text) in [
            (&b"=?utf-8?Q?s=C3?= =?utf-8?Q?=A9cret?="[..], "sécret"),
            (b"=?utf-8?Q?sec?==?utf-8?B?cmV0?=", "secret"),
            (b"se=?utf-8?Q?cr?=et", "secret"),
            (b"=?utf-8?B?c2Vj cmV0?=", "secret"),
            (b"=?utf-8?B?c2Vj=cmV0?=", "secret"),
            (b"=?utf-8?B?c2Vj\r\n cmV0?=", "secret"),
            (b"=?utf-8?Q?secret", "secret"),
            (b"=?utf-8?Q?sec?=\r\n\t=?UTF-8*en?Q?ret?=", "secret"),
            (b"=?x?Q?secret?=", "secret"),
            (b"=??Q?secret?=", "secret"),
            (b"=?utf-8?Q?s=E9cret?=", "sécret"),
            (b"=?utf-8?Q?secret_=XY?=", "secret =XY"),
            (b"\xd3\xc5\xcb\xd2\xc5\xd4", "секрет"),
            (b"sec\r\n ret", "secret"),
            (b"sec\r\n ret", "sec ret"),
            ("\u{202e}terces".as_bytes(), "secret"),
        ] {
            assert!(
                readings(value).iter().any(|reading| reading.trim() == text),
                "{:?}",
                String::from_utf8_lossy(value)
            );
        }
    }

    #[test]
    fn a_plain_value_has_one_reading() {
        assert_eq!(Field::from_milter(b"X", b"plain").readings(), ["plain"]);
    }
}
