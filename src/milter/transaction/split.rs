//! Splits a message whose recipients get different copies.

use super::message::{Applied, Message};
use crate::mail::Envelope;
use crate::milter::answer::{Content, Outcome, Ready, Reason, SentCopy};
use crate::milter::error::MessageError;
use crate::milter::guard::guard;
use crate::milter::negotiation::NegotiatedOptions;
use crate::outbound::Copy;
use crate::policy::{Decision, Part, Verdict};

/// Submits the copies of all parts but the first, which is sealed and stays in the message at hand.
/// When one of them can't be sent, the whole message is refused, and those who got their copy are
/// remembered.
pub(super) fn split(
    message: &Message,
    body: &[u8],
    verdict: &Verdict,
    negotiated: &NegotiatedOptions,
) -> Result<Outcome, MessageError> {
    let Some((stays, apart)) = verdict.parts.split_first() else {
        return Err(MessageError::Undecided);
    };
    let copies: Vec<Copy<'_>> = apart.iter().map(copy).collect::<Result<_, _>>()?;
    let envelope = Envelope {
        recipients: stays.recipients.clone(),
        ..message.envelope.clone()
    };
    let reason = Reason::for_action(verdict, stays.decision.word());
    // First what can go wrong without a trace outside.
    let Applied::Seals(seal) = message.apply(&envelope, stays.decision.clone(), reason)? else {
        return Err(MessageError::Undecided);
    };
    let sealed = seal.seal(body)?;
    let rest = match sealed.content {
        Content::Carrier(carrier) => Ready::new(carrier, sealed.hold, sealed.reason, negotiated)?,
        // Nobody needs a copy of a carrier.
        Content::AlreadySealed(_) => return Ok(Outcome::Seal(sealed)),
    };
    let sent = guard("sending a copy", || {
        Ok(message.judge.send_copies(message.original(body), &copies))
    })?;
    sent.map_err(MessageError::from_copy)?;
    let sent_copy = |part: &Part| SentCopy {
        recipients: part.recipients.len(),
        decision: part.decision.word(),
        reason: Reason::for_action(verdict, part.decision.word()),
    };
    Ok(Outcome::Split {
        taken_out: apart
            .iter()
            .flat_map(|part| part.recipients.iter().cloned())
            .collect(),
        copies: apart.iter().map(sent_copy).collect(),
        rest,
    })
}

/// The copy that a part gets. A message that is refused or held for one is not split.
fn copy(part: &Part) -> Result<Copy<'_>, MessageError> {
    let options = match &part.decision {
        Decision::Seal(options) => Some(options),
        Decision::Pass => None,
        Decision::Hold(_) | Decision::Reject(_) => return Err(MessageError::Undecided),
    };
    Ok(Copy {
        to: &part.recipients,
        options,
    })
}
