//! One message in the making: a [`Draft`] until its header is complete, then, if a rule wants it sealed, a [`Sealed`]
//! into which its body goes. Every step takes the message and gives it back, or gives the [`Failure`] that befell it;
//! what a failed message held is gone with it.

use std::net::IpAddr;
use std::sync::Arc;

use super::failure::{Failure, guard};
use super::held::{Account, Held};
use super::macros::Macros;
use super::negotiate::Terms;
use super::outcome::{Because, Outcome, Ready};
use super::{BoxError, Judge, Sealing, Settings};
use crate::mail::{Address, Envelope, Field, Header, Signatures};
use crate::outbound::{Finished, Original};
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
    /// Whether the recipients are shown as a client named them. Postfix shows those of its sendmail command rewritten, and would not
    /// find them when they are to be taken out.
    from_smtp: bool,
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
        Ok(Self { judge, envelope, header: Header::default(), bytes: 0, from_smtp: true })
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
        self.from_smtp &= path.starts_with(b"<") && path.ends_with(b">");
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
        let Self { judge, mut envelope, header, bytes, from_smtp } = self;
        if envelope.recipients.is_empty() {
            return Err(Failure::NoRecipients);
        }
        envelope.login = macros.login().map(Into::into);
        envelope.queue_id = macros.queue_id().map(Into::into);
        envelope.macros = macros.others();
        envelope.signatures = judge.signatures(&envelope, &header);
        let judgement = guard("the policy", || Ok::<_, BoxError>(judge.judge(&envelope, &header, Body::Later)))?;
        let held = account.open();
        let can_split = terms.can_split() && from_smtp;
        let decided = match judgement {
            Judgement::NeedsBody => None,
            Judgement::Decided(verdict) => Some(verdict),
        };
        let decision = match decided {
            Some(verdict) if (verdict.parts.len() == 1 || !can_split) && !checks_first(&*judge, &verdict, &header) => {
                let because = Because::of(&verdict);
                (verdict.strictest(), because)
            }
            // Copies are sealed one after the other when the body is there, so that one of them at a time is held.
            decided => {
                let ending = Ending { held, terms };
                let kept = Kept {
                    judge,
                    envelope,
                    header,
                    header_bytes: bytes as u64,
                    body: Vec::new(),
                    decided,
                    can_split,
                    ending,
                };
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
                let Kept { judge, envelope, header, body, decided, can_split, ending, .. } = *kept;
                let terms = ending.terms;
                let work = move || {
                    let original = Original { envelope: &envelope, header: &header, body: &body };
                    judge_body(&*judge, original, decided, can_split, &terms)
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
    can_split: bool,
    ending: Ending,
}

impl<J: Judge> Kept<J> {
    fn write(mut self: Box<Self>, chunk: &[u8], most: u64) -> Result<Box<Self>, Failure> {
        if self.header_bytes + (self.body.len() + chunk.len()) as u64 > most {
            return Err(Failure::TooLarge { what: "message", limit: most });
        }
        self.body.extend_from_slice(chunk);
        // At the end a carrier is made of it, and when it is split copies too, which SMTP writes from memory.
        let times = if self.decided.is_some() { 4 } else { 2 };
        self.ending.held.set(self.body.capacity().saturating_mul(times))?;
        Ok(self)
    }
}

/// Decides with the body at hand unless that was done, and seals it if that is the answer.
fn judge_body<J: Judge>(
    judge: &J,
    original: Original<'_>,
    decided: Option<Verdict>,
    can_split: bool,
    terms: &Terms,
) -> Result<Outcome, Failure> {
    let Original { header, body, .. } = original;
    let mut envelope = original.envelope.clone();
    let check = |envelope: &Envelope| {
        guard("checking signatures", || judge.check_signatures(Original { envelope, ..original }))
    };
    if decided.is_none() && envelope.signatures == Signatures::Claimed {
        if header.fields().len() > MOST_FIELDS {
            return Err(Failure::TooManyFields);
        }
        envelope.signatures = check(&envelope)?;
    }
    let verdict = match decided {
        Some(verdict) => verdict,
        None => {
            let judge = || Ok::<_, BoxError>(judge.judge(&envelope, header, Body::Whole(body)));
            let Judgement::Decided(verdict) = guard("the policy", judge)? else { return Err(Failure::Undecided) };
            verdict
        }
    };
    let because = Because::of(&verdict);
    let unchecked = !matches!(envelope.signatures, Signatures::Checked(_));
    if unchecked && header.fields().len() <= MOST_FIELDS && checks_first(judge, &verdict, header) {
        envelope.signatures = check(&envelope)?;
    }
    let original = Original { envelope: &envelope, ..original };
    if can_split && verdict.parts.len() > 1 && header.fields().len() <= MOST_FIELDS && original.is_plain() {
        return split(judge, original, &verdict, terms);
    }
    seal_whole(judge, original, verdict.strictest(), because)
}

/// Whether what a message's signatures say must be known before its carrier is made.
fn checks_first<J: Judge>(judge: &J, verdict: &Verdict, header: &Header) -> bool {
    let seals = |part: &Part| matches!(part.decision, Decision::Seal(_) | Decision::Hold(_));
    verdict.parts.iter().any(seals) && judge.checks_before_sealing(header)
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

/// Submits the copies of all parts but the first, which is sealed and stays in the message at hand. When one of them can't be sent,
/// the whole message is refused, and those who got their copy are remembered.
fn split<J: Judge>(judge: &J, original: Original<'_>, verdict: &Verdict, terms: &Terms) -> Result<Outcome, Failure> {
    let Some((stays, apart)) = verdict.parts.split_first() else { return Err(Failure::Undecided) };
    let envelope = Envelope { recipients: stays.recipients.clone(), ..original.envelope.clone() };
    let rest = Original { envelope: &envelope, ..original };
    let because = Because::of_action(verdict, stays.decision.word());
    // First what can go wrong without a trace outside.
    let (carrier, because) = match seal_whole(judge, rest, stays.decision.clone(), because)? {
        Outcome::Sealed(carrier, because) => (carrier, because),
        // Nobody needs a copy of a carrier.
        already @ Outcome::AlreadySealed(_) => return Ok(already),
        _ => return Err(Failure::Undecided),
    };
    let rest = Ready::new(carrier, because, terms)?;
    let (mut gone, mut copies) = (Vec::new(), Vec::new());
    for Part { recipients, decision } in apart {
        let options = match decision {
            Decision::Seal(options) => Some(options),
            Decision::Pass => None,
            Decision::Hold(_) | Decision::Reject(_) => return Err(Failure::Undecided),
        };
        let sent = guard("sending a copy", || Ok::<_, BoxError>(judge.send_copy(original, recipients, options)))?;
        sent.map_err(|error| match error.is_permanent() && gone.is_empty() {
            true => Failure::Refusal(error.to_string()),
            false => Failure::Error { what: "sending a copy", error: error.into() },
        })?;
        gone.extend_from_slice(recipients);
        copies.push((recipients.len(), decision.word(), Because::of_action(verdict, decision.word())));
    }
    judge.accepted(original, &gone);
    Ok(Outcome::Split { gone, copies, rest })
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
