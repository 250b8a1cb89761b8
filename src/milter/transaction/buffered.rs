//! A message whose body is collected until it is complete: the decision depends on it, or the
//! message is split, or its signatures must be checked first.

use tracing::warn;

use super::message::{Applied, MAX_FIELDS, Message};
use super::size::Size;
use super::split::split;
use crate::mail::Signatures;
use crate::milter::answer::{Ahead, Outcome, Reason};
use crate::milter::budget::{Budget, Inspection};
use crate::milter::error::MessageError;
use crate::milter::guard::blocking;
use crate::milter::negotiation::NegotiatedOptions;
use crate::policy::Verdict;

/// A message with as much of its body as has arrived.
pub(in crate::milter) struct Buffered {
    pub(super) message: Message,
    pub(super) size: Size,
    pub(super) negotiated: NegotiatedOptions,
    pub(super) body: Vec<u8>,
    /// What was decided at the end of the header; `None` when that depends on the body.
    pub(super) verdict: Option<Verdict>,
    pub(super) can_split: bool,
}

impl Buffered {
    /// More of the body.
    pub(super) fn write(
        mut self: Box<Self>,
        chunk: &[u8],
        most: u64,
    ) -> Result<Box<Self>, MessageError> {
        self.size.add_body(chunk.len(), most)?;
        self.body.extend_from_slice(chunk);
        // At the end a carrier is made of it, and when it is split copies too, which SMTP writes
        // from memory.
        let times = if self.verdict.is_some() { 4 } else { 2 };
        self.size
            .reserve(self.body.capacity().saturating_mul(times))?;
        Ok(self)
    }

    /// EOM.
    pub(super) async fn end(
        mut self: Box<Self>,
        budget: Budget,
        queue_id: String,
        ahead: Ahead,
    ) -> Result<Outcome, MessageError> {
        if self.verdict.is_some() {
            return blocking("sealing", move || self.apply(None, &queue_id, &ahead)).await;
        }
        if self.message.envelope.signatures == Signatures::Claimed {
            // It may wait for name servers, so it comes before the turn at inspecting.
            self = blocking("checking signatures", move || {
                self.message.check_signatures(&self.body)?;
                Ok(self)
            })
            .await?;
        }
        let inspection = budget.inspection(&self.message.envelope).await?;
        let apply = move || self.apply(Some(inspection), &queue_id, &ahead);
        blocking("sealing", apply).await
    }

    /// Decides with the body at hand unless that was done, and applies the decision.
    fn apply(
        mut self: Box<Self>,
        inspection: Option<Inspection>,
        queue_id: &str,
        ahead: &Ahead,
    ) -> Result<Outcome, MessageError> {
        let verdict = match self.verdict.take() {
            Some(verdict) => verdict,
            None => self.message.judge_body(&self.body)?,
        };
        // What follows is sealing and sending, for which nobody needs to wait.
        drop(inspection);
        for lost in &verdict.lost {
            warn!(queue_id, lost, "a document of the message couldn't be read");
        }
        if !self.message.has_checked_signatures() && self.message.checks_before_sealing(&verdict)? {
            self.message.check_signatures(&self.body)?;
        }
        if verdict.parts.len() > 1 && self.fits() {
            return split(&self.message, &self.body, &verdict, &self.negotiated, ahead);
        }
        let message = &self.message;
        let reason = Reason::from_verdict(&verdict);
        match message.apply(&message.envelope, verdict.strictest(), reason)? {
            Applied::Passes(reason) => Ok(Outcome::Pass(reason)),
            Applied::Rejects(text, reason) => Ok(Outcome::Reject(text, reason)),
            Applied::Seals(seal) => Ok(Outcome::Seal(seal.seal(&self.body)?)),
        }
    }

    /// Whether it can be split: the MTA can take its recipients out, and SMTP can carry the copies.
    fn fits(&self) -> bool {
        self.can_split
            && self.message.header.fields().len() <= MAX_FIELDS
            && self.message.original(&self.body).is_plain()
    }
}
