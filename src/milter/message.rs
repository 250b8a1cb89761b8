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
use crate::policy::Decision;

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
    Seals(Sealed<J::Sealing>),
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
        let verdict = guard("the policy", || Ok::<_, BoxError>(judge.judge(&envelope, &header)))?;
        let because = Because::of(&verdict);
        match verdict.decision {
            Decision::Pass => Ok(Judged::Ends(Outcome::Pass(because))),
            Decision::Reject(text) => Ok(Judged::Ends(Outcome::Rejected(text, because))),
            Decision::Seal(options) => {
                if header.fields().len() > MOST_FIELDS {
                    return Err(Failure::TooManyFields);
                }
                let sealing = guard("sealing", || judge.begin(&envelope, &header, &options))?;
                let mut held = account.open();
                held.set(sealing.held())?;
                Ok(Judged::Seals(Sealed { sealing, bytes: bytes as u64, ending: Ending { because, held, terms } }))
            }
        }
    }
}

/// A message whose body is being sealed.
pub(super) struct Sealed<S> {
    sealing: S,
    bytes: u64,
    ending: Ending,
}

impl<S: Sealing> Sealed<S> {
    /// More of the body.
    pub(super) fn write(mut self, chunk: &[u8], most: u64) -> Result<Self, Failure> {
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

    /// EOM: parts what finishes, perhaps slowly, from what is needed afterwards.
    pub(super) fn split(self) -> (impl FnOnce() -> Result<Finished, Failure> + Send + 'static, Ending) {
        let Self { sealing, ending, .. } = self;
        (move || guard("sealing", || sealing.finish()), ending)
    }
}

/// What is kept of a message while its carrier is finished. The memory counts as held until this is dropped, which is
/// when the answer is written.
pub(super) struct Ending {
    because: Because,
    held: Held,
    pub(super) terms: Terms,
}

impl Ending {
    /// How the message ends, given what the sealer made of it.
    pub(super) fn outcome(&self, finished: Result<Finished, Failure>) -> Outcome {
        match finished {
            Ok(Finished::AlreadySealed) => Outcome::AlreadySealed(self.because.clone()),
            Ok(Finished::Carrier(carrier)) => Outcome::Sealed(carrier, self.because.clone()),
            Err(failure) => Outcome::Failed(failure),
        }
    }
}
