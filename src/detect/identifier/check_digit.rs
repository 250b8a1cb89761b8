//! Check digits that several kinds of numbers share.

/// The check of ISO/IEC 7812-1 annex B.
pub(super) fn luhn(digits: &[u8]) -> bool {
    let weigh = |(at, digit): (usize, &u8)| {
        let digit = u32::from(digit - b'0') * if at % 2 == 1 { 2 } else { 1 };
        digit / 10 + digit % 10
    };
    digits.iter().rev().enumerate().map(weigh).sum::<u32>() % 10 == 0
}

/// The check of GS1's bar codes (GTIN, SSCC).
pub(super) fn gs1(digits: &[u8]) -> bool {
    let weigh =
        |(at, digit): (usize, &u8)| u32::from(digit - b'0') * if at % 2 == 1 { 3 } else { 1 };
    digits.iter().rev().enumerate().map(weigh).sum::<u32>() % 10 == 0
}
