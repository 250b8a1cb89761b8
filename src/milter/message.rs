//! One message in the making: a [`Draft`] until its header is complete, then, if a rule wants it sealed, a [`Sealed`]
//! into which its body goes. Every step takes the message and gives it back, or gives the [`Failure`] that befell it;
//! what a failed message held is gone with it.

use std::net::IpAddr;
use std::sync::Arc;

use super::held::{Account, Held};
use super::macros::Macros;
use super::negotiate::Terms;
use super::outcome::{Because, Failure, Outcome, guard};
use super::{BoxError, Judge, Sealing, Settings};
use crate::mail::{Address, Envelope, Field, Header};
use crate::outbound::{Finished, Original, Sent};
use crate::policy::{Body, Decision, Judgement, Part, Verdict};

/// How much of a kept body is sealed at a time.
const CHUNK: usize = 64 * 1024;

/// The most header fields of a message that is sealed: the MTA looks for each of those that go, one by one.
pub(super) const MOST_FIELDS: usize = 1_000;

/// A message whose header is not complete.
pub(super) struct Draft<J> {
    judge: Arc<J>,
    envelope: Envelope,
    header: Header,
    bytes: usize,
}

/// What EOH leads to.
pub(super) enum Judged<J: Judge> {
    /// The message ends here.
    Ends(Outcome),
    /// Its body is wanted.
    Body(Content<J>),
}

/// A message whose body follows.
pub(super) enum Content<J: Judge> {
    /// A rule wants it sealed: the body is sealed while it comes.
    Seals(Sealed<J::Sealing>),
    /// The body is kept until it is complete.
    Kept(Box<Kept<J>>),
}

impl<J: Judge> Draft<J> {
    /// MAIL: a message begins, judged by what holds from here on. A reload that comes later does not touch it.
    pub(super) fn begin(judge: Arc<J>, client: Option<IpAddr>, path: &[u8], terms: Terms) -> Result<Self, Failure> {
        if !terms.can_seal() {
            return Err(Failure::Powerless);
        }
        let sender = Address::from_path(path);
        let sender = sender.map_err(|error| Failure::Path { command: "MAIL", why: error.to_string() })?;
        let envelope = Envelope { sender, client, ..Envelope::default() };
        Ok(Self { judge, envelope, header: Header::default(), bytes: 0 })
    }

    /// RCPT.
    pub(super) fn recipient(mut self, path: &[u8], most: usize) -> Result<Self, Failure> {
        let fail = |why: String| Failure::Path { command: "RCPT", why };
        let address = Address::from_path(path).map_err(|error| fail(error.to_string()))?;
        let address = address.ok_or_else(|| fail("it is empty".into()))?;
        if !address.is_plain() {
            return Err(Failure::Detour);
        }
        if self.envelope.recipients.len() >= most {
            return Err(Failure::TooManyRecipients(most));
        }
        self.envelope.recipients.push(address);
        Ok(self)
    }

    /// A header field, its value as the MTA shows it.
    ///
    /// Where the leading space was not negotiated, the MTA has taken off the one space that nearly every field has
    /// after its colon, so one is written again; a value that starts with a tab or a fold kept its own.
    pub(super) fn field(
        mut self,
        name: &[u8],
        value: &[u8],
        terms: Terms,
        settings: &Settings,
    ) -> Result<Self, Failure> {
        let folded = |at: usize| matches!(value.get(at + 1), Some(b' ' | b'\t'));
        if value.iter().enumerate().any(|(at, &byte)| byte == b'\n' && !folded(at)) {
            return Err(Failure::Fold);
        }
        let spaced = terms.leading_space() || matches!(value.first(), None | Some(b' ' | b'\t' | b'\r' | b'\n'));
        let field =
            if spaced { Field::from_milter(name, value) } else { Field::from_milter(name, &[b" ", value].concat()) };
        self.bytes += field.raw().len();
        if self.bytes > settings.max_header {
            return Err(Failure::TooLarge { what: "header", limit: settings.max_header as u64 });
        }
        self.header.push(field);
        Ok(self)
    }

