//! One message in the making: a [`Draft`] until its header is complete, then, if a rule wants it
//! sealed, a [`Sealed`] into which its body goes. Every step takes the message and gives it back,
//! or gives the [`Failure`] that befell it; what a failed message held is gone with it.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;

use super::failure::{Failure, guard};
use super::held::Held;
use super::kept::{self, Kept};
use super::limits::{Limits, Look};
use super::macros::Macros;
use super::negotiate::Terms;
use super::outcome::{Because, Outcome};
use super::{BoxError, Judge, Sealing, Settings};
use crate::mail::{Address, Envelope, Field, Header};
use crate::outbound::Finished;
use crate::policy::{Body, Decision, Judgement};

/// The most header fields of a message that is sealed: the MTA looks for each of those that go, one
/// by one.
pub(super) const MOST_FIELDS: usize = 1_000;

/// The most that is judged where other sessions wait for it, in bytes of header and of recipients.
/// A header that was made to be slow costs about a millisecond for each KB; what people's mail
/// programs write stays below this.
const LIGHT: usize = 4 * 1024;

/// What a header field weighs beside its bytes.
const FIELD: usize = 64;

/// What a recipient weighs beside its address.
const RECIPIENT: usize = 100;

/// A message whose header is not complete.
pub(super) struct Draft<J> {
    judge: Arc<J>,
    envelope: Envelope,
    header: Header,
    bytes: usize,
    /// What all of this weighs, of which `bytes` is the header.
    held: Held,
    weight: usize,
    /// Whether the recipients are shown as a client named them. Postfix shows those of its sendmail
    /// command rewritten, and would not find them when they are to be taken out.
    from_smtp: bool,
}

/// What EOH leads to.
pub(super) enum Judged<J: Judge> {
    /// The message ends here.
    Ends(Outcome),
    /// Its body is wanted.
    Body(Content<J>),
    /// That is not known yet: finding out may take its time, on a thread where nobody waits for it.
    Slowly(Judging<J>),
}

/// What is left to do at EOH.
pub(super) type Judging<J> = Box<dyn FnOnce() -> Result<Judged<J>, Failure> + Send>;

/// A message whose body follows.
pub(super) enum Content<J: Judge> {
    /// A rule wants it sealed: the body is sealed while it comes.
    Seals(Sealed<J::Sealing>),
    /// The body is kept until it is complete.
    Kept(Box<Kept<J>>),
    /// It passes, and its body is of no interest, but only at its end can it be given our verdict.
    Passes(Passed),
}

/// A message that passes.
pub(super) struct Passed {
    because: Because,
    ending: Ending,
}

impl<J: Judge> Draft<J> {
    /// MAIL: a message begins, judged by what holds from here on. A reload that comes later does
    /// not touch it.
    pub(super) fn begin(
        judge: Arc<J>,
        client: Option<IpAddr>,
        path: &[u8],
        terms: Terms,
        limits: &Limits,
    ) -> Result<Self, Failure> {
        if !terms.can_seal() {
            return Err(Failure::Powerless);
        }
        let sender = Address::from_path(path);
        let sender = sender.map_err(|error| Failure::Path {
            command: "MAIL",
            why: error.to_string(),
        })?;
        let envelope = Envelope {
            sender,
            client,
            ..Envelope::default()
        };
        let held = limits.account.open();
        Ok(Self {
            judge,
            envelope,
            header: Header::default(),
            bytes: 0,
            held,
            weight: 0,
            from_smtp: true,
        })
    }

    /// What the client wants to be told about the delivery, among the parameters of MAIL.
    pub(super) fn wanting(mut self, parameters: &[Bytes]) -> Self {
        self.envelope
            .dsn
            .set_mail(parameters.iter().map(|parameter| &**parameter));
        self
    }

    /// RCPT.
    pub(super) fn recipient(
        mut self,
        path: &[u8],
        parameters: &[Bytes],
        settings: &Settings,
    ) -> Result<Self, Failure> {
        let fail = |why: String| Failure::Path {
            command: "RCPT",
            why,
        };
        let address = Address::from_path(path).map_err(|error| fail(error.to_string()))?;
        let address = address.ok_or_else(|| fail("it is empty".into()))?;
        if !address.is_plain() {
            return Err(Failure::Detour);
        }
        if self.envelope.recipients.len() >= settings.max_recipients {
            return Err(Failure::TooManyRecipients(settings.max_recipients));
        }
        self.envelope
            .dsn
            .set_recipient(&address, parameters.iter().map(|parameter| &**parameter));
        self.weigh(path.len() + parameters.iter().map(Bytes::len).sum::<usize>() + RECIPIENT)?;
        self.from_smtp &= path.starts_with(b"<") && path.ends_with(b">");
        self.envelope.recipients.push(address);
        Ok(self)
    }

