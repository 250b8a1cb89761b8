//! How a message ends: from what was decided, or what went wrong, to the frames that tell the MTA.
//!
//! This is the one place that fails closed. All that goes wrong with a message, be it an error, a
//! limit, a panic or a carrier that the protocol can't carry, arrives here as a [`MessageError`]
//! and leaves as an SMTP reply that refuses the message, with one log line that names its queue ID.
//! Nothing here turns an error into an accept.

mod accept;

use bytes::{Bytes, BytesMut};
use tokio::sync::mpsc::UnboundedSender;
use tokio_util::codec::Encoder;
use tracing::{error, info, warn};

use super::error::MessageError;
use super::negotiation::NegotiatedOptions;
use super::refusal;
use super::wire::protocol::{Codec, WireError};
use super::wire::reply::{Frames, Reply};
use crate::locale::Words;
use crate::mail::Address;
use crate::metrics::{Measured, MilterFigures};
use crate::outbound::{Carrier, Edits};
use crate::policy::{Refusal, Verdict};
use crate::seal::MessageId;

/// Which rule decided and why, for the log.
#[derive(Clone, Debug, Default)]
pub(super) struct Reason {
    rule: String,
    why: String,
}

impl Reason {
    /// Why the verdict is what it is: the first reason whose action is the one decided.
    pub(super) fn from_verdict(verdict: &Verdict) -> Self {
        Self::for_action(verdict, verdict.strictest().word())
    }

    /// The first reason for this action.
    pub(super) fn for_action(verdict: &Verdict, action: &str) -> Self {
        let reason = verdict
            .reasons
            .iter()
            .find(|reason| reason.action == action)
            .or(verdict.reasons.first());
        reason.map_or_else(Self::default, |reason| Self {
            rule: reason.rule.clone().unwrap_or_default(),
            why: reason.why.clone(),
        })
    }
}

/// How a message ends.
pub(super) enum Outcome {
    /// It goes on as it is.
    Pass(Reason),
    /// A rule refuses it, and this is said.
    Reject(Refusal, Reason),
    /// It goes on as a carrier.
    Seal(Sealed),
    /// Copies of it were submitted for some recipients, who were [taken out](Ready::say_ahead) of
    /// it; the rest gets the carrier.
    Split { copies: Vec<SentCopy>, rest: Ready },
    /// It is refused because of an error.
    Failed(MessageError),
}

/// A message that goes on as a carrier.
pub(super) struct Sealed {
    pub(super) content: Content,
    /// Whether it goes into the MTA's quarantine: what is released from there passes no milter
    /// again.
    pub(super) hold: bool,
    pub(super) reason: Reason,
    pub(super) measured: Measured,
}

/// What such a message becomes.
pub(super) enum Content {
    /// This carrier.
    Carrier(Carrier),
    /// It is a carrier of ours already, which these edits of its header leave.
    AlreadySealed(Edits),
}

/// A copy that was submitted, for the log.
pub(super) struct SentCopy {
    pub(super) recipients: usize,
    pub(super) decision: &'static str,
    pub(super) reason: Reason,
}

/// The answer that ends a message, logged and counted. A refusal is said in `words`.
pub(super) fn answer(
    outcome: Outcome,
    queue_id: &str,
    negotiated: &NegotiatedOptions,
    words: &Words,
    figures: &MilterFigures,
) -> Result<Frames, WireError> {
    match outcome {
        Outcome::Pass(reason) => {
            log("pass", &reason, queue_id);
            count("pass", &reason, figures);
            accept::unchanged("pass", negotiated)
        }
        Outcome::Reject(refusal, reason) => {
            log("reject", &reason, queue_id);
            count("reject", &reason, figures);
            Frames::one(Reply::Code(&refusal::refused(&refusal, words)))
        }
        Outcome::Seal(Sealed {
            content: Content::AlreadySealed(edits),
            hold,
            reason,
            ..
        }) => {
            let rule = hold.then(|| refusal::line(&reason.rule));
            match accept::returning(&edits, rule.as_deref(), negotiated) {
                Ok(frames) => {
                    let decision = if hold { "hold" } else { "already sealed" };
                    log(decision, &reason, queue_id);
                    figures.decided(if hold { "hold" } else { "already_sealed" });
                    figures.by_rule(&reason.rule, if hold { "hold" } else { "seal" });
                    Ok(frames)
                }
                Err(error) => fail(&error, queue_id, words, figures),
            }
        }
        Outcome::Seal(Sealed {
            content: Content::Carrier(carrier),
            hold,
            reason,
            measured,
        }) => match Ready::new(carrier, hold, reason, measured, negotiated) {
            Ok(ready) => Ok(ready.into_frames(queue_id, figures)),
            Err(error) => fail(&error, queue_id, words, figures),
        },
        Outcome::Split { copies, rest } => {
            for copy in copies {
                figures.copied(copy.decision);
                figures.by_rule(&copy.reason.rule, copy.decision);
                let Reason { rule, why } = copy.reason;
                info!(
                    queue_id,
                    decision = copy.decision,
                    recipients = copy.recipients,
                    rule,
                    why,
                    "message decided, for some of its recipients apart"
                );
            }
            Ok(rest.into_frames(queue_id, figures))
        }
        Outcome::Failed(error) => fail(&error, queue_id, words, figures),
    }
}

