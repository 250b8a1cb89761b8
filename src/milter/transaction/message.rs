//! A message whose envelope and header are complete: what the judge is asked about it, and the one
//! place that applies a decision.

use std::sync::Arc;
use std::time::Instant;

use super::streaming::Seal;
use crate::mail::{Envelope, Header, Signatures};
use crate::milter::answer::Reason;
use crate::milter::error::{BoxError, MessageError};
use crate::milter::guard::guard;
use crate::milter::judge::Judge;
use crate::outbound::Original;
use crate::policy::{Body, Decision, Judgement, Part, Refusal, Verdict};

/// The most header fields of a message that is sealed: the MTA looks for each of those that are
/// deleted, one by one.
pub(super) const MAX_FIELDS: usize = 1_000;

/// Envelope and header, and who judges them.
pub(super) struct Message {
    pub(super) judge: Arc<dyn Judge>,
    pub(super) envelope: Envelope,
    pub(super) header: Header,
}

/// What a decision comes to.
pub(super) enum Applied {
    /// The message stays as it is.
    Passes(Reason),
    /// It is refused, with this text.
    Rejects(Refusal, Reason),
    /// It is being sealed: its body must be written next.
    Seals(Seal),
}

impl Message {
    /// With its body, which must be there.
    pub(super) fn original<'a>(&'a self, body: &'a [u8]) -> Original<'a> {
        Original {
            envelope: &self.envelope,
            header: &self.header,
            body,
        }
    }

    /// The verdict at the end of the header; `None` when it depends on the body.
    pub(super) fn judge_header(&mut self) -> Result<Option<Verdict>, MessageError> {
        self.envelope.signatures = guard("the policy", || {
            Ok(self.judge.signatures(&self.envelope, &self.header))
        })?;
        Ok(match self.ask(Body::Later)? {
            Judgement::Decided(verdict) => Some(verdict),
            Judgement::NeedsBody => None,
            Judgement::PutOff(why) => return Err(put_off(why)),
        })
    }

    /// The verdict at the end of the body.
    pub(super) fn judge_body(&self, body: &[u8]) -> Result<Verdict, MessageError> {
        match self.ask(Body::Whole(body))? {
            Judgement::Decided(verdict) => Ok(verdict),
            Judgement::NeedsBody => Err(MessageError::Undecided),
            Judgement::PutOff(why) => Err(put_off(why)),
        }
    }

    fn ask(&self, body: Body<'_>) -> Result<Judgement, MessageError> {
        guard("the policy", || {
            Ok(self.judge.judge(&self.envelope, &self.header, body))
        })
    }

    /// Whether the signatures must be checked before this verdict is applied.
    pub(super) fn checks_before_sealing(&self, verdict: &Verdict) -> Result<bool, MessageError> {
        let seals = |part: &Part| matches!(part.decision, Decision::Seal(_) | Decision::Hold(_));
        guard("the policy", || {
            Ok(verdict.parts.iter().any(seals) && self.judge.checks_before_sealing(&self.header))
        })
    }

    /// Checks the signatures, with the body at hand.
    pub(super) fn check_signatures(&mut self, body: &[u8]) -> Result<(), MessageError> {
        // Each field is looked for among those that a signature covers.
        if self.header.fields().len() > MAX_FIELDS {
            return Err(MessageError::TooManyFields(MAX_FIELDS));
        }
        self.envelope.signatures = guard("checking signatures", || {
            self.judge.check_signatures(self.original(body))
        })?;
        Ok(())
    }

    /// Whether the signatures were checked.
    pub(super) fn has_checked_signatures(&self) -> bool {
        matches!(self.envelope.signatures, Signatures::Checked(_))
    }

    /// Applies a decision for the recipients of `envelope`, who are all recipients of this message
    /// or some of them.
    pub(super) fn apply(
        &self,
        envelope: &Envelope,
        decision: Decision,
        reason: Reason,
    ) -> Result<Applied, MessageError> {
        let (options, hold) = match decision {
            Decision::Pass => return Ok(Applied::Passes(reason)),
            Decision::Reject(text) => return Ok(Applied::Rejects(text, reason)),
            Decision::Seal(options) => (options, false),
            Decision::Hold(options) => (options, true),
        };
        if self.header.fields().len() > MAX_FIELDS {
            return Err(MessageError::TooManyFields(MAX_FIELDS));
        }
        let begun = Instant::now();
        let sealing = guard("sealing", || {
            self.judge.begin(envelope, &self.header, &options)
        })?;
        let fields = self.header.fields().iter();
        let header = fields.map(|field| field.raw().len() as u64).sum();
        Ok(Applied::Seals(Seal::new(
            sealing, hold, reason, begun, header,
        )))
    }
}

/// Documents in it can't be read now.
fn put_off(why: impl Into<BoxError>) -> MessageError {
    MessageError::Error {
        what: "reading its documents",
        error: why.into(),
    }
}

/// Whether applying this decision may make a key, which waits for a disk: the first message that
/// expires on a day makes one.
pub(super) fn may_make_key(decision: &Decision) -> bool {
    match decision {
        Decision::Seal(options) | Decision::Hold(options) => options.expires.is_some(),
        Decision::Pass | Decision::Reject(_) => false,
    }
}
