//! The fixed header, and the keys of one message that come from it.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::OpenError;
use crate::secret::Secret;

/// Bytes that must be there to authenticate a header: the header and its tag.
pub const HEAD_LEN: usize = HEADER_LEN + 32;

/// Bytes of the header, without its tag.
pub(super) const HEADER_LEN: usize = 54;

/// Bytes of the tag at the end of an AES-GCM box.
pub(super) const BOX_TAG_LEN: usize = 16;

/// Most bytes of a meta box.
const META_LEN_MAX: u32 = 1 << 20;

const MAGIC: &[u8; 4] = b"PSL1";
const SUITE: u8 = 1;

/// The header's fields that vary.
pub(super) struct Header {
    pub root_id: u32,
    /// `None` on the wire is 0.
    pub epoch_id: Option<u64>,
    pub salt: [u8; 32],
    pub meta_len: u32,
}

impl Header {
    pub fn to_bytes(&self) -> [u8; HEADER_LEN] {
        let mut bytes = [0; HEADER_LEN];
        bytes[..4].copy_from_slice(MAGIC);
        bytes[4] = SUITE;
        bytes[6..10].copy_from_slice(&self.root_id.to_be_bytes());
        bytes[10..18].copy_from_slice(&self.epoch_id.unwrap_or(0).to_be_bytes());
        bytes[18..50].copy_from_slice(&self.salt);
        bytes[50..].copy_from_slice(&self.meta_len.to_be_bytes());
        bytes
    }

    /// Reads a header that nothing has authenticated yet.
    pub fn parse(bytes: &[u8; HEADER_LEN]) -> Result<Self, OpenError> {
        let (magic, rest) = bytes.split_first_chunk::<4>().ok_or(OpenError)?;
        let (&[suite, flags], rest) = rest.split_first_chunk::<2>().ok_or(OpenError)?;
        let (root_id, rest) = rest.split_first_chunk::<4>().ok_or(OpenError)?;
        let (epoch_id, rest) = rest.split_first_chunk::<8>().ok_or(OpenError)?;
        let (salt, rest) = rest.split_first_chunk::<32>().ok_or(OpenError)?;
        let meta_len = u32::from_be_bytes(rest.try_into().map_err(|_| OpenError)?);
        if magic != MAGIC || suite != SUITE || flags != 0 || meta_len > META_LEN_MAX {
            return Err(OpenError);
        }
        let epoch_id = Some(u64::from_be_bytes(*epoch_id)).filter(|&id| id != 0);
        Ok(Self {
            root_id: u32::from_be_bytes(*root_id),
            epoch_id,
            salt: *salt,
            meta_len,
        })
    }
}

/// What one message is sealed with; never used for another.
pub(super) struct MessageKey {
    tag: Secret<[u8; 32]>,
    pub meta: Secret<[u8; 32]>,
    pub meta_nonce: [u8; 12],
    pub body: Secret<[u8; 32]>,
}

impl MessageKey {
    /// Derives the keys of the message whose header is `header`.
    pub fn derive(
        header: &[u8; HEADER_LEN],
        root: &Secret<[u8; 32]>,
        epoch: Option<&Secret<[u8; 32]>>,
    ) -> Self {
        let mut input = [0; 64];
        input[..32].copy_from_slice(root.expose());
        if let Some(epoch) = epoch {
            input[32..].copy_from_slice(epoch.expose());
        }
        let input = Secret::new(input);
        let prk = Hkdf::<Sha256>::new(Some(&header[18..50]), input.expose());
        Self {
            tag: Secret::new(expand(&prk, "postseal v1 header tag", header)),
            meta: Secret::new(expand(&prk, "postseal v1 meta key", header)),
            meta_nonce: expand(&prk, "postseal v1 meta nonce", header),
            body: Secret::new(expand(&prk, "postseal v1 body key", header)),
        }
    }

    /// The tag of `header`.
    pub fn tag(&self, header: &[u8; HEADER_LEN]) -> [u8; 32] {
        hmac_sha256(self.tag.expose(), &[header])
    }
}

/// HKDF-Expand with the label, a zero byte and `context` as info.
#[allow(clippy::expect_used)] // HKDF refuses only more than 8,160 bytes
pub(super) fn expand<const N: usize>(prk: &Hkdf<Sha256>, label: &str, context: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    prk.expand_multi_info(&[label.as_bytes(), &[0], context], &mut out)
        .expect("N is a short length");
    out
}

/// HMAC-SHA-256 over the concatenation of `parts`.
#[allow(clippy::expect_used)] // HMAC takes keys of every length
pub(super) fn hmac_sha256(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac =
        <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("HMAC takes keys of every length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_header_reads_back_and_nothing_else_is_one() {
        let header = Header {
            root_id: 0x01020304,
            epoch_id: Some(u64::MAX),
            salt: [7; 32],
            meta_len: 528,
        };
        let bytes = header.to_bytes();
        assert_eq!(&bytes[..10], b"PSL1\x01\x00\x01\x02\x03\x04");
        assert_eq!(Header::parse(&bytes).unwrap().to_bytes(), bytes);
        for (at, value) in [
            (0, b'p'),
            (3, b'2'),
            (4, 0),
            (4, 2),
            (5, 1),
            (5, 0x80),
            (50, 1),
        ] {
            let mut bad = bytes;
            bad[at] = value;
            assert!(Header::parse(&bad).is_err(), "byte {at} = {value}");
        }
    }
}
