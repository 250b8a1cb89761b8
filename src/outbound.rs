//! From a message and a decision to its carrier: the one place where sealing and wrapping meet.
//!
//! ```text
//! sealing        a message that becomes a carrier while its body arrives
//!   sender         who sends it, and who vouches for that
//!   mark           the message ID by which an answer to a sealed message is known
//!   returning      the MAC by which a carrier is known when it comes back
//!   size           whether a carrier is small enough for the servers behind us
//! copies         copies for some of a message's recipients
//!   submitted      the record of them
//!   witness        a process that sees them to their end
//! original       a message that is there as a whole
//! authenticator  whether a message comes from our side, where only its signature can say so
//! ```

use std::io::Write;
use std::sync::Arc;
use std::{fmt, io};

use bytes::Bytes;

use crate::brand::Brands;
use crate::clock::Clock;
use crate::keyring::Keyring;
use crate::locale::MailLanguages;
use crate::mail::Header;
use crate::mail::sign::{SignError, Signer};
use crate::mail::verify;
use crate::policy::TrustBoundary;
use crate::seal::{Compressors, MessageId};
use crate::wrapper::{FramePool, Wordings};

mod authenticator;
mod copies;
mod mark;
mod original;
mod returning;
mod sealing;
mod sender;
mod size;
mod submitted;
pub mod witness;

pub use crate::wrapper::{Edits, HeaderEdit};
pub use authenticator::Authenticator;
pub use copies::{Copies, Copy, CopyError};
pub use original::Original;
pub use sealing::Sealing;
pub use size::TooLarge;

/// Makes carriers. Cheap to clone.
#[derive(Clone)]
pub struct Outbound {
    keyring: Arc<Keyring>,
    clock: Clock,
    settings: Arc<Settings>,
    signer: Signer,
    compressors: Compressors,
    frames: FramePool,
    wordings: Wordings,
}

/// How carriers look.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The portal's address, with its trailing slash.
    pub portal: String,
    /// What stands in a carrier's Subject instead of the original's; `None`: the original's,
    /// without the policy's tag.
    pub subject: Option<String>,
    /// Which domains are ours.
    pub trust_boundary: TrustBoundary,
    /// The most bytes of a carrier that the next hops take, where the administrator has said so.
    pub max_size: Option<u64>,
    /// Which language carriers are in.
    pub languages: MailLanguages,
    /// The brands, of which rules choose one.
    pub brands: Brands,
}

/// What has become of a message.
pub enum Finished {
    /// It is one of our own carriers and stays one: these edits take out what its header has
    /// gained.
    AlreadySealed(Edits),
    /// This replaces it.
    Carrier(Carrier),
}

/// What turns a message into its carrier.
pub struct Carrier {
    /// The header edits, in order.
    pub edits: Edits,
    /// The new body, with CRLF line ends, in frames of at most [`FRAME`](crate::wrapper::FRAME)
    /// bytes.
    pub body: Vec<Bytes>,
    /// The sealed message's id.
    pub message_id: MessageId,
}

/// Why a message can't be sealed.
#[derive(Debug)]
pub enum OutboundError {
    /// There is no key to be had, or something broke.
    Io(io::Error),
    /// Its carrier is larger than the next hops take.
    TooLarge(TooLarge),
}

impl fmt::Display for OutboundError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the message can't be sealed: {error}"),
            Self::TooLarge(large) => large.fmt(f),
        }
    }
}

impl std::error::Error for OutboundError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::TooLarge(_) => None,
        }
    }
}

impl From<SignError> for OutboundError {
    fn from(error: SignError) -> Self {
        Self::Io(io::Error::other(error))
    }
}

impl From<io::Error> for OutboundError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Outbound {
    /// Seals with the keys of `keyring`, and signs carriers with those of `signer`.
    pub fn new(keyring: Arc<Keyring>, clock: Clock, settings: Settings, signer: Signer) -> Self {
        Self {
            keyring,
            clock,
            settings: Arc::new(settings),
            signer,
            compressors: Compressors::default(),
            frames: FramePool::default(),
            wordings: Wordings::default(),
        }
    }

    /// Whether sealing a message breaks the signature of another host, and a set of our own can
    /// tell of it (RFC 8617).
    pub fn breaks_signature(&self, header: &Header) -> bool {
        let foreign = || {
            let mut claims = verify::claims(header);
            claims.any(|claim| {
                let domain = claim.domain.unwrap_or_default();
                !self.signer.is_ours(&domain, &claim.selector)
            })
        };
        !self.signer.is_empty() && (header.first("ARC-Seal").is_some() || foreign())
    }
}

impl Carrier {
    /// Writes the carrier as a whole mail, with CRLF line ends; `original` is the header of the
    /// message that it replaces.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_to(&self, original: &Header, out: &mut impl Write) -> io::Result<()> {
        for field in self.edits.apply(original).fields() {
            out.write_all(&field.crlf())?;
        }
        out.write_all(b"\r\n")?;
        self.body.iter().try_for_each(|frame| out.write_all(frame))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
