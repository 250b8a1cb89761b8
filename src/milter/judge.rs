//! What the milter asks of the rest of postseal, as a trait.
//!
//! [`State`](super::State) is what serves mail. It stands behind a trait since the promise that
//! matters most is about what goes wrong: an error *or a panic* in any of these calls refuses that
//! message and no other. No rule, key or message makes the real ones panic, so the tests put in a
//! double that does. The seam is this one, rather than one below policy, sealing and submission,
//! so that there is one of it.

use std::sync::LazyLock;

use super::error::BoxError;
use crate::locale::{Locales, Words};
use crate::mail::{Envelope, Header, Signatures};
use crate::outbound::{Copy, CopyError, Finished, Original};
use crate::policy::{Body, Judgement, SealOptions};

/// Decides on messages, seals them and sends copies of them.
///
/// An error or a panic of any of these refuses the message, with a transient reply unless the error
/// is one that a retry can only meet again.
pub trait Judge: Send + Sync + 'static {
    /// Macros to ask the MTA for beside those that every message needs, without braces.
    fn macros(&self) -> Vec<String>;

    /// Decides, once the header is complete; asked again with the body if the decision depends on
    /// it.
    fn judge(&self, envelope: &Envelope, header: &Header, body: Body<'_>) -> Judgement;

    /// The language in which the senders of refused messages are told why.
    fn words(&self) -> Words {
        static ENGLISH: LazyLock<Words> = LazyLock::new(|| Locales::built_in().own());
        ENGLISH.clone()
    }

    /// What is known of a message's signatures before its body is there.
    fn signatures(&self, _envelope: &Envelope, _header: &Header) -> Signatures {
        Signatures::Unasked
    }

    /// Whether a message's signatures must be checked before it is sealed.
    fn checks_before_sealing(&self, _header: &Header) -> bool {
        false
    }

    /// Checks a message's signatures. Called on a thread that may block.
    ///
    /// # Errors
    /// When it can't be told now whether the message comes from our side.
    fn check_signatures(&self, _original: Original<'_>) -> Result<Signatures, BoxError> {
        Ok(Signatures::Unasked)
    }

    /// Starts to seal, when that was the decision.
    ///
    /// # Errors
    /// When the message can't be sealed.
    fn begin(
        &self,
        envelope: &Envelope,
        header: &Header,
        options: &SealOptions,
    ) -> Result<Box<dyn Sealing>, BoxError>;

    /// Submits these copies of a message that is split, but those that were submitted in an earlier
    /// attempt. Called on a thread that may block. Calls `rest` once, before any copy is out; when
    /// that says that there is no use, none goes out.
    ///
    /// # Errors
    /// When one of them can't be submitted; the message must be refused.
    fn send_copies(
        &self,
        original: Original<'_>,
        copies: &[Copy<'_>],
        rest: &mut dyn FnMut() -> bool,
    ) -> Result<(), CopyError>;
}

/// A message being sealed while its body arrives. Dropped when the message comes to nothing.
pub trait Sealing: Send {
    /// Takes more of the body, as it came.
    ///
    /// # Errors
    /// When the message can't be sealed.
    fn write(&mut self, body: &[u8]) -> Result<(), BoxError>;

    /// How many bytes of memory this takes.
    fn memory(&self) -> usize;

    /// Whether [`finish`](Self::finish) takes no longer than a write does. Then it is done at once:
    /// handing it to another thread and waking up again costs more than sealing a short message.
    fn is_nearly_done(&self) -> bool {
        false
    }

    /// Makes the carrier: the body is complete. Called on a thread that may block, unless it is
    /// [nearly done](Self::is_nearly_done).
    ///
    /// # Errors
    /// When the message can't be sealed.
    fn finish(self: Box<Self>) -> Result<Finished, BoxError>;
}
