//! Charsets that put two bytes of seven bits in place of a letter, between signs that turn that on
//! and off: HZ (RFC 1843), ISO-2022-KR (RFC 1557), ISO-2022-CN (RFC 1922) as far as its first set;
//! and UTF-7 (RFC 2152), which has base64 between such signs.
//!
//! Browsers, and the crate that has their charsets, refuse them, since markup can hide in them;
//! mail programs read them.

use encoding_rs::{EUC_KR, Encoding, GBK, UTF_16BE};

use crate::mail::transfer_encoding::base64;

/// Chinese between `~{` and `~}`.
pub(super) fn hz(bytes: &[u8]) -> String {
    let mut text = Shifted::new(GBK);
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (*first, tail.first()) {
            (b'~', Some(b'{')) => text.is_wide = true,
            (b'~', Some(b'}')) => text.is_wide = false,
            (b'~', Some(b'~')) if !text.is_wide => text.push(b'~'),
            (b'~', Some(b'\n')) if !text.is_wide => {}
            (b'\n', _) => {
                // A line ends in ASCII.
                text.is_wide = false;
                text.push(b'\n');
                continue;
            }
            // The sign may be half of a letter.
            (byte @ 0x21..=0x7d, Some(&next @ 0x21..=0x7e)) if text.is_wide => {
                text.push(byte);
                text.push(next);
            }
            (byte, _) => {
                text.push(byte);
                continue;
            }
        }
        rest = &rest[1..];
    }
    text.finish()
}

/// Units of UTF-16 in base64 between `+` and the first sign that is no letter of it; that is shown,
/// unless it is a hyphen.
pub(super) fn utf7(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(b'+', rest) {
        text.push_str(&String::from_utf8_lossy(&rest[..at]));
        rest = &rest[at + 1..];
        let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/".contains(byte);
        let length = rest.iter().take_while(|byte| is_letter(byte)).count();
        let (letters, after) = rest.split_at(length);
        if letters.is_empty() {
            text.push('+');
        } else {
            let units = whole_units(letters);
            let units = UTF_16BE.decode_without_bom_handling(&units).0;
            text.push_str(&units);
        }
        rest = after.strip_prefix(b"-").unwrap_or(after);
    }
    text.push_str(&String::from_utf8_lossy(rest));
    text
}

/// What letters of base64 decode to, without the bits that fill the last of them.
fn whole_units(letters: &[u8]) -> Vec<u8> {
    let mut units = base64(letters).bytes;
    units.truncate(letters.len() * 6 / 16 * 2);
    units
}

/// Letters of a set that an escape sequence names, between SO and SI.
pub(super) fn iso_2022(bytes: &[u8], is_korean: bool) -> String {
    const SHIFT_OUT: u8 = 0x0e;
    const SHIFT_IN: u8 = 0x0f;
    let mut text = Shifted::new(if is_korean { EUC_KR } else { GBK });
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        rest = match (*first, tail) {
            (0x1b, [b'$', b')' | b'*' | b'+', _, after @ ..]) => after,
            (SHIFT_OUT, _) => {
                text.is_wide = true;
                tail
            }
            (SHIFT_IN, _) => {
                text.is_wide = false;
                tail
            }
            (byte, _) => {
                text.is_wide &= byte != b'\n';
                text.push(byte);
                tail
            }
        };
    }
    text.finish()
}

/// The bytes with the eighth bit, which most programs' decoders want.
struct Shifted {
    encoding: &'static Encoding,
    bytes: Vec<u8>,
    is_wide: bool,
}

impl Shifted {
    fn new(encoding: &'static Encoding) -> Self {
        Self {
            encoding,
            bytes: Vec::new(),
            is_wide: false,
        }
    }

    fn push(&mut self, byte: u8) {
        let is_letter = matches!(byte, 0x21..=0x7e);
        self.bytes.push(if self.is_wide && is_letter {
            byte | 0x80
        } else {
            byte
        });
    }

    fn finish(self) -> String {
        let (text, _) = self.encoding.decode_without_bom_handling(&self.bytes);
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_stand_between_their_signs() {
        assert_eq!(
            hz(b"a ~~ ~{<:Ky2;S{~} b~\nc\n~{<:\nKy"),
            "a ~ 己所不欲 bc\n己\nKy"
        );
        assert_eq!(iso_2022(b"\x1b$)Ca \x0eGQ1[\x0f b", true), "a 한글 b");
        assert_eq!(iso_2022(b"\x1b$)A\x0eVPND\x0f!", false), "中文!");
        for cut in [&b"~"[..], b"~{<", b"\x1b$", b"\x0e", b"\x0eG"] {
            let _ = (hz(cut), iso_2022(cut, true));
        }
    }
}
