//! Base64 (RFC 2045 section 6.8) as it comes: in pieces, with text around it, cut off.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::{Outcome, as_is};

pub(super) const FORGIVING: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Decodes a body that is said to be base64; a text stays as it is.
pub(super) fn decode_to(body: &[u8], out: &mut impl FnMut(&[u8])) -> Outcome {
    if is_prose(body) {
        Outcome::undecoded(as_is(body, out).size)
    } else if is_url_safe(body) {
        Outcome {
            // Others skip two of its letters.
            is_odd: true,
            has_lost: true,
            ..read(body, standard_letter, out)
        }
    } else {
        letters_to(body, out)
    }
}

/// Decodes all that is a letter of base64.
pub(super) fn letters_to(body: &[u8], out: &mut impl FnMut(&[u8])) -> Outcome {
    read(body, |letter| letter, out)
}

/// Whether a body that should be base64 is a text instead: its first line is words, and so is most
/// of it. What is base64 to its end may have a line or two of text around it.
pub(super) fn is_prose(body: &[u8]) -> bool {
    let has_words = |line: &[u8]| line.trim_ascii().iter().any(|byte| b" \t".contains(byte));
    let first = body.trim_ascii_start();
    let end = memchr::memchr(b'\n', first).unwrap_or(first.len());
    if !has_words(&first[..end]) {
        return false;
    }
    let spaces = memchr::memchr2_iter(b' ', b'\t', body);
    let words = spaces
        .filter(|&at| body.get(at + 1).is_some_and(u8::is_ascii_graphic))
        .count();
    words > 2 && words * 12 > body.len()
}

/// Whether a body is base64 with the two letters that are safe in addresses (RFC 4648 section 5),
/// and without those that they stand for.
fn is_url_safe(body: &[u8]) -> bool {
    let is_other = |byte: &u8| {
        !byte.is_ascii_alphanumeric() && !b"-_=".contains(byte) && !byte.is_ascii_whitespace()
    };
    let begins_as_footer = |line: &[u8]| line.starts_with(b"--") || line.starts_with(b"__");
    body.iter().any(|byte| b"-_".contains(byte))
        && !body.iter().any(is_other)
        && !body.trim_ascii().iter().any(|byte| b" \t".contains(byte))
        && !body.split(|&byte| byte == b'\n').any(begins_as_footer)
}

fn standard_letter(letter: u8) -> u8 {
    match letter {
        b'-' => b'+',
        b'_' => b'/',
        letter => letter,
    }
}

/// Decodes base64 in groups that end where padding does.
fn read(encoded: &[u8], standard: impl Fn(u8) -> u8, out: &mut impl FnMut(&[u8])) -> Outcome {
    let mut group = Group::new(out);
    let mut letters = 0_usize;
    let mut padding = 0_usize;
    // Of the group that was read last.
    let mut own = Padded::default();
    // Whether a line has letters, and room after the last of them.
    let mut has_letters = false;
    let mut has_room = false;
    let mut is_odd = false;
    let mut has_lost = false;
    let mut size_before_footer = None;
    for &byte in encoded {
        match standard(byte) {
            letter @ (b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/') => {
                is_odd |= padding > 0;
                has_letters = true;
                if std::mem::take(&mut has_room) {
                    // Words: no program writes base64 so.
                    has_lost = true;
                    if padding > 0 && size_before_footer.is_none() {
                        size_before_footer = Some(group.size_of_ended);
                    }
                }
                if own.padding > 0 {
                    has_lost |= !own.is_whole();
                    own = Padded::default();
                }
                own.letters += 1;
                letters += 1;
                group.push(letter);
            }
            b'=' => {
                padding += 1;
                own.padding += 1;
                group.end();
            }
            b' ' | b'\t' => has_room = has_letters,
            byte if byte.is_ascii_whitespace() => (has_letters, has_room) = (false, false),
            _ => {
                (is_odd, has_lost) = (true, true);
                if padding > 0 && size_before_footer.is_none() {
                    size_before_footer = Some(group.size_of_ended);
                }
            }
        }
    }
    group.end();
    // Padding may be missing, but it fills the last four letters or isn't there.
    is_odd |= match letters % 4 {
        0 => padding > 0,
        1 => true,
        rest => padding > 4 - rest,
    };
    Outcome {
        size: size_before_footer.unwrap_or(group.size_of_ended),
        is_odd,
        // Where padding is missing, the end may be missing with it.
        has_lost: has_lost || group.has_lost || own.letters % 4 > 0 && own.padding == 0,
    }
}

