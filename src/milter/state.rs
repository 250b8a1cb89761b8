//! The [`Judge`] that serves mail: rules, keys, and the way to the MTA for copies.

use tokio::runtime::Handle;

use super::error::BoxError;
use super::judge::{Judge, Sealing};
use crate::locale::Words;
use crate::mail::{Envelope, Header, Signatures};
use crate::outbound::{self, Authenticator, Copies, Copy, CopyError, Finished, Original, Outbound};
use crate::policy::{Body, Judgement, Policy, SealOptions};

/// What judges and seals mail. A reload swaps it whole; a message keeps the one it began with.
pub struct State {
    /// The rules.
    pub policy: Policy,
    /// The maker of carriers.
    pub outbound: Outbound,
    /// Sends copies of messages that are split.
    pub copies: Copies,
    /// Checks signatures.
    pub authenticator: Authenticator,
    /// The organisation's language.
    pub words: Words,
}

impl Judge for State {
    fn macros(&self) -> Vec<String> {
        self.policy
            .macros()
            .into_iter()
            .map(str::to_owned)
            .collect()
    }

    fn words(&self) -> Words {
        self.words.clone()
    }

    fn judge(&self, envelope: &Envelope, header: &Header, body: Body<'_>) -> Judgement {
        let misplaced = match body {
            Body::Whole(body) => self.policy.with_misplaced(header, body),
            Body::Later => None,
        };
        let seen = misplaced.as_ref().unwrap_or(header);
        let answers_sealed = self.outbound.answers_sealed(seen);
        self.policy.judge(envelope, header, answers_sealed, body)
    }

    fn signatures(&self, envelope: &Envelope, header: &Header) -> Signatures {
        self.authenticator.claimed(envelope, header)
    }

    fn checks_before_sealing(&self, header: &Header) -> bool {
        self.outbound.breaks_signature(header)
    }

    fn check_signatures(&self, original: Original<'_>) -> Result<Signatures, BoxError> {
        Ok(Handle::current().block_on(self.authenticator.check(original))?)
    }

    fn begin(
        &self,
        envelope: &Envelope,
        header: &Header,
        options: &SealOptions,
    ) -> Result<Box<dyn Sealing>, BoxError> {
        Ok(Box::new(self.outbound.begin(envelope, header, options)?))
    }

    fn send_copies(
        &self,
        original: Original<'_>,
        copies: &[Copy<'_>],
        rest: &mut dyn FnMut() -> bool,
    ) -> Result<(), CopyError> {
        self.copies.send_all(original, copies, rest)
    }
}

impl Sealing for outbound::Sealing {
    fn write(&mut self, body: &[u8]) -> Result<(), BoxError> {
        Ok(self.write(body)?)
    }

    fn memory(&self) -> usize {
        self.memory()
    }

    /// All but the last piece was sealed while it came; a signature covers the whole.
    fn is_nearly_done(&self) -> bool {
        !self.is_signed()
    }

    fn finish(self: Box<Self>) -> Result<Finished, BoxError> {
        Ok((*self).finish()?)
    }
}
