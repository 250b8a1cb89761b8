//! The sealed message by the letters that it begins with, wherever it stands: in text that was
//! copied out of the file, in an attribute that a program has renamed, in a link that a gateway has
//! wrapped into one of its own.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use memchr::memmem;

use super::unarmor::{STEP, referred};
use crate::mail::transfer_encoding::escaped;

/// How each sealed message begins (magic, suite and flags), in base64.
const START: &[u8] = b"UFNMMQEA";

/// The longest reference, and the longest tag that only breaks a line.
const LONGEST: usize = 12;

/// The longest line of quoted-printable.
const LONGEST_QUOTED: usize = 80;

const UNPADDED: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// What a sign in front of the letters' rest is.
enum Sign {
    /// A letter, and how many bytes it is written in.
    Letter(u8, usize),
    /// Nothing, of so many bytes.
    Nothing(usize),
    /// The end of a line, or a space, of so many bytes.
    Gap(usize),
    /// What ends the message.
    End,
}

/// Where in `file` a sealed message begins first.
pub(super) fn begin(file: &[u8]) -> Option<usize> {
    memmem::find(file, START)
}

/// Appends the sealed bytes that begin first in `file` to `out`; `None` when none begin there, and
/// whether they could be decoded.
pub(super) fn find(file: &[u8], out: &mut Vec<u8>) -> Option<bool> {
    let at = begin(file)?;
    let before = file[..at].trim_ascii_end();
    let is_link = [&b"m="[..], b"m%3D", b"m%3d"]
        .iter()
        .any(|mark| before.ends_with(mark));
    let mut rest = &file[at..];
    let start = out.len();
    let mut open = Vec::with_capacity(STEP);
    // Letters in all, in the line, and in the longest line before it. Lines are as long as each
    // other, and the last may be shorter.
    let (mut all, mut line, mut longest) = (0, 0, 0);
    // Whether lines end as in quoted-printable; elsewhere such a sign is the padding.
    let mut is_quoted = false;
    loop {
        if let Some(next) = soft_break(rest) {
            is_quoted |= all <= LONGEST_QUOTED;
            if !is_quoted {
                break;
            }
            rest = next;
            continue;
        }
        match sign(rest) {
            Sign::Letter(letter, length) => {
                open.push(letter);
                (all, line, rest) = (all + 1, line + 1, &rest[length..]);
            }
            Sign::Nothing(length) => rest = &rest[length..],
            Sign::Gap(length) => {
                let is_last = line < longest;
                let goes_on =
                    (!is_last).then(|| next_line(&rest[length..], is_link && rest[0] == b' '));
                let Some(next) = goes_on.flatten() else {
                    break;
                };
                (longest, line, rest) = (longest.max(line), 0, next);
            }
            Sign::End => break,
        }
        if open.len() >= STEP && open.len() % 4 == 0 {
            if UNPADDED.decode_vec(&open, out).is_err() {
                out.truncate(start);
                return Some(false);
            }
            open.clear();
        }
    }
    // A word that follows the message without its padding is shorter than its lines, too.
    let is_padded = [&b"="[..], b"&", b"%3"]
        .iter()
        .any(|one| rest.starts_with(one));
    let is_word = line < longest && all % 4 != 0 && (all - line) % 4 == 0;
    if is_word && !is_padded && !is_link && line <= open.len() {
        open.truncate(open.len() - line);
    }
    let is_decoded = UNPADDED.decode_vec(&open, out).is_ok();
    if !is_decoded {
        out.truncate(start);
    }
    Some(is_decoded)
}

/// What follows a line end of quoted-printable.
fn soft_break(rest: &[u8]) -> Option<&[u8]> {
    let line_end = rest.strip_prefix(b"=")?;
    line_end
        .strip_prefix(b"\r\n")
        .or_else(|| line_end.strip_prefix(b"\n"))
}

/// What the rest begins with.
fn sign(rest: &[u8]) -> Sign {
    match rest {
        [b'-', ..] => Sign::Letter(b'+', 1),
        [b'_', ..] => Sign::Letter(b'/', 1),
        [byte, ..] if byte.is_ascii_alphanumeric() || b"+/".contains(byte) => {
            Sign::Letter(*byte, 1)
        }
        [b'%', code @ ..] => match escaped(code) {
            Some(byte) if byte.is_ascii_whitespace() => Sign::Nothing(3),
            Some(b'-') => Sign::Letter(b'+', 3),
            Some(b'_') => Sign::Letter(b'/', 3),
            Some(byte @ (b'+' | b'/')) => Sign::Letter(byte, 3),
            _ => Sign::End,
        },
        [b'=', code @ ..] => match escaped(code) {
            Some(byte) if byte.is_ascii_whitespace() => Sign::Nothing(3),
            _ => Sign::End,
        },
        [b'\\', b'r' | b'n' | b't', ..] => Sign::Nothing(2),
        [b'\\', b'/', ..] => Sign::Letter(b'/', 2),
        [b'&', ..] => reference(rest),
        [b'<', ..] => line_break(rest),
        [b'\r', b'\n', ..] => Sign::Gap(2),
        [byte, ..] if byte.is_ascii_whitespace() => Sign::Gap(1),
        [0 | 0x0b | 0x80.., ..] => Sign::Nothing(1),
        _ => Sign::End,
    }
}