/// Letters, and the padding after them.
#[derive(Default)]
struct Padded {
    letters: usize,
    padding: usize,
}

impl Padded {
    fn is_whole(&self) -> bool {
        (self.letters + self.padding).is_multiple_of(4) && self.padding < 3
    }
}

/// How many letters of base64 are decoded at once.
const STEP: usize = 512;

/// The letters of base64 up to the next padding.
struct Group<'o, Out> {
    out: &'o mut Out,
    letters: Zeroizing<[u8; STEP]>,
    filled: usize,
    decoded: Zeroizing<[u8; STEP / 4 * 3]>,
    size: usize,
    /// How many bytes the groups have together that have ended.
    size_of_ended: usize,
    /// Whether a group had a letter too many.
    has_lost: bool,
}

impl<'o, Out: FnMut(&[u8])> Group<'o, Out> {
    fn new(out: &'o mut Out) -> Self {
        Self {
            out,
            letters: Zeroizing::new([0; STEP]),
            filled: 0,
            decoded: Zeroizing::new([0; STEP / 4 * 3]),
            size: 0,
            size_of_ended: 0,
            has_lost: false,
        }
    }

    fn push(&mut self, letter: u8) {
        self.letters[self.filled] = letter;
        self.filled += 1;
        if self.filled == STEP {
            self.flush();
        }
    }

    /// Ends the group; a last letter that is alone says nothing.
    fn end(&mut self) {
        if self.filled % 4 == 1 {
            self.filled -= 1;
            self.has_lost = true;
        }
        self.flush();
        self.size_of_ended = self.size;
    }

    fn flush(&mut self) {
        let letters = &self.letters[..self.filled];
        // Letters alone, and not one too many, always decode.
        let size = FORGIVING
            .decode_slice(letters, &mut self.decoded[..])
            .unwrap_or_default();
        self.filled = 0;
        self.size += size;
        (self.out)(&self.decoded[..size]);
    }
}

#[cfg(test)]
mod tests {
    use crate::mail::transfer_encoding::TransferEncoding;

    #[test]
    fn a_footer_after_padding_is_told_from_more_base64() {
        for (encoded, size) in [
            (&b"aGVsbG8=\r\n-- \r\nlist footer"[..], 5),
            (b"aGVsbG8=\r\nThis mail was scanned", 5),
            (b"aGVs\r\nbG8=\r\naGVsbG8=\r\n", 10),
            (b"aGVsbG8=\r\naGVsbG8=\r\n*", 10),
            (b"aGVs*bG8=", 5),
        ] {
            let outcome = TransferEncoding::Base64.decode_to(encoded, &mut |_| {});
            assert_eq!(outcome.size, size);
        }
    }

    #[test]
    fn what_is_added_to_base64_or_missing_in_it_is_said() {
        let lost = |encoded: &str| {
            let body = encoded.as_bytes();
            TransferEncoding::Base64
                .decode_to(body, &mut |_| {})
                .has_lost
        };
        for whole in [
            "aGVsbG8=",
            "aGVs\r\n\tbG8=\r\n",
            "aGVsbG8=\r\naGVsbG8=\r\n",
            "eA==eA==",
            "aGVs \r\n",
        ] {
            assert!(!lost(whole), "{whole:?}");
        }
        for doubtful in [
            "aGVs=20",
            "aGVsbG8=3D",
            "eA=3D=3D",
            "aGVsbG8=\r\nThis mail was scanned",
            "aGVs\r\nSent by list",
            "aGVsbG8",
            "aGVsbG8h-_8=",
        ] {
            assert!(lost(doubtful), "{doubtful:?}");
        }
    }

    #[test]
    fn a_text_that_is_said_to_be_base64_stays_a_text() {
        let decoded = |encoded: &str| {
            let mut bytes = Vec::new();
            TransferEncoding::Base64.decode_to(encoded.as_bytes(), &mut |piece| {
                bytes.extend_from_slice(piece);
            });
            bytes
        };
        let text = "Dear Bob, we meet at 5 pm. Yours, Alice\r\n";
        assert_eq!(decoded(text), text.as_bytes());
        assert_eq!(decoded("-_-_"), b"\xfb\xff\xbf", "the other two letters");
        assert_eq!(
            decoded("aGVsbG8=\r\nThis is a list of people")[..5],
            *b"hello"
        );
    }
}
