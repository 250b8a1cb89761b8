//! Suites. A suite is a header of its own length that names keys, a tag that authenticates it, and
//! a derivation of the message key. What follows the head (meta box, body) is the same for all.
//!
//! A second suite is a second module beside [`v1`] and a second variant of [`UnverifiedHead`].

pub(super) mod v1;

use super::OpenError;
use super::key::{KeyIds, MessageKey, OpeningKeys, SealingKeys};

const MAGIC: &[u8; 4] = b"PSL1";

/// Bytes that name the suite: the magic and the suite's number.
const PREFIX_LEN: usize = MAGIC.len() + 1;

/// How many bytes at the start of a sealed message are its head, which [`read_head`] authenticates;
/// `None` when `sealed` is too short to say.
///
/// # Errors
/// [`OpenError`] when `sealed` doesn't start as any sealed message does.
///
/// [`read_head`]: super::read_head
pub fn head_len(sealed: &[u8]) -> Result<Option<usize>, OpenError> {
    match sealed.split_first_chunk::<PREFIX_LEN>() {
        None => Ok(None),
        Some(([magic @ .., v1::SUITE], _)) if magic == MAGIC => Ok(Some(v1::HEAD_LEN)),
        Some(_) => Err(OpenError),
    }
}

/// The head of a sealed message that nothing has authenticated yet.
pub(super) enum UnverifiedHead<'a> {
    V1(v1::UnverifiedHead<'a>),
}

impl<'a> UnverifiedHead<'a> {
    /// Reads the head at the start of `sealed`; more may follow.
    ///
    /// # Errors
    /// [`OpenError`] when it is incomplete, or no head of a known suite.
    pub fn parse(sealed: &'a [u8]) -> Result<Self, OpenError> {
        let head_len = head_len(sealed)?.ok_or(OpenError)?;
        let head = sealed.get(..head_len).ok_or(OpenError)?;
        v1::UnverifiedHead::parse(head).map(Self::V1)
    }

    /// Bytes of the header and its tag.
    pub fn len(&self) -> usize {
        match self {
            Self::V1(_) => v1::HEAD_LEN,
        }
    }

    /// Bytes of the meta box.
    pub fn meta_len(&self) -> usize {
        match self {
            Self::V1(head) => head.meta_len(),
        }
    }

    /// The keys that open the message.
    pub fn key_ids(&self) -> KeyIds {
        match self {
            Self::V1(head) => head.key_ids(),
        }
    }

    /// Compares the tag in constant time, and derives the message key.
    ///
    /// # Errors
    /// [`OpenError`] when the head is not authentic under `keys`.
    pub fn authenticate(&self, keys: &OpeningKeys) -> Result<MessageKey, OpenError> {
        match self {
            Self::V1(head) => head.authenticate(keys),
        }
    }
}

/// The head of a new message, and its message key.
pub(super) fn new_head(keys: &SealingKeys, meta_len: u32) -> (Vec<u8>, MessageKey) {
    let (head, key) = v1::new_head(keys, meta_len);
    (head.to_vec(), key)
}
