//! Transfer encodings (RFC 2045 section 6), decoded as forgivingly as the most forgiving mail
//! program, and whether others may decode otherwise.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const FORGIVING: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A transfer encoding (RFC 2045 section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TransferEncoding {
    /// 7bit, 8bit, binary, or none named.
    Identity,
    /// base64.
    Base64,
    /// quoted-printable.
    QuotedPrintable,
    /// What mail programs before MIME wrote: files amid text.
    Uuencode,
    /// One that isn't known here.
    Unknown,
}

impl TransferEncoding {
    /// The encoding that a field names, in lower case and without comments.
    pub(crate) fn from_label(label: &str) -> Self {
        match label {
            "" | "7bit" | "8bit" | "binary" => Self::Identity,
            "base64" => Self::Base64,
            "quoted-printable" => Self::QuotedPrintable,
            "x-uuencode" | "uuencode" | "x-uue" | "uue" => Self::Uuencode,
            _ => Self::Unknown,
        }
    }
}

/// Bytes decoded, and whether programs decode them differently.
pub(crate) struct Decoded {
    pub(crate) bytes: Vec<u8>,
    pub(crate) odd: bool,
}

/// Base64 (RFC 2045 section 6.8): what isn't in the alphabet is skipped, what follows padding is
/// decoded too.
pub(crate) fn base64(encoded: &[u8]) -> Decoded {
    let packed: Vec<u8> = encoded
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    if let Ok(bytes) = FORGIVING.decode(&packed) {
        return Decoded { bytes, odd: false };
    }
    let mut bytes = Vec::with_capacity(packed.len() / 4 * 3);
    for group in packed.split(|&byte| byte == b'=') {
        let mut letters: Vec<u8> = group
            .iter()
            .copied()
            .filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
            .collect();
        if letters.len() % 4 == 1 {
            letters.pop();
        }
        bytes.extend(FORGIVING.decode(&letters).unwrap_or_default());
    }
    Decoded { bytes, odd: true }
}

/// The bytes of a text that is nothing but base64, whatever is said of it; `None` when it isn't.
pub(crate) fn unsaid_base64(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.trim_ascii();
    let is_letter = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\r' | b'\n')
    };
    (text.len() >= 16 && text.iter().all(is_letter))
        .then(|| base64(text))
        .filter(|found| !found.odd)
        .map(|found| found.bytes)
}

/// Quoted-printable (RFC 2045 section 6.7): an `=` that starts no escape stays as it is.
pub(crate) fn quoted_printable(encoded: &[u8]) -> Decoded {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut odd = false;
    for line in encoded.split_inclusive(|&byte| byte == b'\n') {
        let content = line.trim_ascii_end();
        let ended = line.ends_with(b"\n");
        let mut at = 0;
        let mut soft = false;
        while at < content.len() {
            match content[at..] {
                [b'=', high, low, ..] if hex(high).is_some() && hex(low).is_some() => {
                    bytes.push(hex(high).unwrap_or_default() << 4 | hex(low).unwrap_or_default());
                    at += 3;
                }
                [b'='] => {
                    soft = true;
                    at += 1;
                }
                [byte, ..] => {
                    odd |= byte == b'=';
                    bytes.push(byte);
                    at += 1;
                }
                [] => break,
            }
        }
        if ended && !soft {
            bytes.extend_from_slice(b"\r\n");
        }
    }
    Decoded { bytes, odd }
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_decoded_to_its_end() {
        let plain = base64(b"c2Vj\r\ncmV0\r\n");
        assert_eq!((plain.bytes.as_slice(), plain.odd), (&b"secret"[..], false));
        for odd in [
            &b"c2Vj*cmV0"[..],
            b"cw==ZWNyZXQ=",
            b"cw==\r\nZWNyZXQ=\r\n",
            b"c2VjcmV0-",
        ] {
            let decoded = base64(odd);
            assert_eq!(decoded.bytes, b"secret", "{odd:?}");
            assert!(decoded.odd, "{odd:?}");
        }
    }

    #[test]
    fn quoted_printable_is_decoded_as_far_as_it_goes() {
        let plain = quoted_printable(b"sec=\r\nret =3d=3D  \r\nx= \r\ny=");
        assert_eq!(
            (plain.bytes.as_slice(), plain.odd),
            (&b"secret ==\r\nxy"[..], false)
        );
        let odd = quoted_printable(b"a=zz");
        assert_eq!((odd.bytes.as_slice(), odd.odd), (&b"a=zz"[..], true));
    }
}
