//! Splits a message whose recipients get different copies.

use super::message::{Applied, Message};
use crate::mail::Envelope;
use crate::milter::answer::{Ahead, Content, Outcome, Ready, Reason, Sealed, SentCopy};
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
    ahead: &Ahead,
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
    // What can go wrong without a trace outside comes before any copy is out.
    let make = || {
        let Applied::Seals(seal) = message.apply(&envelope, stays.decision.clone(), reason)? else {
            return Err(MessageError::Undecided);
        };
        let sealed = seal.seal(body)?;
        Ok(match sealed.content {
            Content::Carrier(carrier) => {
                let mut ready = Ready::new(
                    carrier,
                    sealed.hold,
                    sealed.reason,
                    sealed.measured,
                    negotiated,
                )?;
                // The MTA works on it while the copies go out.
                ready.say_ahead(apart.iter().flat_map(|part| &part.recipients), ahead)?;
                Rest::Ready(ready)
            }
            // Nobody needs a copy of a carrier.
            Content::AlreadySealed(_) => Rest::Stays(sealed),
        })
    };
    let mut make = Some(make);
    let mut rest = None;
    let sent = guard("sending a copy", || {
        let mut make_rest = || {
            rest = make.take().map(|make| make());
            matches!(rest, Some(Ok(Rest::Ready(_))))
        };
        let original = message.original(body);
        Ok(message.judge.send_copies(original, &copies, &mut make_rest))
    });
    let rest = match rest.transpose()? {
        Some(Rest::Stays(sealed)) => return Ok(Outcome::Seal(sealed)),
        Some(Rest::Ready(ready)) => Some(ready),
        None => None,
    };
    sent?.map_err(MessageError::from_copy)?;
    let rest = rest.ok_or(MessageError::Undecided)?;
    let sent_copy = |part: &Part| SentCopy {
        recipients: part.recipients.len(),
        decision: part.decision.word(),
        reason: Reason::for_action(verdict, part.decision.word()),
    };
    Ok(Outcome::Split {
        copies: apart.iter().map(sent_copy).collect(),
        rest,
    })
}

/// What becomes of the message at hand.
enum Rest {
    /// A carrier.
    Ready(Ready),
    /// It is a carrier of ours already, and not split.
    Stays(Sealed),
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