    /// EOH: asks the policy, and begins to seal if that is the answer.
    pub(super) fn judge(self, macros: &Macros, terms: Terms, account: &Account) -> Result<Judged<J>, Failure> {
        let Self { judge, mut envelope, header, bytes } = self;
        if envelope.recipients.is_empty() {
            return Err(Failure::NoRecipients);
        }
        envelope.login = macros.login().map(Into::into);
        envelope.queue_id = macros.queue_id().map(Into::into);
        envelope.macros = macros.others();
        let judgement = guard("the policy", || Ok::<_, BoxError>(judge.judge(&envelope, &header, Body::Later)))?;
        let held = account.open();
        let decided = match judgement {
            Judgement::NeedsBody => None,
            Judgement::Decided(verdict) => Some(verdict),
        };
        let decision = match decided {
            Some(verdict) if verdict.parts.len() == 1 || !terms.can_split() => {
                let because = Because::of(&verdict);
                (verdict.strictest(), because)
            }
            // Copies are sealed one after the other when the body is there, so that one of them at a time is held.
            decided => {
                let ending = Ending { held, terms };
                let kept =
                    Kept { judge, envelope, header, header_bytes: bytes as u64, body: Vec::new(), decided, ending };
                return Ok(Judged::Body(Content::Kept(Box::new(kept))));
            }
        };
        let (options, hold, because) = match decision {
            (Decision::Pass, because) => return Ok(Judged::Ends(Outcome::Pass(because))),
            (Decision::Reject(text), because) => return Ok(Judged::Ends(Outcome::Rejected(text, because))),
            (Decision::Seal(options), because) => (options, false, because),
            (Decision::Hold(options), because) => (options, true, because),
        };
        if header.fields().len() > MOST_FIELDS {
            return Err(Failure::TooManyFields);
        }
        let sealing = guard("sealing", || judge.begin(&envelope, &header, &options))?;
        let mut ending = Ending { held, terms };
        ending.held.set(sealing.held())?;
        Ok(Judged::Body(Content::Seals(Sealed { sealing, bytes: bytes as u64, because, hold, ending })))
    }
}

impl<J: Judge> Content<J> {
    /// More of the body.
    pub(super) fn write(self, chunk: &[u8], most: u64) -> Result<Self, Failure> {
        match self {
            Self::Seals(sealed) => sealed.write(chunk, most).map(Self::Seals),
            Self::Kept(kept) => kept.write(chunk, most).map(Self::Kept),
        }
    }

    /// EOM: parts what ends the message, perhaps slowly, from what is needed afterwards.
    pub(super) fn split(self) -> (Box<dyn FnOnce() -> Result<Outcome, Failure> + Send>, Ending) {
        match self {
            Self::Seals(Sealed { sealing, because, hold, ending, .. }) => (
                Box::new(move || {
                    guard("sealing", || sealing.finish()).map(|finished| outcome(finished, because, hold))
                }),
                ending,
            ),
            Self::Kept(kept) => {
                let Kept { judge, envelope, header, body, decided, ending, .. } = *kept;
                let can_split = ending.terms.can_split();
                let work = move || {
                    let original = Original { envelope: &envelope, header: &header, body: &body };
                    judge_body(&*judge, original, decided, can_split)
                };
                (Box::new(work), ending)
            }
        }
    }
}

/// A message that is kept until its body is complete, since the decision hangs on it, or since it is split.
pub(super) struct Kept<J> {
    judge: Arc<J>,
    envelope: Envelope,
    header: Header,
    header_bytes: u64,
    body: Vec<u8>,
    decided: Option<Verdict>,
    ending: Ending,
}

impl<J: Judge> Kept<J> {
    fn write(mut self: Box<Self>, chunk: &[u8], most: u64) -> Result<Box<Self>, Failure> {
        if self.header_bytes + (self.body.len() + chunk.len()) as u64 > most {
            return Err(Failure::TooLarge { what: "message", limit: most });
        }
        self.body.extend_from_slice(chunk);
        self.ending.held.set(self.body.capacity())?;
        Ok(self)
    }
}

