//! Transfer encodings (RFC 2045 section 6), decoded as forgivingly as the most forgiving mail
//! program does it, and whether others decode otherwise.
//!
//! Decoders hand on pieces as they go, so that the caller decides where plaintext lies and who
//! wipes it.

mod radix64;

use super::uuencode;

/// A transfer encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TransferEncoding {
    /// 7bit, 8bit, binary, or none named.
    Identity,
    /// base64.
    Base64,
    /// quoted-printable.
    QuotedPrintable,
    /// What mail programs before MIME wrote: a file in a text.
    Uuencode,
    /// An unknown one.
    Unknown,
}

/// What decoding came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// How many bytes most programs decode: those before a text that isn't base64 and follows its
    /// padding, as a mailing list appends one. The bytes after them are what programs make of that
    /// text that skip what isn't base64.
    pub(crate) size: usize,
    /// Whether programs decode differently.
    pub(crate) is_odd: bool,
    /// Whether some of the body isn't in what was decoded, or isn't what it should be.
    pub(crate) has_lost: bool,
}

/// Bytes decoded, and whether programs decode them differently.
pub(crate) struct Decoded {
    pub(crate) bytes: Vec<u8>,
    pub(crate) odd: bool,
}

impl TransferEncoding {
    /// The encoding that a field names, in lower case and without comments.
    pub(crate) fn from_label(label: &str) -> Self {
        match label {
            "" | "7bit" | "8bit" | "binary" | "7-bit" | "8-bit" => Self::Identity,
            "base64" => Self::Base64,
            "quoted-printable" => Self::QuotedPrintable,
            "x-uuencode" | "uuencode" | "x-uue" | "uue" => Self::Uuencode,
            _ => Self::Unknown,
        }
    }

    /// The encoding that a field means whose name for it is written otherwise: with other signs, in
    /// quotes, with a prefix. Programs that take names by the letter don't decode it.
    pub(crate) fn from_loose_label(label: &str) -> Self {
        let letters: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
        match letters.strip_prefix('x').unwrap_or(&letters) {
            "base64" | "b64" | "mime64" => Self::Base64,
            "quotedprintable" | "qp" => Self::QuotedPrintable,
            "uuencode" | "uuencoded" | "uue" | "uu" | "uucode" => Self::Uuencode,
            "7bit" | "7bits" | "8bit" | "8bits" | "binary" | "none" => Self::Identity,
            _ => Self::Unknown,
        }
    }

    /// Whether a body looks the same encoded.
    pub(crate) fn keeps_bytes(self) -> bool {
        matches!(self, Self::Identity | Self::Unknown)
    }

    /// The most bytes that `length` bytes in the encoding decode to.
    fn most_decoded(self, length: usize) -> usize {
        match self {
            Self::Base64 => length.div_ceil(4) * 3,
            _ => length,
        }
    }

    /// The most bytes that a body decodes to.
    pub(crate) fn room(self, body: &[u8]) -> usize {
        if self == Self::Base64 && radix64::is_prose(body) {
            body.len()
        } else {
            self.most_decoded(body.len())
        }
    }

    /// Decodes a body as most programs do, in pieces; an encoding that isn't known leaves it as it
    /// is.
    pub(crate) fn decode_to(self, body: &[u8], out: &mut impl FnMut(&[u8])) -> Outcome {
        match self {
            Self::Base64 => radix64::decode_to(body, out),
            Self::QuotedPrintable => quoted_printable_to(body, out),
            Self::Uuencode => match uuencode::file_to(body, out) {
                Some((size, has_more)) => Outcome {
                    has_lost: has_more,
                    ..Outcome::agreed(size)
                },
                None => Outcome::undecoded(as_is(body, out).size),
            },
            Self::Identity => as_is(body, out),
            Self::Unknown => Outcome::undecoded(as_is(body, out).size),
        }
    }
}

impl Outcome {
    /// What programs agree on.
    fn agreed(size: usize) -> Self {
        Self {
            size,
            is_odd: false,
            has_lost: false,
        }
    }

    /// A body that isn't in its encoding.
    fn undecoded(size: usize) -> Self {
        Self {
            has_lost: true,
            ..Self::agreed(size)
        }
    }
}

