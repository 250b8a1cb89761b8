//! Secret values, and the few operations on them that every module shares: random bytes, HMAC, hex,
//! comparison in constant time.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A secret value: redacted in `Debug`, wiped when dropped, never copied by accident.
///
/// There is no `Display` and no `Deref`. Code that reads the value calls
/// [`expose`](Secret::expose), which is easy to find.
#[derive(Clone)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes charge of `value`.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself, for the one expression that needs it.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<const N: usize> Secret<[u8; N]> {
    /// `N` bytes from the operating system's generator.
    ///
    /// # Panics
    /// When the operating system has no randomness to give: nothing can be sealed safely then.
    pub fn random() -> Self {
        Self(random())
    }
}

impl<T: Zeroize + AsRef<[u8]>> Secret<T> {
    /// Whether `other` holds the same bytes, in time that depends on the length alone.
    pub fn matches(&self, other: &[u8]) -> bool {
        equal(self.0.as_ref(), other)
    }
}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<T: Zeroize> ZeroizeOnDrop for Secret<T> {}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// `N` bytes from the operating system's generator, for values that are unique but not secret.
///
/// # Panics
/// When the operating system has no randomness to give.
#[allow(clippy::expect_used)] // no caller could go on
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system's random generator failed");
    bytes
}

/// A random 64-bit number, for names.
pub fn random_u64() -> u64 {
    u64::from_be_bytes(random())
}

/// Whether `a` and `b` are the same bytes, in time that depends on their lengths alone.
pub fn equal(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// `bytes` as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

/// HMAC-SHA-256 of one message.
#[allow(clippy::expect_used)] // HMAC takes keys of every length
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
    mac.chain_update(message).finalize().into_bytes().into()
}

/// HMAC-SHA-256 over a list: each part is prefixed with its length as a big-endian `u64`, so that
/// different lists never authenticate the same bytes.
#[allow(clippy::expect_used)] // HMAC takes keys of every length
pub fn mac(key: &Secret<[u8; 32]>, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key.expose()).expect("HMAC takes keys of every length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        let secret = Secret::new(*b"hunter2!");
        assert_eq!(
            format!("{secret:?} {:?}", Some(&secret)),
            "[redacted] Some([redacted])"
        );
    }

    #[test]
    fn matches_compares_whole_values() {
        let secret = Secret::new(*b"abc");
        assert!(secret.matches(b"abc"));
        assert!(!secret.matches(b"abd"));
        assert!(!secret.matches(b"ab"));
    }

    #[test]
    fn hex_has_two_lower_case_digits_for_each_byte() {
        assert_eq!(hex(&[0x00, 0x0f, 0xa5, 0xff]), "000fa5ff");
        assert_eq!(hex(&[]), "");
    }

    /// RFC 4231 section 4.3.
    #[test]
    fn hmac_is_the_published_one() {
        assert_eq!(
            hex(&hmac_sha256(b"Jefe", b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn a_mac_tells_where_a_part_ends() {
        let key = Secret::new([1; 32]);
        let lists: [&[&[u8]]; 4] = [&[b"ab", b"c"], &[b"a", b"bc"], &[b"abc"], &[b"abc", b""]];
        for (n, list) in lists.iter().enumerate() {
            for other in &lists[..n] {
                assert_ne!(mac(&key, list), mac(&key, other));
            }
        }
        assert_eq!(
            mac(&key, &[b"a"]),
            hmac_sha256(key.expose(), b"\0\0\0\0\0\0\0\x01a")
        );
    }
}
