//! International bank account numbers (ISO 13616), by the structures in SWIFT's registry.

use super::candidate::{Candidate, Form, Identified};

/// The shortest and the longest number.
pub(super) const LENGTHS: (usize, usize) = (15, 33);

/// The structure of what follows country and check digits: n digits, a letters, c either; each with
/// its length.
const STRUCTURES: [(&[u8; 2], &str); 89] = [
    (b"AD", "n8c12"),
    (b"AE", "n19"),
    (b"AL", "n8c16"),
    (b"AT", "n16"),
    (b"AZ", "a4c20"),
    (b"BA", "n16"),
    (b"BE", "n12"),
    (b"BG", "a4n6c8"),
    (b"BH", "a4c14"),
    (b"BI", "n23"),
    (b"BR", "n23a1c1"),
    (b"BY", "c4n4c16"),
    (b"CH", "n5c12"),
    (b"CR", "n18"),
    (b"CY", "n8c16"),
    (b"CZ", "n20"),
    (b"DE", "n18"),
    (b"DJ", "n23"),
    (b"DK", "n14"),
    (b"DO", "c4n20"),
    (b"EE", "n16"),
    (b"EG", "n25"),
    (b"ES", "n20"),
    (b"FI", "n14"),
    (b"FK", "a2n12"),
    (b"FO", "n14"),
    (b"FR", "n10c11n2"),
    (b"GB", "a4n14"),
    (b"GE", "a2n16"),
    (b"GI", "a4c15"),
    (b"GL", "n14"),
    (b"GR", "n7c16"),
    (b"GT", "c24"),
    (b"HN", "a4n20"),
    (b"HR", "n17"),
    (b"HU", "n24"),
    (b"IE", "a4n14"),
    (b"IL", "n19"),
    (b"IQ", "a4n15"),
    (b"IS", "n22"),
    (b"IT", "a1n10c12"),
    (b"JO", "a4n4c18"),
    (b"KW", "a4c22"),
    (b"KZ", "n3c13"),
    (b"LB", "n4c20"),
    (b"LC", "a4c24"),
    (b"LI", "n5c12"),
    (b"LT", "n16"),
    (b"LU", "n3c13"),
    (b"LV", "a4c13"),
    (b"LY", "n21"),
    (b"MC", "n10c11n2"),
    (b"MD", "c20"),
    (b"ME", "n18"),
    (b"MK", "n3c10n2"),
    (b"MN", "n16"),
    (b"MR", "n23"),
    (b"MT", "a4n5c18"),
    (b"MU", "a4n19a3"),
    (b"NI", "a4n20"),
    (b"NL", "a4n10"),
    (b"NO", "n11"),
    (b"OM", "n3c16"),
    (b"PK", "a4c16"),
    (b"PL", "n24"),
    (b"PS", "a4c21"),
    (b"PT", "n21"),
    (b"QA", "a4c21"),
    (b"RO", "a4c16"),
    (b"RS", "n18"),
    (b"RU", "n14c15"),
    (b"SA", "n2c18"),
    (b"SC", "a4n20a3"),
    (b"SD", "n14"),
    (b"SE", "n20"),
    (b"SI", "n15"),
    (b"SK", "n20"),
    (b"SM", "a1n10c12"),
    (b"SO", "n19"),
    (b"ST", "n21"),
    (b"SV", "a4n20"),
    (b"TL", "n19"),
    (b"TN", "n20"),
    (b"TR", "n6c16"),
    (b"UA", "n6c19"),
    (b"VA", "n18"),
    (b"VG", "a4n16"),
    (b"XK", "n16"),
    (b"YE", "a4n4c18"),
];

pub(super) fn identify(candidate: &Candidate) -> Option<Identified> {
    let value = candidate.value;
    let at = STRUCTURES
        .binary_search_by(|(country, _)| country.as_slice().cmp(&value[..2]))
        .ok()?;
    let is_right = value[2..4].iter().all(u8::is_ascii_digit)
        && fits(&value[4..], STRUCTURES[at].1)
        && mod_97(value);
    is_right.then(|| Identified {
        value: value.to_vec(),
        form: Form::Sure,
    })
}

/// Whether an account number has its country's structure, whole.
fn fits(mut account: &[u8], structure: &str) -> bool {
    let mut parts = structure.as_bytes();
    while let [kind, rest @ ..] = parts {
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let length = rest[..digits]
            .iter()
            .fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0'));
        let Some((part, after)) = account.split_at_checked(length) else {
            return false;
        };
        let fits = part.iter().all(|byte| match kind {
            b'n' => byte.is_ascii_digit(),
            b'a' => byte.is_ascii_uppercase(),
            _ => byte.is_ascii_alphanumeric(),
        });
        if !fits {
            return false;
        }
        account = after;
        parts = &rest[digits..];
    }
    account.is_empty()
}

/// The check of ISO 13616: the first four characters last, letters as 10 to 35.
fn mod_97(value: &[u8]) -> bool {
    let rest = value[4..]
        .iter()
        .chain(&value[..4])
        .fold(0, |rest, byte| match byte {
            b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
            _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
        });
    rest == 1
}
