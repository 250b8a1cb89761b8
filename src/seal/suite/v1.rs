//! Suite 1: keys by HKDF-SHA-256 from a root key and an epoch key, under a fresh salt.

use hkdf::Hkdf;
use sha2::Sha256;

use super::{MAGIC, PREFIX_LEN};
use crate::seal::OpenError;
use crate::seal::key::{Key, KeyIds, MessageKey, OpeningKeys, SealingKeys};
use crate::secret::{self, Secret, hmac_sha256};

/// The suite's number in the header.
pub(in crate::seal) const SUITE: u8 = 1;

/// Bytes of the header without its tag.
pub(in crate::seal) const HEADER_LEN: usize = 54;

/// Bytes of the header and its tag.
pub(in crate::seal) const HEAD_LEN: usize = HEADER_LEN + TAG_LEN;

const TAG_LEN: usize = 32;

/// Most bytes of a meta box.
const META_LEN_MAX: u32 = 1 << 20;

/// The header's fields that vary.
pub(in crate::seal) struct Header {
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

    /// Reads a header whose magic and suite are known to be right.
    fn parse(bytes: &[u8; HEADER_LEN]) -> Result<Self, OpenError> {
        let (_, rest) = bytes.split_first_chunk::<PREFIX_LEN>().ok_or(OpenError)?;
        let (&[flags], rest) = rest.split_first_chunk::<1>().ok_or(OpenError)?;
        let (root_id, rest) = rest.split_first_chunk::<4>().ok_or(OpenError)?;
        let (epoch_id, rest) = rest.split_first_chunk::<8>().ok_or(OpenError)?;
        let (salt, rest) = rest.split_first_chunk::<32>().ok_or(OpenError)?;
        let meta_len = u32::from_be_bytes(rest.try_into().map_err(|_| OpenError)?);
        if flags != 0 || meta_len > META_LEN_MAX {
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

/// A header with its tag, both as they came.
pub(in crate::seal) struct UnverifiedHead<'a> {
    header: Header,
    bytes: &'a [u8; HEADER_LEN],
    tag: &'a [u8],
}

impl<'a> UnverifiedHead<'a> {
    pub fn parse(head: &'a [u8]) -> Result<Self, OpenError> {
        let (bytes, tag) = head.split_first_chunk::<HEADER_LEN>().ok_or(OpenError)?;
        let header = Header::parse(bytes)?;
        Ok(Self { header, bytes, tag })
    }

    pub fn meta_len(&self) -> usize {
        // At most META_LEN_MAX.
        self.header.meta_len as usize
    }

    pub fn key_ids(&self) -> KeyIds {
        KeyIds {
            root: self.header.root_id,
            epoch: self.header.epoch_id,
        }
    }

    pub fn authenticate(&self, keys: &OpeningKeys) -> Result<MessageKey, OpenError> {
        let derived = Derived::from_header(self.bytes, &keys.root, keys.epoch.as_deref());
        let expires = self.header.epoch_id.is_some();
        if expires == keys.epoch.is_some() && secret::equal(&derived.tag(self.bytes), self.tag) {
            Ok(derived.message)
        } else {
            Err(OpenError)
        }
    }
}

/// A header under a fresh salt with its tag, and the message key that belongs to it.
pub(super) fn new_head(keys: &SealingKeys, meta_len: u32) -> ([u8; HEAD_LEN], MessageKey) {
    let epoch_id = keys.epoch.as_ref().map(|(id, _)| *id);
    let epoch = keys.epoch.as_ref().map(|(_, key)| &**key);
    let header = Header {
        root_id: keys.root_id,
        epoch_id,
        salt: secret::random(),
        meta_len,
    }
    .to_bytes();
    let derived = Derived::from_header(&header, &keys.root, epoch);
    (derived.head(&header), derived.message)
}

/// All that is derived for one message.
pub(in crate::seal) struct Derived {
    tag_key: Secret<[u8; 32]>,
    pub message: MessageKey,
}

impl Derived {
    /// Derives the keys of the message whose header is `header`.
    pub fn from_header(header: &[u8; HEADER_LEN], root: &Key, epoch: Option<&Key>) -> Self {
        let mut input = [0; 64];
        input[..32].copy_from_slice(root.expose());
        if let Some(epoch) = epoch {
            input[32..].copy_from_slice(epoch.expose());
        }
        let input = Secret::new(input);
        let prk = Hkdf::<Sha256>::new(Some(&header[18..50]), input.expose());
        Self {
            tag_key: Secret::new(expand(&prk, "postseal v1 header tag", header)),
            message: MessageKey {
                meta: Secret::new(expand(&prk, "postseal v1 meta key", header)),
                meta_nonce: expand(&prk, "postseal v1 meta nonce", header),
                body: Secret::new(expand(&prk, "postseal v1 body key", header)),
            },
        }
    }

    /// The header and its tag.
    pub fn head(&self, header: &[u8; HEADER_LEN]) -> [u8; HEAD_LEN] {
        let mut head = [0; HEAD_LEN];
        head[..HEADER_LEN].copy_from_slice(header);
        head[HEADER_LEN..].copy_from_slice(&self.tag(header));
        head
    }

    fn tag(&self, header: &[u8; HEADER_LEN]) -> [u8; TAG_LEN] {
        hmac_sha256(self.tag_key.expose(), header)
    }
}

/// HKDF-Expand with the label, a zero byte and the header as info.
#[allow(clippy::expect_used)] // HKDF refuses only more than 8,160 bytes
fn expand<const N: usize>(prk: &Hkdf<Sha256>, label: &str, header: &[u8; HEADER_LEN]) -> [u8; N] {
    let mut out = [0; N];
    prk.expand_multi_info(&[label.as_bytes(), &[0], header], &mut out)
        .expect("N is a short length");
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::seal::suite;

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
        let head = [&bytes[..], &[0; TAG_LEN]].concat();
        assert!(suite::UnverifiedHead::parse(&head).is_ok());
        for (at, value) in [
            (0, b'p'),
            (3, b'2'),
            (4, 0),
            (4, 2),
            (5, 1),
            (5, 0x80),
            (50, 1),
        ] {
            let mut bad = head.clone();
            bad[at] = value;
            assert!(
                suite::UnverifiedHead::parse(&bad).is_err(),
                "byte {at} = {value}"
            );
        }
    }

    #[test]
    fn the_first_bytes_say_how_long_the_head_is() {
        assert_eq!(suite::head_len(b"PSL1"), Ok(None));
        assert_eq!(suite::head_len(b"PSL1\x01"), Ok(Some(HEAD_LEN)));
        assert_eq!(suite::head_len(b"PSL1\x02"), Err(OpenError));
        assert_eq!(suite::head_len(b"PK\x03\x04\x01"), Err(OpenError));
    }
}
