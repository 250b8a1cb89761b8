//! Values that must not be printed, must not outlive their use, and are compared in constant time.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A secret value: redacted in `Debug`, wiped when dropped, never copied by accident.
///
/// There is no `Display` and no `Deref`; whoever reads the value writes [`expose`](Secret::expose),
/// which is easy to find.
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
        self.0.as_ref().ct_eq(other).into()
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
}
