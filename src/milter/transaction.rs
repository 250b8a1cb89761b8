//! One message, from MAIL to its end: what it is at each stage, and where it goes from there.
//!
//! ```text
//! Envelope ─▶ Header ─▶ decide ─┬▶ (ends at EOH)
//!                               ├▶ Passing ───┐
//!                               ├▶ Streaming ─┼▶ end ─▶ Outcome
//!                               └▶ Buffered ──┘
//! ```
//!
//! - [`draft`]: the envelope and the header, while they arrive
//! - [`message`]: both complete; what is asked of the judge about them, and the one place that
//!   applies a decision
//! - [`streaming`]: its body is sealed while it arrives
//! - [`buffered`]: its body must be complete first, to be inspected or to be split
//! - [`split`]: a message whose recipients get different copies
//! - [`size`]: what a message counts for in the bounds of size and memory

mod buffered;
mod draft;
mod message;
mod size;
mod split;
mod streaming;

use bytes::Bytes;

use super::answer::{Ahead, Outcome, Reason};
use super::budget::{Budget, Reserved};
use super::error::MessageError;
use super::guard::blocking;
use super::macros::Macros;
use super::settings::Settings;
use crate::policy::{Decision, Verdict};

use buffered::Buffered;
pub(super) use draft::Draft;
use message::Applied;
use streaming::Streaming;

/// One message in the milter.
pub(super) enum Transaction {
    /// MAIL was said; RCPT follow.
    Envelope(Box<Draft>),
    /// DATA or the first header field was said.
    Header(Box<Draft>),
    /// A rule wants it sealed: the body is sealed while it arrives.
    Streaming(Streaming),
    /// The body is collected until it is complete.
    Buffered(Box<Buffered>),
    /// It passes without a need for its body, but only its end can be given our verdict.
    Passing(Passing),
    /// It is refused, which is said as soon as the MTA waits for an answer. Nothing makes it
    /// succeed again. What it took of the memory is given back.
    Failed(Phase, MessageError),
}

/// How much of a message the MTA has said, which is what decides on the commands that may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Until DATA or the first header field.
    Envelope,
    /// Until EOH.
    Header,
    /// Until EOM.
    Body,
}

/// A message that passes at its end.
pub(super) struct Passing {
    reason: Reason,
    reserved: Reserved,
}

/// What EOH leads to.
pub(super) enum Decided {
    /// The message ends without its body.
    Ends(Outcome),
    /// Its body is wanted.
    Continues(Transaction),
}

impl Transaction {
    /// How much of it the MTA has said.
    pub(super) fn phase(&self) -> Phase {
        match self {
            Self::Envelope(_) => Phase::Envelope,
            Self::Header(_) => Phase::Header,
            Self::Streaming(_) | Self::Buffered(_) | Self::Passing(_) => Phase::Body,
            Self::Failed(phase, _) => *phase,
        }
    }

    /// MAIL has led to this.
    pub(super) fn from_mail(draft: Result<Box<Draft>, MessageError>) -> Self {
        draft.map_or_else(|error| Self::Failed(Phase::Envelope, error), Self::Envelope)
    }

    /// RCPT.
    pub(super) fn recipient(self, path: &[u8], parameters: &[Bytes], settings: &Settings) -> Self {
        match self {
            Self::Envelope(draft) => Self::from_mail(draft.recipient(path, parameters, settings)),
            other => other,
        }
    }

    /// DATA.
    pub(super) fn data(self) -> Self {
        match self {
            Self::Envelope(draft) => Self::Header(draft),
            Self::Failed(_, error) => Self::Failed(Phase::Header, error),
            other => other,
        }
    }

    /// A header field, its value as the MTA shows it.
    pub(super) fn field(self, name: &[u8], value: &[u8], settings: &Settings) -> Self {
        match self.data() {
            Self::Header(draft) => match draft.field(name, value, settings) {
                Ok(draft) => Self::Header(draft),
                Err(error) => Self::Failed(Phase::Header, error),
            },
            other => other,
        }
    }

    /// EOH: the draft that is to be decided on.
    pub(super) fn header_complete(self, macros: &Macros) -> Result<Box<Draft>, MessageError> {
        match self {
            Self::Envelope(draft) | Self::Header(draft) => draft.complete(macros),
            Self::Failed(_, error) => Err(error),
            Self::Streaming(_) | Self::Buffered(_) | Self::Passing(_) => {
                Err(MessageError::Undecided)
            }
        }
    }

