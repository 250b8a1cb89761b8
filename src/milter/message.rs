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
use crate::outbound::Finished;
use crate::policy::{Body, Decision, Judgement};

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
    /// The decision hangs on the body: it is kept until it is complete.
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
        match judgement {
            Judgement::NeedsBody => {
                let ending = Ending { held, terms };
                let kept = Kept { judge, envelope, header, header_bytes: bytes as u64, body: Vec::new(), ending };
                Ok(Judged::Body(Content::Kept(Box::new(kept))))
            }
            Judgement::Decided(verdict) => {
                let because = Because::of(&verdict);
                let (options, hold) = match verdict.decision {
                    Decision::Pass => return Ok(Judged::Ends(Outcome::Pass(because))),
                    Decision::Reject(text) => return Ok(Judged::Ends(Outcome::Rejected(text, because))),
                    Decision::Seal(options) => (options, false),
                    Decision::Hold(options) => (options, true),
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
                let Kept { judge, envelope, header, body, ending, .. } = *kept;
                (Box::new(move || judge_body(&*judge, &envelope, &header, &body)), ending)
            }
        }
    }
}

/// A message that is kept until its body is complete, since the decision hangs on it.
pub(super) struct Kept<J> {
    judge: Arc<J>,
    envelope: Envelope,
    header: Header,
    header_bytes: u64,
    body: Vec<u8>,
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

/// Decides with the body at hand, and seals it if that is the answer.
fn judge_body<J: Judge>(judge: &J, envelope: &Envelope, header: &Header, body: &[u8]) -> Result<Outcome, Failure> {
    let judgement = guard("the policy", || Ok::<_, BoxError>(judge.judge(envelope, header, Body::Whole(body))))?;
    let Judgement::Decided(verdict) = judgement else { return Err(Failure::Undecided) };
    let because = Because::of(&verdict);
    let (options, hold) = match verdict.decision {
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
