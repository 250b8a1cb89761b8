//! Whether a message comes from our side, where only its signature can say so.

use std::sync::Arc;

use tracing::warn;

use super::Original;
use crate::mail::verify::{Verifier, VerifyError};
use crate::mail::{Envelope, Header, Signatures};
use crate::policy::TrustBoundary;

/// Checks the signatures of messages.
#[derive(Clone)]
pub struct Authenticator {
    trust_boundary: TrustBoundary,
    verifier: Verifier,
}

impl Authenticator {
    /// Checks with `verifier` what comes over `trust_boundary`.
    pub fn new(trust_boundary: TrustBoundary, verifier: Verifier) -> Self {
        Self {
            trust_boundary,
            verifier,
        }
    }

    /// What is known before the body is there.
    pub fn claimed(&self, envelope: &Envelope, header: &Header) -> Signatures {
        if self.trust_boundary.depends_on_signature(envelope, header) {
            Signatures::Claimed
        } else {
            Signatures::Unasked
        }
    }

    /// What is known with the body. A message that doesn't hang on its signatures never fails for
    /// them.
    ///
    /// # Errors
    /// [`VerifyError`] when it can't be told now whether the message comes from our side.
    pub async fn check(&self, original: Original<'_>) -> Result<Signatures, VerifyError> {
        let Original {
            envelope, header, ..
        } = original;
        let hangs =
            envelope.signatures == Signatures::Claimed && self.trust_boundary.may_leave(envelope);
        let matters = self.trust_boundary.signers(header);
        let checked = match self
            .verifier
            .check(
                header,
                &original.as_it_is(),
                envelope.client,
                hangs,
                matters,
            )
            .await
        {
            Ok(checked) => checked,
            Err(error) if hangs => return Err(error),
            Err(error) => {
                warn!(
                    queue_id = envelope.queue_id.as_deref(),
                    "a message's signatures are not looked at: {error}"
                );
                return Ok(Signatures::Unasked);
            }
        };
        match self.trust_boundary.is_signed(header, &checked) {
            Err(doubt) if hangs => return Err(VerifyError::undecided(doubt)),
            Ok(false) if hangs => warn!(
                queue_id = envelope.queue_id.as_deref(),
                "the signature by which this message says it is ours doesn't hold: it counts as \
                 one from outside"
            ),
            _ => {}
        }
        Ok(Signatures::Checked(Arc::new(checked)))
    }
}
