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
use super::wire::protocol::{Codec, WireError};
use super::wire::reply::{Frames, Reply};
use crate::mail::Address;
use crate::outbound::{Carrier, Edits};
use crate::policy::Verdict;
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
    /// A rule refuses it, with this text.
    Reject(String, Reason),
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

/// The answer that ends a message, logged.
pub(super) fn answer(
    outcome: Outcome,
    queue_id: &str,
    negotiated: &NegotiatedOptions,
) -> Result<Frames, WireError> {
    match outcome {
        Outcome::Pass(reason) => {
            log("pass", &reason, queue_id);
            accept::unchanged("pass", negotiated)
        }
        Outcome::Reject(text, reason) => {
            log("reject", &reason, queue_id);
            Frames::one(Reply::Code(&format!("550 5.7.1 {}", reply_text(&text))))
        }
        Outcome::Seal(Sealed {
            content: Content::AlreadySealed(edits),
            hold,
            reason,
        }) => {
            let rule = hold.then(|| reply_text(&reason.rule));
            match accept::returning(&edits, rule.as_deref(), negotiated) {
                Ok(frames) => {
                    let decision = if hold { "hold" } else { "already sealed" };
                    log(decision, &reason, queue_id);
                    Ok(frames)
                }
                Err(error) => refuse(&error, queue_id),
            }
        }
        Outcome::Seal(Sealed {
            content: Content::Carrier(carrier),
            hold,
            reason,
        }) => match Ready::new(carrier, hold, reason, negotiated) {
            Ok(ready) => Ok(ready.into_frames(queue_id)),
            Err(error) => refuse(&error, queue_id),
        },
        Outcome::Split { copies, rest } => {
            for copy in copies {
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
            Ok(rest.into_frames(queue_id))
        }
        Outcome::Failed(error) => refuse(&error, queue_id),
    }
}

fn log(decision: &str, Reason { rule, why }: &Reason, queue_id: &str) {
    info!(queue_id, decision, rule, why, "message decided");
}

fn refuse(failure: &MessageError, queue_id: &str) -> Result<Frames, WireError> {
    let reply = failure.reply();
    let why = failure.sentence();
    let decision = if reply.starts_with('4') {
        "tempfail"
    } else {
        "reject"
    };
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
        negotiated: &NegotiatedOptions,
    ) -> Result<Self, MessageError> {
        let message_id = carrier.message_id;
        let quarantine = hold.then(|| format!("held by the rule {}", reply_text(&reason.rule)));
        let (frames, end) = accept::replaced(carrier, quarantine.as_deref(), negotiated)?;
        Ok(Self {
            frames,
            end,
            message_id,
            hold,
            reason,
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

    fn into_frames(mut self, queue_id: &str) -> Frames {
        let decision = if self.hold { "hold" } else { "seal" };
        let Reason { rule, why } = self.reason;
        // The portal's log lines name the message by this id.
        info!(queue_id, decision, rule, why, sealed = %self.message_id, "message decided");
        self.frames.push(self.end);
        self.frames
    }
}

/// A text for an SMTP reply line: one line of printable ASCII (RFC 5321 section 4.2.1), of at most
/// 400 characters so that it keeps within the 512 octets of section 4.5.3.1.5.
fn reply_text(text: &str) -> String {
    let line: Vec<&str> = text
        .split(|c: char| c.is_control() || c == ' ')
        .filter(|word| !word.is_empty())
        .collect();
    let line = line.join(" ");
    let ascii = line.chars().map(|c| if c.is_ascii() { c } else { '?' });
    let line: String = ascii.take(400).collect();
    if line.is_empty() {
        "The message is refused by a rule of this server".into()
    } else {
        line
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
