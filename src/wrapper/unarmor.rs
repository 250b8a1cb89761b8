//! Armor back to bytes.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::noise::Noise;
use crate::mail::text::is_invisible;

/// Base64 is decoded in steps of this many characters: few, so that what a message is shows soon.
pub(super) const STEP: usize = 4 * 1024;

/// Why an upload gives no sealed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExtractError {
    /// There is no armor in it: this is another file.
    NotAWrapper,
    /// There is armor, and it is cut off or not canonical base64.
    Damaged,
}

impl fmt::Display for ExtractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAWrapper => "this is neither a message.html nor a mail with one attached",
            Self::Damaged => "the file was damaged or cut off on its way",
        })
    }
}

impl std::error::Error for ExtractError {}

/// The armor while it is decoded: room between its letters is skipped, and references (WHATWG HTML
/// section 13.5) are read, since programs that rewrite a page write line ends, and some signs, as
/// such, and what else they write into it is [`Noise`]. The base64 itself is taken only as it was
/// written.
#[derive(Default)]
pub(super) struct Unarmor {
    noise: Noise,
    text: Vec<u8>,
    /// A reference that isn't complete.
    reference: Vec<u8>,
    /// Whether the armor's padding has been read: nothing may follow.
    padded: bool,
}

impl Unarmor {
    /// Decodes a whole value.
    pub(super) fn decode(written: &[u8], out: &mut Vec<u8>) -> Result<(), ExtractError> {
        let mut value = Self::default();
        // In steps, so that no second copy of the armor is made.
        for step in written.chunks(STEP) {
            value.push(step, out)?;
        }
        value.end(out)
    }

    /// Takes more of it.
    pub(super) fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), ExtractError> {
        if self.noise.is_none_in(input) {
            return self.clean(input, out);
        }
        let mut clean = Vec::with_capacity(input.len() + 1);
        self.noise.push(input, &mut clean)?;
        self.clean(&clean, out)
    }

    fn clean(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), ExtractError> {
        for piece in input.split_inclusive(|byte| is_other(*byte)) {
            let (&last, letters) = piece.split_last().unwrap_or((&b' ', &[]));
            if !self.reference.is_empty() {
                self.reference.extend_from_slice(letters);
                self.reference.push(last);
                if self.reference == b"&amp;" {
                    // What was escaped twice.
                    self.reference.truncate(1);
                } else if last == b';' {
                    let reference = std::mem::take(&mut self.reference);
                    self.text.extend(referred(&reference)?);
                } else if self.reference.len() > LONGEST {
                    return Err(ExtractError::Damaged);
                }
                continue;
            }
            self.text.extend_from_slice(letters);
            match last {
                b'&' => self.reference.push(last),
                byte if byte.is_ascii_whitespace() || !byte.is_ascii() => {}
                byte => self.text.push(byte),
            }
        }
        if self.text.len() >= STEP {
            let whole = self.text.len() / 4 * 4;
            self.decode_first(whole, out)?;
        }
        Ok(())
    }

    /// It is complete.
    pub(super) fn end(&mut self, out: &mut Vec<u8>) -> Result<(), ExtractError> {
        let mut clean = Vec::new();
        self.noise.end(&mut clean)?;
        self.clean(&clean, out)?;
        if !self.reference.is_empty() {
            return Err(ExtractError::Damaged);
        }
        // The end of a line of quoted-printable looks like more of it.
        while !self.text.len().is_multiple_of(4) && self.text.ends_with(b"=") {
            self.text.pop();
        }
        self.decode_first(self.text.len(), out)
    }

    fn decode_first(&mut self, length: usize, out: &mut Vec<u8>) -> Result<(), ExtractError> {
        if length == 0 {
            return Ok(());
        }
        if self.padded {
            return Err(ExtractError::Damaged);
        }
        STANDARD
            .decode_vec(&self.text[..length], out)
            .map_err(|_| ExtractError::Damaged)?;
        self.padded = self.text[length - 1] == b'=';
        self.text.drain(..length);
        Ok(())
    }
}

/// The longest reference.
const LONGEST: usize = 16;

/// Whether it is no letter of armor, and none of a reference.
fn is_other(byte: u8) -> bool {
    byte.is_ascii_whitespace() || !byte.is_ascii() || matches!(byte, b'&' | b';')
}

/// The letter of armor that a reference stands for; `None` where it is room.
pub(super) fn referred(reference: &[u8]) -> Result<Option<u8>, ExtractError> {
    let name = std::str::from_utf8(reference).ok();
    let name = name.and_then(|name| name.strip_prefix('&')?.strip_suffix(';'));
    let name = name.ok_or(ExtractError::Damaged)?;
    let number = match (name, name.strip_prefix('#')) {
        ("NewLine" | "Tab" | "nbsp" | "ensp" | "shy" | "zwnj" | "ZeroWidthSpace", _) => {
            return Ok(None);
        }
        ("plus", _) => Ok(u32::from(b'+')),
        ("sol", _) => Ok(u32::from(b'/')),
        ("equals", _) => Ok(u32::from(b'=')),
        (_, Some(code)) => match code.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => code.parse(),
        },
        _ => return Err(ExtractError::Damaged),
    };
    match number.ok().and_then(char::from_u32) {
        Some(room) if room.is_whitespace() || is_invisible(room) => Ok(None),
        Some(letter) if letter.is_ascii_alphanumeric() || "+/=".contains(letter) => {
            Ok(u8::try_from(letter).ok())
        }
        _ => Err(ExtractError::Damaged),
    }
}
