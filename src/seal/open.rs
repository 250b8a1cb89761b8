//! Opening: the head alone, head and meta, or all of a sealed message.

use std::fmt;
use std::io::{self, Write};

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::format::{HEAD_LEN, HEADER_LEN, Header, MessageKey};
use super::stream::Decryptor;
use super::{Keyring, Meta, body, meta};
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

/// An authenticated header.
#[derive(Debug)]
pub struct Head {
    /// Bytes of the sealed meta that follow the first [`HEAD_LEN`].
    pub meta_len: usize,
}

/// Authenticates the first [`HEAD_LEN`] bytes of `sealed`; more may follow.
///
/// # Errors
/// [`OpenError`], also when there are fewer bytes.
pub fn read_head(keyring: &Keyring, sealed: &[u8]) -> Result<Head, OpenError> {
    authenticate(keyring, sealed).map(|authentic| Head {
        meta_len: authentic.meta_len,
    })
}

/// Authenticates the head and opens the meta: `sealed` needs [`HEAD_LEN`] + [`Head::meta_len`]
/// bytes; more may follow.
///
/// # Errors
/// [`OpenError`], also when there are fewer bytes.
pub fn read_meta(keyring: &Keyring, sealed: &[u8]) -> Result<Meta, OpenError> {
    open(keyring, sealed).map(|opened| opened.meta)
}

/// Authenticates the head and opens the meta of a whole sealed message; its body stays closed until
/// [`Opened::verify`] or [`Opened::copy_to`]. Whether it has expired is for the caller to see, in
/// [`Meta::expires`].
///
/// # Errors
/// [`OpenError`]
pub fn open<'a>(keyring: &Keyring, sealed: &'a [u8]) -> Result<Opened<'a>, OpenError> {
    let Authentic {
        key,
        meta_len,
        expires,
    } = authenticate(keyring, sealed)?;
    let (front, body) = sealed
        .split_at_checked(HEAD_LEN + meta_len)
        .ok_or(OpenError)?;
    let (head, meta_box) = front.split_at(HEAD_LEN);
    let meta = meta::decode(&meta::open_box(&key, head, meta_box)?)?;
    if meta.expires.is_some() != expires {
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
    /// What was written before an error is authentic, but not the whole message. Whoever must not
    /// release a part calls [`verify`](Self::verify) first.
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

/// What an authentic head gives.
struct Authentic {
    key: MessageKey,
    meta_len: usize,
    /// Whether the header names an epoch key.
    expires: bool,
}

fn authenticate(keyring: &Keyring, sealed: &[u8]) -> Result<Authentic, OpenError> {
    let (bytes, rest) = sealed.split_first_chunk::<HEADER_LEN>().ok_or(OpenError)?;
    let (tag, _) = rest
        .split_first_chunk::<{ HEAD_LEN - HEADER_LEN }>()
        .ok_or(OpenError)?;
    let header = Header::parse(bytes)?;
    let (root, epoch) = keyring
        .opening_keys(header.root_id, header.epoch_id)
        .ok_or(OpenError)?;
    let key = MessageKey::derive(bytes, &root, epoch.as_deref());
    let meta_len = usize::try_from(header.meta_len).map_err(|_| OpenError)?;
    if !bool::from(key.tag(bytes).ct_eq(tag)) || !meta::is_box_len(meta_len) {
        return Err(OpenError);
    }
    Ok(Authentic {
        key,
        meta_len,
        expires: header.epoch_id.is_some(),
    })
}