    /// A chunk of the body.
    pub(super) fn body(self, chunk: &[u8], settings: &Settings) -> Self {
        let written = match self {
            Self::Streaming(streaming) => streaming
                .write(chunk, settings.max_message)
                .map(Self::Streaming),
            Self::Buffered(buffered) => buffered
                .write(chunk, settings.max_message)
                .map(Self::Buffered),
            other => Ok(other),
        };
        written.unwrap_or_else(|error| Self::Failed(Phase::Body, error))
    }

    /// Takes out what the message reserved, so that it can be kept until the answer is written.
    pub(super) fn take_reserved(&mut self) -> Option<Reserved> {
        match self {
            Self::Streaming(streaming) => Some(streaming.size.take_reserved()),
            Self::Buffered(buffered) => Some(buffered.size.take_reserved()),
            Self::Passing(passing) => Some(passing.reserved.take()),
            Self::Envelope(_) | Self::Header(_) | Self::Failed(..) => None,
        }
    }

    /// EOM: works out how the message ends. What may be slow runs on a thread where nobody waits
    /// for it. What `ahead` takes is said before the answer.
    pub(super) async fn end(
        self,
        budget: Budget,
        queue_id: String,
        ahead: Ahead,
    ) -> Result<Outcome, MessageError> {
        match self {
            Self::Passing(Passing { reason, .. }) => Ok(Outcome::Pass(reason)),
            Self::Streaming(Streaming { seal, .. }) if seal.is_nearly_done() => seal.finish(),
            Self::Streaming(Streaming { seal, .. }) => {
                blocking("sealing", move || seal.finish()).await
            }
            Self::Buffered(buffered) => buffered.end(budget, queue_id, ahead).await,
            Self::Failed(_, error) => Err(error),
            Self::Envelope(_) | Self::Header(_) => Err(MessageError::Undecided),
        }
    }
}

/// EOH: asks the judge, and applies the decision as far as that is possible without the body.
pub(super) async fn decide(draft: Box<Draft>) -> Result<Decided, MessageError> {
    if draft.is_slow_to_judge() {
        return blocking("the policy", || judge(draft)?.apply()).await;
    }
    let judged = judge(draft)?;
    if judged.may_block() {
        blocking("the policy", || judged.apply()).await
    } else {
        judged.apply()
    }
}

/// What the end of the header says of a message.
struct Judged {
    draft: Box<Draft>,
    /// `None` when it depends on the body.
    verdict: Option<Verdict>,
    /// What can be applied before the body is there: the verdict is the same for all recipients, or
    /// must be, and needs no signatures.
    at_once: Option<(Decision, Reason)>,
}

fn judge(mut draft: Box<Draft>) -> Result<Judged, MessageError> {
    let verdict = draft.message.judge_header()?;
    let at_once = match &verdict {
        Some(verdict)
            if (verdict.parts.len() == 1 || !draft.can_split())
                && !draft.message.checks_before_sealing(verdict)? =>
        {
            Some((verdict.strictest(), Reason::from_verdict(verdict)))
        }
        _ => None,
    };
    Ok(Judged {
        draft,
        verdict,
        at_once,
    })
}

impl Judged {
    /// Whether [`apply`](Self::apply) may wait for a disk.
    fn may_block(&self) -> bool {
        self.at_once
            .as_ref()
            .is_some_and(|(decision, _)| message::may_make_key(decision))
    }

    fn apply(self) -> Result<Decided, MessageError> {
        let Self {
            draft,
            verdict,
            at_once,
        } = self;
        let can_split = draft.can_split();
        let Draft {
            message,
            size,
            negotiated,
            ..
        } = *draft;
        let Some((decision, reason)) = at_once else {
            // Copies are sealed one after the other when the body is there, so that one of them at
            // a time takes memory.
            let buffered = Buffered {
                message,
                size,
                negotiated,
                body: Vec::new(),
                verdict,
                can_split,
            };
            return Ok(Decided::Continues(Transaction::Buffered(Box::new(
                buffered,
            ))));
        };
        Ok(match message.apply(&message.envelope, decision, reason)? {
            Applied::Passes(reason) if negotiated.verdict() => {
                let reserved = size.into_reserved();
                Decided::Continues(Transaction::Passing(Passing { reason, reserved }))
            }
            Applied::Passes(reason) => Decided::Ends(Outcome::Pass(reason)),
            Applied::Rejects(text, reason) => Decided::Ends(Outcome::Reject(text, reason)),
            Applied::Seals(seal) => {
                Decided::Continues(Transaction::Streaming(Streaming::begin(seal, size)?))
            }
        })
    }
}