fn log(decision: &str, Reason { rule, why }: &Reason, queue_id: &str) {
    info!(queue_id, decision, rule, why, "message decided");
}

fn count(decision: &'static str, reason: &Reason, figures: &MilterFigures) {
    figures.decided(decision);
    figures.by_rule(&reason.rule, decision);
}

/// The answer to a message that fails.
fn fail(
    failure: &MessageError,
    queue_id: &str,
    words: &Words,
    figures: &MilterFigures,
) -> Result<Frames, WireError> {
    figures.decided(refusal::decision(failure));
    refuse(failure, queue_id, words, figures)
}

/// The answer to a message, or to one command of it, that is refused; logged and counted.
pub(super) fn refuse(
    failure: &MessageError,
    queue_id: &str,
    words: &Words,
    figures: &MilterFigures,
) -> Result<Frames, WireError> {
    figures.refused(failure.kind());
    let reply = refusal::reply(failure, words);
    let why = failure.sentence();
    let decision = refusal::decision(failure);
    match failure {
        MessageError::Panic(_) | MessageError::Carrier(_) | MessageError::Powerless => {
            error!(queue_id, decision, why, "message not accepted");
        }
        _ => warn!(queue_id, decision, why, "message not accepted"),
    }
    Frames::one(Reply::Code(&reply))
}

/// Takes frames that are said before it is known how the message ends: all that changes it. The MTA
/// applies them meanwhile, and forgets them when the message is refused.
pub(super) type Ahead = UnboundedSender<Frames>;

/// A carrier as frames.
pub(super) struct Ready {
    /// Those that were not [said ahead](Self::say_ahead).
    frames: Frames,
    /// Those that accept it.
    end: Bytes,
    message_id: MessageId,
    hold: bool,
    reason: Reason,
    measured: Measured,
}

impl Ready {
    /// The frames by which a carrier replaces its message.
    ///
    /// # Errors
    /// When the protocol can't carry it, or there is no quarantine to hold it in.
    pub(super) fn new(
        carrier: Carrier,
        hold: bool,
        reason: Reason,
        mut measured: Measured,
        negotiated: &NegotiatedOptions,
    ) -> Result<Self, MessageError> {
        let message_id = carrier.message_id;
        measured.carrier = carrier.body.iter().map(|frame| frame.len() as u64).sum();
        let quarantine = hold.then(|| format!("held by the rule {}", refusal::line(&reason.rule)));
        let (frames, end) = accept::replaced(carrier, quarantine.as_deref(), negotiated)?;
        Ok(Self {
            frames,
            end,
            message_id,
            hold,
            reason,
            measured,
        })
    }

    /// Says all but the end of it, which takes out these recipients.
    ///
    /// # Errors
    /// When the protocol can't carry an address.
    pub(super) fn say_ahead<'a>(
        &mut self,
        taken_out: impl Iterator<Item = &'a Address>,
        ahead: &Ahead,
    ) -> Result<(), MessageError> {
        let mut deletions = BytesMut::new();
        for address in taken_out {
            let path = format!("<{address}>");
            Codec
                .encode(Reply::DeleteRecipient(&path), &mut deletions)
                .map_err(|_| MessageError::Carrier("a recipient's address is too long"))?;
        }
        let mut frames = std::mem::take(&mut self.frames);
        frames.push_front(deletions.freeze());
        // Where nobody hears it any more, nobody hears the end either.
        let _ = ahead.send(frames);
        Ok(())
    }

    fn into_frames(mut self, queue_id: &str, figures: &MilterFigures) -> Frames {
        let decision = if self.hold { "hold" } else { "seal" };
        count(decision, &self.reason, figures);
        figures.sealed(self.measured);
        let Reason { rule, why } = self.reason;
        // The portal's log lines name the message by this id.
        info!(queue_id, decision, rule, why, sealed = %self.message_id, "message decided");
        self.frames.push(self.end);
        self.frames
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
