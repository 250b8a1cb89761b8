//! Passcodes: eight digits that follow from a key, the visit, the message, the address and a random
//! nonce, and stand nowhere.
//!
//! ```text
//! code = first 64 bits of HMAC-SHA-256(key, parts) mod 10^8
//! parts, each behind its length as u64: "postseal v1 passcode", visit id, message id, address in lower case, nonce
//! ```
//!
//! A code is good for ten minutes, five tries, one visit, and until the next is issued. Guessing
//! costs an attacker one mail to the victim per five tries, so the chance within the limits of one
//! address is 50 in 10^8 a day.

use std::time::Duration;

use crate::seal::MessageId;
use crate::secret::{Secret, mac};
use crate::store::Issue;

/// How long a code is good.
pub(super) const LIFE: Duration = Duration::from_secs(10 * 60);

/// How often it may be tried.
pub(super) const TRIES: u32 = 5;

const DIGITS: usize = 8;

/// The code of this issue, as eight ASCII digits.
pub(super) fn derive(
    key: &Secret<[u8; 32]>,
    visit: &str,
    message: MessageId,
    issue: &Issue,
) -> Secret<[u8; DIGITS]> {
    let address = issue.address.key();
    let parts = [
        b"postseal v1 passcode",
        visit.as_bytes(),
        &message.0,
        address.as_bytes(),
        &issue.nonce,
    ];
    let mac = mac(key, &parts);
    let mut number = mac[..8]
        .iter()
        .fold(0, |number, &byte| number << 8 | u64::from(byte));
    let mut digits = [0; DIGITS];
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
    Secret::new(digits)
}

/// What somebody typed or pasted, as eight digits: spaces and dashes between them are fine, in any
/// alphabet's width.
pub(super) fn parse(typed: &str) -> Option<Secret<[u8; DIGITS]>> {
    let mut digits = Vec::with_capacity(DIGITS);
    for c in typed.chars() {
        match c {
            '0'..='9' => digits.push(c as u8),
            '\u{ff10}'..='\u{ff19}' => digits.push(b'0' + (u32::from(c) - 0xff10) as u8),
            c if c.is_whitespace() || matches!(c, '-' | '‐' | '–' | '.' | '\u{200b}') => {}
            _ => return None,
        }
    }
    digits.try_into().ok().map(Secret::new)
}

/// The code as people read it: `1234 5678`.
pub(super) fn grouped(code: &Secret<[u8; DIGITS]>) -> String {
    let digits = String::from_utf8_lossy(code.expose());
    format!("{} {}", &digits[..4], &digits[4..])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::mail::Address;

    fn issue(address: &str, nonce: u8) -> Issue {
        Issue {
            nonce: [nonce; 16],
            address: Address::parse(address).unwrap(),
            tries: 5,
        }
    }

    fn code(key: u8, visit: &str, message: u8, issue: &Issue) -> String {
        grouped(&derive(
            &Secret::new([key; 32]),
            visit,
            MessageId([message; 16]),
            issue,
        ))
    }

    #[test]
    fn everything_it_is_bound_to_changes_it() {
        let bob = issue("bob@example.com", 1);
        let codes = [
            code(1, "v", 1, &bob),
            code(2, "v", 1, &bob),
            code(1, "w", 1, &bob),
            code(1, "v", 2, &bob),
            code(1, "v", 1, &issue("bob@example.net", 1)),
            code(1, "v", 1, &issue("bob@example.com", 2)),
            // The border between two parts moves.
            code(1, "vb", 1, &issue("ob@example.com", 1)),
        ];
        for (n, one) in codes.iter().enumerate() {
            assert_eq!(one.len(), 9);
            assert!(!codes[..n].contains(one), "{n}");
        }
        assert_eq!(
            code(1, "v", 1, &issue("BOB@Example.com", 1)),
            codes[0],
            "whatever case the address is typed in"
        );
    }

    #[test]
    fn the_arithmetic_is_what_the_documentation_says() {
        // python3: hmac.new(b'\1'*32, b''.join(len(p).to_bytes(8) + p for p in [b'postseal v1
        // passcode', b'v', b'\1'*16, b'bob@example.com', b'\1'*16]), 'sha256').digest()[:8], as a
        // big-endian number modulo 10**8
        assert_eq!(code(1, "v", 1, &issue("bob@example.com", 1)), "4972 7804");
    }

    #[test]
    fn codes_spread_evenly() {
        let mut first = [0_u32; 10];
        for n in 0..10_000_u32 {
            let mut one = issue("bob@example.com", 0);
            one.nonce[..4].copy_from_slice(&n.to_be_bytes());
            first[usize::from(code(1, "v", 1, &one).as_bytes()[0] - b'0')] += 1;
        }
        // Chi-squared with 9 degrees of freedom: above 40 about once in 100,000 runs; the input is
        // fixed.
        let chi: f64 = first
            .iter()
            .map(|&n| (f64::from(n) - 1_000.0).powi(2) / 1_000.0)
            .sum();
        assert!(chi < 40.0, "{first:?}");
    }

    #[test]
    fn codes_are_taken_as_people_type_them() {
        for typed in [
            "12345678",
            "1234 5678",
            " 1234-5678\r\n",
            "１２３４５６７８",
            "1 2 3 4 5 6 7 8",
            "1234\u{a0}5678",
        ] {
            assert_eq!(parse(typed).unwrap().expose(), b"12345678", "{typed:?}");
        }
        for typed in ["", "1234567", "123456789", "1234567a", "1234 567８9"] {
            assert!(parse(typed).is_none(), "{typed:?}");
        }
    }
}
