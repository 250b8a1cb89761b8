//! A message whose body is kept: one about which the rules decide when they see it, and one that is
//! split.

use std::sync::Arc;

use super::failure::{Failure, guard};
use super::limits::Look;
use super::message::{Ending, MOST_FIELDS, Work, outcome};
use super::negotiate::Terms;
use super::outcome::{Because, Outcome, Ready};
use super::{BoxError, Judge, Sealing};
use crate::mail::{Envelope, Header, Signatures};
use crate::outbound::Original;
use crate::policy::{Body, Decision, Judgement, Part, Verdict};

/// How much of a kept body is sealed at a time.
const CHUNK: usize = 64 * 1024;

/// A message that is kept until its body is complete, since the decision hangs on it, or since it
/// is split.
pub(super) struct Kept<J> {
    pub(super) judge: Arc<J>,
    pub(super) envelope: Envelope,
    pub(super) header: Header,
    pub(super) header_bytes: u64,
    pub(super) weight: usize,
    pub(super) body: Vec<u8>,
    pub(super) decided: Option<Verdict>,
    pub(super) can_split: bool,
    pub(super) ending: Ending,
}

impl<J: Judge> Kept<J> {
    /// More of the body.
    pub(super) fn write(
        mut self: Box<Self>,
        chunk: &[u8],
        most: u64,
    ) -> Result<Box<Self>, Failure> {
        if self.header_bytes + (self.body.len() + chunk.len()) as u64 > most {
            return Err(Failure::TooLarge {
                what: "message",
                limit: most,
            });
        }
        self.body.extend_from_slice(chunk);
        // At the end a carrier is made of it, and when it is split copies too, which SMTP writes
        // from memory.
        let times = if self.decided.is_some() { 4 } else { 2 };
        self.ending
            .held
            .set(self.weight + self.body.capacity().saturating_mul(times))?;
        Ok(self)
    }

    /// EOM: parts what ends the message from what is needed afterwards.
    pub(super) fn split(self) -> (Work, Ending) {
        let Self {
            judge,
            envelope,
            header,
            body,
            decided,
            can_split,
            ending,
            ..
        } = self;
        let whole = Whole {
            judge,
            envelope,
            header,
            body,
            decided,
            can_split,
            terms: ending.terms,
        };
        (whole.work(), ending)
    }
}

/// A message that is there as a whole.
struct Whole<J> {
    judge: Arc<J>,
    envelope: Envelope,
    header: Header,
    body: Vec<u8>,
    decided: Option<Verdict>,
    can_split: bool,
    terms: Terms,
}

impl<J: Judge> Whole<J> {
    /// What is left to be done.
    fn work(mut self) -> Work {
        if self.decided.is_none() && self.envelope.signatures == Signatures::Claimed {
            return Work::First(Box::new(move || {
                self.check_signatures()?;
                Ok(self.work())
            }));
        }
        Work::Last {
            looks: self.decided.is_none(),
            run: Box::new(move |look| self.end(look)),
        }
    }

    fn check_signatures(&mut self) -> Result<(), Failure> {
        // Each of them is looked for among those that a signature covers.
        if self.header.fields().len() > MOST_FIELDS {
            return Err(Failure::TooManyFields);
        }
        let signatures = guard("checking signatures", || {
            self.judge.check_signatures(self.original())
        })?;
        self.envelope.signatures = signatures;
        Ok(())
    }

    fn original(&self) -> Original<'_> {
        Original {
            envelope: &self.envelope,
            header: &self.header,
            body: &self.body,
        }
    }

    /// Decides with the body at hand unless that was done, and seals it if that is the answer.
    fn end(mut self, look: Option<Look>) -> Result<Outcome, Failure> {
        let verdict = match self.decided.take() {
            Some(verdict) => verdict,
            None => {
                let judge = || {
                    Ok::<_, BoxError>(self.judge.judge(
                        &self.envelope,
                        &self.header,
                        Body::Whole(&self.body),
                    ))
                };
                let Judgement::Decided(verdict) = guard("the policy", judge)? else {
                    return Err(Failure::Undecided);
                };
                verdict
            }
        };
        // What follows is sealing and sending, for which nobody needs to wait.
        drop(look);
        let checked = matches!(self.envelope.signatures, Signatures::Checked(_));
        if !checked && checks_first(&*self.judge, &verdict, &self.header) {
            self.check_signatures()?;
        }
        let because = Because::of(&verdict);
        let (judge, original) = (&*self.judge, self.original());
        let fits =
            self.can_split && original.header.fields().len() <= MOST_FIELDS && original.is_plain();
        if fits && verdict.parts.len() > 1 {
            return split(judge, original, &verdict, &self.terms);
        }
        seal_whole(judge, original, verdict.strictest(), because)
    }
}

