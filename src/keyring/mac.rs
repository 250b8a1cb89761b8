//! Authentication under the keyring: MACs that any host with the same keys can check.

use hkdf::Hkdf;
use sha2::Sha256;

use super::{Keyring, current};
use crate::seal::Key;
use crate::secret::{self, Secret};

impl Keyring {
    /// [`secret::mac`] over `parts`, under a key that HKDF-SHA-256 derives from the current root
    /// key, or from the newest when all are retired (no salt; info `"postseal v1 mac" ‖ 0x00 ‖
    /// label`). Different labels give unrelated keys.
    #[allow(clippy::expect_used)] // a keyring without a root key is never loaded
    pub fn mac(&self, label: &str, parts: &[&[u8]]) -> [u8; 32] {
        let root = {
            let keys = self.keys();
            let newest = || keys.roots.values().next_back().map(|root| root.key.clone());
            current(&keys)
                .map(|(_, root)| root)
                .or_else(newest)
                .expect("a keyring without a root key is never loaded")
        };
        mac(&root, label, parts)
    }

    /// Whether `tag` is what [`mac`](Self::mac) gives under any root key, current or retired. Takes
    /// the same time for every tag of 32 bytes.
    pub fn verify_mac(&self, label: &str, parts: &[&[u8]], tag: &[u8]) -> bool {
        self.verify(label, parts, |mac| secret::equal(mac, tag))
    }

    /// As [`verify_mac`](Self::verify_mac), for the first bytes of a MAC: 10 or more are enough
    /// where a forger gains little (RFC 2104 section 5).
    pub fn verify_short_mac<const N: usize>(
        &self,
        label: &str,
        parts: &[&[u8]],
        tag: &[u8; N],
    ) -> bool {
        const { assert!(N >= 10 && N <= 32) };
        self.verify(label, parts, |mac| secret::equal(&mac[..N], tag))
    }

    /// What [`mac`](Self::mac) gives for this label and no parts under each root key, current or
    /// retired: keys for MACs of another kind.
    pub fn subkeys(&self, label: &str) -> Vec<Secret<[u8; 32]>> {
        let keys = self.keys();
        let roots = keys.roots.values();
        roots
            .map(|root| Secret::new(mac(&root.key, label, &[])))
            .collect()
    }

    fn verify(&self, label: &str, parts: &[&[u8]], matches: impl Fn(&[u8; 32]) -> bool) -> bool {
        let roots: Vec<_> = self
            .keys()
            .roots
            .values()
            .map(|root| root.key.clone())
            .collect();
        // All of them are tried, so that the time doesn't say which one matched.
        roots.iter().fold(false, |found, root| {
            found | matches(&mac(root, label, parts))
        })
    }
}

#[allow(clippy::expect_used)] // HKDF refuses only more than 8,160 bytes
fn mac(root: &Key, label: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut key = [0; 32];
    Hkdf::<Sha256>::new(None, root.expose())
        .expand_multi_info(&[b"postseal v1 mac", &[0], label.as_bytes()], &mut key)
        .expect("32 is a short length");
    secret::mac(&Secret::new(key), parts)
}