    /// A header field, its value as the MTA shows it.
    ///
    /// Where the leading space was not negotiated, the MTA has taken off the one space that nearly
    /// every field has after its colon, so one is written again; a value that starts with a tab or
    /// a fold kept its own.
    pub(super) fn field(
        mut self,
        name: &[u8],
        value: &[u8],
        terms: Terms,
        settings: &Settings,
    ) -> Result<Self, Failure> {
        let folded = |at: usize| matches!(value.get(at + 1), Some(b' ' | b'\t'));
        if value
            .iter()
            .enumerate()
            .any(|(at, &byte)| byte == b'\n' && !folded(at))
        {
            return Err(Failure::Fold);
        }
        let spaced = terms.leading_space()
            || matches!(value.first(), None | Some(b' ' | b'\t' | b'\r' | b'\n'));
        let field = if spaced {
            Field::from_milter(name, value)
        } else {
            Field::from_milter(name, &[b" ", value].concat())
        };
        self.bytes += field.raw().len();
        self.weigh(field.raw().len() + FIELD)?;
        if self.bytes > settings.max_header {
            return Err(Failure::TooLarge {
                what: "header",
                limit: settings.max_header as u64,
            });
        }
        self.header.push(field);
        Ok(self)
    }

    fn weigh(&mut self, more: usize) -> Result<(), Failure> {
        self.weight += more;
        self.held.set(self.weight)
    }

    /// EOH: asks the policy, and begins to seal if that is the answer.
    pub(super) fn judge(mut self, macros: &Macros, terms: Terms) -> Result<Judged<J>, Failure> {
        let envelope = &mut self.envelope;
        if envelope.recipients.is_empty() {
            return Err(Failure::NoRecipients);
        }
        envelope.login = macros.login().map(Into::into);
        envelope.queue_id = macros.queue_id().map(Into::into);
        envelope.macros = macros.others();
        if self.bytes + self.envelope.recipients.len() * RECIPIENT > LIGHT {
            Ok(Judged::Slowly(Box::new(move || self.decide(terms, true))))
        } else {
            self.decide(terms, false)
        }
    }

    /// Asks the policy; `slowly` says that this is a thread where it may take its time.
    fn decide(self, terms: Terms, slowly: bool) -> Result<Judged<J>, Failure> {
        let Self {
            judge,
            mut envelope,
            header,
            bytes,
            held,
            weight,
            from_smtp,
        } = self;
        envelope.signatures = guard("the policy", || {
            Ok::<_, BoxError>(judge.signatures(&envelope, &header))
        })?;
        let judgement = guard("the policy", || {
            Ok::<_, BoxError>(judge.judge(&envelope, &header, Body::Later))
        })?;
        let can_split = terms.can_split() && from_smtp;
        let decided = match judgement {
            Judgement::NeedsBody => None,
            Judgement::Decided(verdict) => Some(verdict),
        };
        let decision = match decided {
            Some(verdict)
                if (verdict.parts.len() == 1 || !can_split)
                    && !kept::checks_first(&*judge, &verdict, &header) =>
            {
                let because = Because::of(&verdict);
                (verdict.strictest(), because)
            }
            // Copies are sealed one after the other when the body is there, so that one of them at
            // a time is held.
            decided => {
                let ending = Ending { held, terms };
                let kept = Kept {
                    judge,
                    envelope,
                    header,
                    header_bytes: bytes as u64,
                    weight,
                    body: Vec::new(),
                    decided,
                    can_split,
                    ending,
                };
                return Ok(Judged::Body(Content::Kept(Box::new(kept))));
            }
        };
        let (options, hold, because) = match decision {
            (Decision::Pass, because) if terms.verdict() => {
                let ending = Ending { held, terms };
                return Ok(Judged::Body(Content::Passes(Passed { because, ending })));
            }
            (Decision::Pass, because) => return Ok(Judged::Ends(Outcome::Pass(because))),
            (Decision::Reject(text), because) => {
                return Ok(Judged::Ends(Outcome::Rejected(text, because)));
            }
            (Decision::Seal(options), because) => (options, false, because),
            (Decision::Hold(options), because) => (options, true, because),
        };
        if header.fields().len() > MOST_FIELDS {
            return Err(Failure::TooManyFields);
        }
        // The first message that expires on a day makes a key, and brings it to the disk.
        let may_block = options.expires.is_some();
        let begin = move || {
            let sealing = guard("sealing", || judge.begin(&envelope, &header, &options))?;
            let sealed = Sealed {
                sealing,
                bytes: bytes as u64,
                because,
                hold,
                weight,
                ending: Ending { held, terms },
            };
            Ok(Judged::Body(Content::Seals(sealed.weighed()?)))
        };
        if may_block && !slowly {
            Ok(Judged::Slowly(Box::new(begin)))
        } else {
            begin()
        }
    }
}