/// Whether what a message's signatures say must be known before its carrier is made.
pub(super) fn checks_first<J: Judge>(judge: &J, verdict: &Verdict, header: &Header) -> bool {
    let seals = |part: &Part| matches!(part.decision, Decision::Seal(_) | Decision::Hold(_));
    verdict.parts.iter().any(seals) && judge.checks_before_sealing(header)
}

fn seal_whole<J: Judge>(
    judge: &J,
    Original {
        envelope,
        header,
        body,
    }: Original<'_>,
    decision: Decision,
    because: Because,
) -> Result<Outcome, Failure> {
    let (options, hold) = match decision {
        Decision::Pass => return Ok(Outcome::Pass(because)),
        Decision::Reject(text) => return Ok(Outcome::Rejected(text, because)),
        Decision::Seal(options) => (options, false),
        Decision::Hold(options) => (options, true),
    };
    if header.fields().len() > MOST_FIELDS {
        return Err(Failure::TooManyFields);
    }
    let finished = guard("sealing", || {
        let mut sealing = judge.begin(envelope, header, &options)?;
        body.chunks(CHUNK)
            .try_for_each(|chunk| sealing.write(chunk))?;
        sealing.finish()
    })?;
    Ok(outcome(finished, because, hold))
}

/// Submits the copies of all parts but the first, which is sealed and stays in the message at hand.
/// When one of them can't be sent, the whole message is refused, and those who got their copy are
/// remembered.
fn split<J: Judge>(
    judge: &J,
    original: Original<'_>,
    verdict: &Verdict,
    terms: &Terms,
) -> Result<Outcome, Failure> {
    let Some((stays, apart)) = verdict.parts.split_first() else {
        return Err(Failure::Undecided);
    };
    let envelope = Envelope {
        recipients: stays.recipients.clone(),
        ..original.envelope.clone()
    };
    let rest = Original {
        envelope: &envelope,
        ..original
    };
    let because = Because::of_action(verdict, stays.decision.word());
    // First what can go wrong without a trace outside.
    let (carrier, because) = match seal_whole(judge, rest, stays.decision.clone(), because)? {
        Outcome::Sealed(carrier, because) => (carrier, because),
        // Nobody needs a copy of a carrier.
        already @ Outcome::AlreadySealed(..) => return Ok(already),
        _ => return Err(Failure::Undecided),
    };
    let rest = Ready::new(carrier, because, terms)?;
    let attempt = guard("sending a copy", || {
        Ok::<_, BoxError>(judge.attempt(original))
    })?;
    let _attempt = attempt.map_err(|error| Failure::copy(error, true))?;
    let (mut gone, mut copies) = (Vec::new(), Vec::new());
    for Part {
        recipients,
        decision,
    } in apart
    {
        let options = match decision {
            Decision::Seal(options) => Some(options),
            Decision::Pass => None,
            Decision::Hold(_) | Decision::Reject(_) => return Err(Failure::Undecided),
        };
        let sent = guard("sending a copy", || {
            Ok::<_, BoxError>(judge.send_copy(original, recipients, options))
        })?;
        sent.map_err(|error| Failure::copy(error, gone.is_empty()))?;
        gone.extend_from_slice(recipients);
        copies.push((
            recipients.len(),
            decision.word(),
            Because::of_action(verdict, decision.word()),
        ));
    }
    judge.accepted(original, &gone);
    Ok(Outcome::Split { gone, copies, rest })
}