/// Decides with the body at hand unless that was done, and seals it if that is the answer.
fn judge_body<J: Judge>(
    judge: &J,
    original: Original<'_>,
    decided: Option<Verdict>,
    can_split: bool,
) -> Result<Outcome, Failure> {
    let Original { envelope, header, body } = original;
    let verdict = match decided {
        Some(verdict) => verdict,
        None => {
            let judge = || Ok::<_, BoxError>(judge.judge(envelope, header, Body::Whole(body)));
            let Judgement::Decided(verdict) = guard("the policy", judge)? else { return Err(Failure::Undecided) };
            verdict
        }
    };
    let because = Because::of(&verdict);
    if can_split && verdict.parts.len() > 1 {
        return split(judge, original, &verdict, because);
    }
    seal_whole(judge, original, verdict.strictest(), because)
}

fn seal_whole<J: Judge>(
    judge: &J,
    Original { envelope, header, body }: Original<'_>,
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
        body.chunks(CHUNK).try_for_each(|chunk| sealing.write(chunk))?;
        sealing.finish()
    })?;
    Ok(outcome(finished, because, hold))
}

/// Sends the sealed copies of all parts but the first, which stays in the message at hand. When one of them can't be sent, the whole
/// message is refused for now, and those who got their copy are remembered.
fn split<J: Judge>(judge: &J, original: Original<'_>, verdict: &Verdict, because: Because) -> Result<Outcome, Failure> {
    let Some((stays, apart)) = verdict.parts.split_first() else { return Err(Failure::Undecided) };
    if original.header.fields().len() > MOST_FIELDS {
        return Err(Failure::TooManyFields);
    }
    let envelope = Envelope { recipients: stays.recipients.clone(), ..original.envelope.clone() };
    let rest = Original { envelope: &envelope, ..original };
    // First what can go wrong without a trace outside.
    let rest = seal_whole(judge, rest, stays.decision.clone(), because)?;
    let mut gone = Vec::new();
    for Part { recipients, decision } in apart {
        // Only what is sealed may leave apart: whatever else a verdict says, the MTA has it in hand.
        let Decision::Seal(options) = decision else { return Err(Failure::Undecided) };
        match guard("sending a copy", || judge.send_copy(original, recipients, options))? {
            Sent::Submitted => gone.extend_from_slice(recipients),
            Sent::AlreadySealed => return Ok(Outcome::AlreadySealed(Because::of(verdict))),
        }
    }
    judge.accepted(original, &gone);
    Ok(Outcome::Split { gone, rest: Box::new(rest) })
}

fn outcome(finished: Finished, because: Because, hold: bool) -> Outcome {
    match (finished, hold) {
        (Finished::AlreadySealed, false) => Outcome::AlreadySealed(because),
        (Finished::AlreadySealed, true) => Outcome::AlreadySealedHeld(because),
        (Finished::Carrier(carrier), false) => Outcome::Sealed(carrier, because),
        (Finished::Carrier(carrier), true) => Outcome::Held(carrier, because),
    }
}

/// A message whose body is being sealed.
pub(super) struct Sealed<S> {
    sealing: S,
    bytes: u64,
    because: Because,
    hold: bool,
    ending: Ending,
}

impl<S: Sealing> Sealed<S> {
    fn write(mut self, chunk: &[u8], most: u64) -> Result<Self, Failure> {
        self.bytes += chunk.len() as u64;
        if self.bytes > most {
            return Err(Failure::TooLarge { what: "message", limit: most });
        }
        if !chunk.is_empty() {
            guard("sealing", || self.sealing.write(chunk))?;
            self.ending.held.set(self.sealing.held())?;
        }
        Ok(self)
    }
}

/// What is kept of a message while its end is worked on. The memory counts as held until this is dropped, which is when the
/// answer is written.
pub(super) struct Ending {
    held: Held,
    pub(super) terms: Terms,
}
