//! The public RSA keys that DNS has: DER of a SubjectPublicKeyInfo (RFC 8017 appendix A.1) or of
//! the key alone (RFC 6376 section 3.6.1).

use std::ops::RangeInclusive;

/// How many bits the modulus of a key has that is used.
const BITS: RangeInclusive<usize> = 1_024..=8_192;

/// The `rsaEncryption` of a SubjectPublicKeyInfo, with its NULL.
const ALGORITHM: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;

/// Whether these bytes are one whole key that signatures are checked with.
pub(super) fn is_key(der: &[u8]) -> bool {
    public_key(der).is_some_and(|bits| BITS.contains(&bits))
}

/// How many bits the modulus has, if all of this is a key.
fn public_key(der: &[u8]) -> Option<usize> {
    let key = alone(der, SEQUENCE)?;
    if key.first() == Some(&INTEGER) {
        return modulus(key);
    }
    let (algorithm, rest) = element(key, SEQUENCE)?;
    if algorithm != ALGORITHM {
        return None;
    }
    let key = alone(rest, BIT_STRING)?.strip_prefix(&[0])?;
    modulus(alone(key, SEQUENCE)?)
}

/// How many bits the modulus has, with an exponent that can be used beside it.
fn modulus(key: &[u8]) -> Option<usize> {
    let (modulus, rest) = element(key, INTEGER)?;
    let (modulus, exponent) = (positive(modulus)?, positive(alone(rest, INTEGER)?)?);
    let bits = bits(modulus);
    let is_odd = |number: &[u8]| number.last().is_some_and(|last| last % 2 == 1);
    let fits = is_odd(modulus) && is_odd(exponent) && (2..=33).contains(&self::bits(exponent));
    fits.then_some(bits)
}

fn bits(number: &[u8]) -> usize {
    let zeros = number.first().map_or(0, |first| first.leading_zeros());
    number.len() * 8 - zeros as usize
}

/// A number above zero, without the zero that keeps it from being a negative one.
fn positive(number: &[u8]) -> Option<&[u8]> {
    match number {
        [0, 128..=255, ..] => Some(&number[1..]),
        [1..=127, ..] => Some(number),
        _ => None,
    }
}

/// The content of the one element that all of this is.
fn alone(der: &[u8], tag: u8) -> Option<&[u8]> {
    element(der, tag)
        .filter(|(_, rest)| rest.is_empty())
        .map(|(content, _)| content)
}

/// The content of the first element, and what stands behind it.
fn element(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (length, rest) = match *der.strip_prefix(&[tag])? {
        [short @ ..=127, ref rest @ ..] => (usize::from(short), rest),
        [0x81, long @ 128..=255, ref rest @ ..] => (usize::from(long), rest),
        [0x82, high @ 1..=255, low, ref rest @ ..] => {
            (usize::from(u16::from_be_bytes([high, low])), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}
