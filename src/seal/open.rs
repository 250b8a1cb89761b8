//! Opening: the head alone, head and meta, or all of a sealed message.

use std::fmt;
use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::key::MessageKey;
use super::stream::Decryptor;
use super::suite::UnverifiedHead;
use super::{KeyIds, Meta, OpeningKeys, body, meta};
use crate::secret::Secret;

/// A sealed message can't be opened. Why is not said: a stranger must not learn whether it was the
/// key, the header or the body.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub struct OpenError;

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "this sealed message can't be opened: it is damaged or incomplete, or its keys are \
             not, or no longer, in this keyring",
        )
    }
}

impl std::error::Error for OpenError {}

/// Why a sealed message was not copied.
#[derive(Debug)]
pub enum OpenFailure {
    /// The sealed message can't be opened.
    Sealed(OpenError),
    /// The message may be fine, but the writer it was copied to, or the machine's memory, failed.
    Io(io::Error),
}

impl fmt::Display for OpenFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sealed(error) => error.fmt(f),
            Self::Io(error) => write!(f, "the opened message can't be written: {error}"),
        }
    }
}

impl std::error::Error for OpenFailure {}

impl From<OpenError> for OpenFailure {
    fn from(error: OpenError) -> Self {
        Self::Sealed(error)
    }
}

/// An authentic head.
#[derive(Debug)]
pub struct Head {
    /// Bytes of the head.
    pub len: usize,
    /// Bytes of the meta box that follows it.
    pub meta_len: usize,
}

/// The IDs of the keys that open `sealed`, which must hold at least its head. Nothing has
/// authenticated them yet.
///
/// # Errors
/// [`OpenError`], also when there are fewer bytes.
pub fn read_key_ids(sealed: &[u8]) -> Result<KeyIds, OpenError> {
    UnverifiedHead::parse(sealed).map(|head| head.key_ids())
}

/// Authenticates the head of `sealed`: its first bytes, as many as [`head_len`] says; more may
/// follow.
///
/// # Errors
/// [`OpenError`], also when there are fewer bytes.
///
/// [`head_len`]: super::head_len
pub fn read_head(keys: &OpeningKeys, sealed: &[u8]) -> Result<Head, OpenError> {
    authenticate(keys, sealed).map(|(head, _)| head)
}

/// Authenticates the head and opens the meta: `sealed` needs [`Head::len`] + [`Head::meta_len`]
/// bytes; more may follow.
///
/// # Errors
/// [`OpenError`], also when there are fewer bytes.
pub fn read_meta(keys: &OpeningKeys, sealed: &[u8]) -> Result<Meta, OpenError> {
    open(keys, sealed).map(|opened| opened.meta)
}

/// Authenticates the head and opens the meta of a whole sealed message; its body stays closed until
/// [`Opened::verify`] or [`Opened::copy_to`]. The caller compares [`Meta::expires`] with the time.
///
/// # Errors
/// [`OpenError`]
pub fn open<'a>(keys: &OpeningKeys, sealed: &'a [u8]) -> Result<Opened<'a>, OpenError> {
    let (Head { len, meta_len }, key) = authenticate(keys, sealed)?;
    let (front, body) = sealed.split_at_checked(len + meta_len).ok_or(OpenError)?;
    let (head, meta_box) = front.split_at(len);
    let meta = meta::decode(&meta::open_box(&key, head, meta_box)?)?;
    if meta.expires.is_some() != keys.epoch.is_some() {
        return Err(OpenError);
    }
    Ok(Opened {
        meta,
        key: key.body,
        context: Sha256::digest(front).into(),
        body,
    })
}

/// A sealed message whose head and meta are authentic, with its body still closed.
pub struct Opened<'a> {
    /// What was sealed in front of the body.
    pub meta: Meta,
    key: Secret<[u8; 32]>,
    context: [u8; 32],
    body: &'a [u8],
}

impl Opened<'_> {
    /// Authenticates and decodes the whole body and releases nothing. Returns the message's length
    /// in bytes.
    ///
    /// # Errors
    /// [`OpenError`], also when the message is longer than `limit` bytes.
    pub fn verify(&self, limit: u64) -> Result<u64, OpenError> {
        self.copy_to(limit, &mut io::sink()).map_err(|_| OpenError)
    }

    /// Writes the message to `out`, chunk by authenticated chunk, and returns its length in bytes.
    ///
    /// What was written before an error is authentic, but not the whole message. A caller that must
    /// not release a part calls [`verify`](Self::verify) first.
    ///
    /// # Errors
    /// [`OpenFailure::Sealed`], also when the message is longer than `limit` bytes;
    /// [`OpenFailure::Io`] when `out` fails.
    pub fn copy_to(&self, limit: u64, out: &mut impl Write) -> Result<u64, OpenFailure> {
        body::decode(
            Decryptor::new(self.key.expose(), &self.context, self.body)?,
            limit,
            out,
        )
    }
}

impl fmt::Debug for Opened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened")
            .field("message_id", &self.meta.message_id)
            .finish_non_exhaustive()
    }
}

fn authenticate(keys: &OpeningKeys, sealed: &[u8]) -> Result<(Head, MessageKey), OpenError> {
    let unverified = UnverifiedHead::parse(sealed)?;
    let key = unverified.authenticate(keys)?;
    let head = Head {
        len: unverified.len(),
        meta_len: unverified.meta_len(),
    };
    if meta::is_box_len(head.meta_len) {
        Ok((head, key))
    } else {
        Err(OpenError)
    }
}