/// What a reference stands for, also one whose own sign was escaped.
fn reference(rest: &[u8]) -> Sign {
    let escaped = rest.strip_prefix(b"&amp;").map_or(0, |_| b"amp;".len());
    let end = rest[1 + escaped..]
        .iter()
        .take(LONGEST)
        .position(|&byte| byte == b';');
    let Some(end) = end else {
        return Sign::End;
    };
    let written = [b"&", &rest[1 + escaped..=1 + escaped + end]].concat();
    let length = escaped + written.len();
    match referred(&written) {
        Ok(None) => Sign::Nothing(length),
        Ok(Some(letter)) if letter != b'=' => Sign::Letter(letter, length),
        _ => Sign::End,
    }
}

/// A tag that only breaks a line: `<br>`, `<wbr>`.
fn line_break(rest: &[u8]) -> Sign {
    let end = rest.iter().take(LONGEST).position(|&byte| byte == b'>');
    let name = rest[1..].strip_prefix(b"w").unwrap_or(&rest[1..]);
    match end {
        Some(end) if name.starts_with(b"br") || name.starts_with(b"BR") => Sign::Nothing(end + 1),
        _ => Sign::End,
    }
}

/// What follows the end of a line without the marks of a quotation; `None` after an empty line, and
/// in a link after a space.
fn next_line(rest: &[u8], is_link: bool) -> Option<&[u8]> {
    if is_link {
        return None;
    }
    let marks = rest
        .iter()
        .position(|&byte| !matches!(byte, b' ' | b'\t' | b'>' | b'\r'))?;
    (rest[marks] != b'\n').then(|| &rest[marks..])
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    use super::*;

    fn sealed(length: usize) -> Vec<u8> {
        let mut sealed = b"PSL1\x01\0".to_vec();
        sealed.extend((0..length).map(|n| (n * n % 251) as u8));
        sealed
    }

    fn lines(text: &str, width: usize, between: &str) -> String {
        let lines = text.as_bytes().chunks(width);
        let lines = lines.map(|line| std::str::from_utf8(line).unwrap_or_default());
        lines.collect::<Vec<_>>().join(between)
    }

    #[test]
    fn the_message_is_read_wherever_it_was_copied_to() {
        for length in 2_000..2_006 {
            let sealed = sealed(length);
            let armor = STANDARD.encode(&sealed);
            let link = URL_SAFE_NO_PAD.encode(&sealed);
            let escaped = link.replace('-', "%2D").replace('_', "%5F");
            for text in [
                format!("<textarea name=sealed>{armor}</textarea>"),
                format!("<p data-value='{}'>", lines(&armor, 988, "\r\n")),
                format!("<p x=\u{201c}{}\u{201d}>", lines(&armor, 988, "\n")),
                format!("value=&quot;{}&quot;", lines(&armor, 988, "&amp;#13;&#10;")),
                format!("{{\"x\":\"value=\\\"{}\\\"", lines(&armor, 988, "\\r\\n")),
                armor.replace('/', "\\/"),
                format!("> {}\r\n> \r\n> More\r\n", lines(&armor, 76, "\r\n> ")),
                format!("see\n{}\n-- \nA footer\n", lines(&armor, 76, "\n")),
                format!("{armor}\r\nfooter of a list"),
                lines(&armor, 80, "<br>"),
                lines(&armor, 80, "=\r\n"),
                lines(&armor, 988, "\0"),
                format!("https://secure.example.org/#m={link} and more"),
                format!("<https://secure.example.org/#m={link}>\r\nto read it"),
                format!("#m={}\r\n\r\nand more", lines(&link, 76, "\r\n")),
                format!("https://x.example/?url=https%3A%2F%2Fa%2F%23m%3D{escaped}&data=05"),
                format!("https://x.example/?url=https%3A%2F%2Fa%2F%23m%3D{link}%20"),
            ] {
                let mut out = Vec::new();
                let found = find(text.as_bytes(), &mut out);
                assert_eq!(found, Some(true), "{text}");
                assert!(out == sealed, "{length}: {text}");
            }
        }
    }

    #[test]
    fn what_is_cut_is_found_and_what_is_something_else_is_not() {
        let armor = STANDARD.encode(sealed(2_000));
        let mut out = Vec::new();
        assert_eq!(find(&armor.as_bytes()[..1_001], &mut out), Some(false));
        assert!(out.is_empty());
        assert_eq!(find(&armor.as_bytes()[1..], &mut out), None);
    }
}