fn as_is(body: &[u8], out: &mut impl FnMut(&[u8])) -> Outcome {
    out(body);
    Outcome::agreed(body.len())
}

/// Base64 (RFC 2045 section 6.8): what isn't in the alphabet is skipped, what follows padding is
/// decoded too.
pub(crate) fn base64(encoded: &[u8]) -> Decoded {
    let mut bytes = Vec::with_capacity(TransferEncoding::Base64.most_decoded(encoded.len()));
    let outcome = radix64::letters_to(encoded, &mut |piece| bytes.extend_from_slice(piece));
    Decoded {
        bytes,
        odd: outcome.is_odd,
    }
}

/// The bytes of a text that is nothing but base64, declared or not; `None` when it isn't.
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
    let outcome = quoted_printable_to(encoded, &mut |piece| bytes.extend_from_slice(piece));
    Decoded {
        bytes,
        odd: outcome.is_odd,
    }
}

fn quoted_printable_to(encoded: &[u8], out: &mut impl FnMut(&[u8])) -> Outcome {
    let mut size = 0;
    let mut is_odd = false;
    let mut put = |piece: &[u8]| {
        size += piece.len();
        out(piece);
    };
    for line in encoded.split_inclusive(|&byte| byte == b'\n') {
        let (line, line_end) = split_line_end(line);
        // White space at the end of a line was added on the way.
        let mut rest = line.trim_ascii_end();
        let mut is_soft = false;
        while let Some(at) = memchr::memchr(b'=', rest) {
            put(&rest[..at]);
            rest = &rest[at + 1..];
            if let Some(byte) = escaped(rest) {
                put(&[byte]);
                rest = &rest[2..];
            } else if rest.is_empty() {
                is_soft = true;
            } else {
                is_odd = true;
                put(b"=");
            }
        }
        put(rest);
        if !is_soft {
            put(line_end);
        }
    }
    Outcome {
        is_odd,
        has_lost: is_odd,
        ..Outcome::agreed(size)
    }
}

/// The byte that two digits at the start of `rest` stand for.
pub(crate) fn escaped(rest: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*rest.get(at)?).to_digit(16);
    u8::try_from(digit(0)? << 4 | digit(1)?).ok()
}

/// A line and its line end.
fn split_line_end(line: &[u8]) -> (&[u8], &[u8]) {
    let content = line.strip_suffix(b"\n").unwrap_or(line);
    let content = if content.len() < line.len() {
        content.strip_suffix(b"\r").unwrap_or(content)
    } else {
        content
    };
    line.split_at(content.len())
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use proptest::prelude::*;

    use super::radix64::FORGIVING;
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
        assert_eq!(quoted_printable(b"a \nb\r\n").bytes, b"a\nb\r\n");
    }

    proptest! {
        #[test]
        fn base64_is_odd_where_a_strict_decoder_fails(
            encoded in "[A-Za-z0-9+/=*\r\n]{0,12}|[A-Za-z0-9+/]{510,515}={0,2}",
        ) {
            let packed: Vec<u8> = encoded
                .bytes()
                .filter(|byte| !byte.is_ascii_whitespace())
                .collect();
            let strict = FORGIVING.decode(&packed);
            let decoded = base64(encoded.as_bytes());
            prop_assert_eq!(decoded.odd, strict.is_err());
            if let Ok(bytes) = strict {
                prop_assert_eq!(decoded.bytes, bytes);
            }
        }

        #[test]
        fn a_body_decodes_to_no_more_bytes_than_there_is_room_for(
            body in "(?s)([A-Za-z0-9+/=\r\n ]|.){0,200}|\
                    begin 644 a\n((#|&A|#0V%T)\n){0,60}(end\n)?",
        ) {
            for encoding in [
                TransferEncoding::Identity,
                TransferEncoding::Base64,
                TransferEncoding::QuotedPrintable,
                TransferEncoding::Uuencode,
                TransferEncoding::Unknown,
            ] {
                let mut size = 0;
                let outcome =
                    encoding.decode_to(body.as_bytes(), &mut |piece| size += piece.len());
                prop_assert!(outcome.size <= size);
                prop_assert!(size <= encoding.room(body.as_bytes()));
            }
        }
    }
}