impl<J: Judge> Content<J> {
    /// More of the body.
    pub(super) fn write(self, chunk: &[u8], most: u64) -> Result<Self, Failure> {
        match self {
            Self::Seals(sealed) => sealed.write(chunk, most).map(Self::Seals),
            Self::Kept(kept) => kept.write(chunk, most).map(Self::Kept),
            passes @ Self::Passes(_) => Ok(passes),
        }
    }

    /// EOM: parts what ends the message, perhaps slowly, from what is needed afterwards.
    pub(super) fn split(self) -> (Work, Ending) {
        match self {
            Self::Passes(Passed { because, ending }) => (
                Work::Now(Box::new(move || Ok(Outcome::Pass(because)))),
                ending,
            ),
            Self::Seals(Sealed {
                sealing,
                because,
                hold,
                ending,
                ..
            }) => {
                let now = sealing.is_nearly_done();
                let run = move || {
                    let finished = guard("sealing", || sealing.finish())?;
                    Ok(outcome(finished, because, hold))
                };
                let work = match now {
                    true => Work::Now(Box::new(run)),
                    false => Work::Last {
                        looks: false,
                        run: Box::new(move |_| run()),
                    },
                };
                (work, ending)
            }
            Self::Kept(kept) => kept.split(),
        }
    }
}

/// What ends a message: at once, or in steps that may take their time.
pub(super) enum Work {
    /// All of it, which takes no longer than to take another piece of the body did.
    Now(Box<dyn FnOnce() -> Result<Outcome, Failure> + Send>),
    /// Something that must be known first. It may wait for others, so nobody waits for it.
    First(Box<dyn FnOnce() -> Result<Work, Failure> + Send>),
    /// The rest. `looks`: it begins with a look into the body, for which it must have its turn.
    Last {
        looks: bool,
        run: Box<dyn FnOnce(Option<Look>) -> Result<Outcome, Failure> + Send>,
    },
}

pub(super) fn outcome(finished: Finished, because: Because, hold: bool) -> Outcome {
    match (finished, hold) {
        (Finished::AlreadySealed(edits), false) => Outcome::AlreadySealed(edits, because),
        (Finished::AlreadySealed(edits), true) => Outcome::AlreadySealedHeld(edits, because),
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
    /// What header and recipients weigh.
    weight: usize,
    ending: Ending,
}

impl<S: Sealing> Sealed<S> {
    fn weighed(mut self) -> Result<Self, Failure> {
        let held = guard("sealing", || Ok(self.sealing.held()))?;
        self.ending.held.set(self.weight + held)?;
        Ok(self)
    }

    fn write(mut self, chunk: &[u8], most: u64) -> Result<Self, Failure> {
        self.bytes += chunk.len() as u64;
        if self.bytes > most {
            return Err(Failure::TooLarge {
                what: "message",
                limit: most,
            });
        }
        if chunk.is_empty() {
            return Ok(self);
        }
        guard("sealing", || self.sealing.write(chunk))?;
        self.weighed()
    }
}

/// What is kept of a message while its end is worked on. The memory counts as held until this is
/// dropped, which is when the answer is written.
pub(super) struct Ending {
    pub(super) held: Held,
    pub(super) terms: Terms,
}
