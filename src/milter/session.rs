//! One milter connection's conversation, without its input and output: commands in, answers out.
//!
//! Each command is answered once if its answer was negotiated, and never otherwise: the MTA would
//! take a stale answer for the verdict on the message. How a message ends is the business of its
//! [`Transaction`].

use std::mem;
use std::net::IpAddr;
use std::sync::Arc;

use super::answer::{Outcome, answer, refuse};
use super::budget::Budget;
use super::error::{MessageError, SessionError};
use super::judge::Judge;
use super::macros::Macros;
use super::negotiation::NegotiatedOptions;
use super::settings::Settings;
use super::transaction::{Decided, Draft, Phase, Transaction};
use super::wire::command::Command;
use super::wire::protocol::{Offer, step};
use super::wire::reply::{Frames, Reply};
use crate::metrics::MilterFigures;

/// What logs name when the MTA has sent no queue ID.
const NO_QUEUE_ID: &str = "NOQUEUE";

/// Gives the current judge.
pub(super) type Judges = Arc<dyn Fn() -> Arc<dyn Judge> + Send + Sync>;

/// Where the conversation stands once options are negotiated.
enum Stage {
    /// CONNECT must come next, since a rule may ask where the message comes from.
    Unconnected,
    /// The client is known; no message is under way.
    Between,
    /// A message is under way.
    Open(Transaction),
    /// The header is complete; the MTA waits for our answer.
    Deciding,
    /// The body is complete; the MTA waits for our answer.
    Ending,
}

impl Stage {
    /// Whether a client may still say HELO, or begin a message anew.
    fn may_begin(&self) -> bool {
        match self {
            Self::Between => true,
            Self::Open(transaction) => transaction.phase() == Phase::Envelope,
            Self::Unconnected | Self::Deciding | Self::Ending => false,
        }
    }

    /// Completes the sentence "the MTA said HELO …".
    fn when(&self) -> &'static str {
        match self {
            Self::Unconnected => "before CONNECT",
            Self::Between => "between two messages",
            Self::Open(transaction) => match transaction.phase() {
                Phase::Envelope => "after MAIL",
                Phase::Header => "within the header",
                Phase::Body => "within the body",
            },
            Self::Deciding => "before our answer to EOH",
            Self::Ending => "before our answer to EOM",
        }
    }
}

/// What follows a command.
pub(super) enum Next {
    /// Nothing is said; the next command follows.
    Listen,
    /// These frames are said.
    Say(Frames),
    /// The header is decided on, then [`Session::decided`] knows what is said.
    Decide(Box<Draft>),
    /// The end is worked out, then [`Session::ended`] knows what is said.
    End(Transaction),
    /// The connection is closed.
    Close,
}

type Step = Result<Next, SessionError>;

/// One conversation.
pub(super) struct Session {
    judges: Judges,
    settings: Arc<Settings>,
    budget: Budget,
    /// There are too many connections: this one is served only to be refused.
    refused: bool,
    negotiated: Option<NegotiatedOptions>,
    client: Option<IpAddr>,
    macros: Macros,
    stage: Stage,
    figures: MilterFigures,
}

impl Session {
    /// A conversation that has not begun.
    pub(super) fn new(judges: Judges, settings: Arc<Settings>, budget: Budget) -> Self {
        Self {
            judges,
            settings,
            budget,
            refused: false,
            negotiated: None,
            client: None,
            macros: Macros::default(),
            stage: Stage::Unconnected,
            figures: MilterFigures::default(),
        }
    }

    /// The same, counted.
    pub(super) fn counting(self, figures: MilterFigures) -> Self {
        Self { figures, ..self }
    }

    /// Makes it a conversation in which no message is taken: the client is told at CONNECT that
    /// there are too many.
    pub(super) fn refuse(&mut self) {
        self.refused = true;
    }

    /// What this session shares with the others.
    pub(super) fn budget(&self) -> Budget {
        self.budget.clone()
    }

    /// Whether no message is under way, so that the connection can be closed without harm.
    pub(super) fn is_idle(&self) -> bool {
        matches!(self.stage, Stage::Unconnected | Stage::Between)
    }

    /// Whether a body arrives.
    pub(super) fn is_in_body(&self) -> bool {
        matches!(&self.stage, Stage::Open(transaction) if transaction.phase() == Phase::Body)
    }

    /// The queue ID of the message under way, for logs.
    pub(super) fn queue_id(&self) -> &str {
        self.macros.queue_id().unwrap_or(NO_QUEUE_ID)
    }

    /// Takes one command. After an error nothing more may be said on this connection.
    pub(super) fn step(&mut self, command: Command) -> Step {
        match (self.negotiated, command) {
            (_, Command::Quit) => Ok(Next::Close),
            (None, Command::Negotiate(offer)) => self.negotiate(offer),
            (None, command) => Err(SessionError::Order {
                command: command.name(),
                when: "before it negotiated",
            }),
            (Some(negotiated), command) => self.converse(negotiated, command),
        }
    }

    fn negotiate(&mut self, offer: Offer) -> Step {
        let negotiated = NegotiatedOptions::from_offer(offer)
            .ok_or(SessionError::Version(offer.version))?
            .with_verdict(self.settings.verdict);
        let negotiated = if self.refused {
            negotiated.answering(step::NR_CONNECT)
        } else {
            negotiated
        };
        self.negotiated = Some(negotiated);
        let wanted = (self.judges)().macros();
        self.macros.want(&wanted);
        Ok(Next::Say(negotiated.answer(&wanted)?))
    }

    fn converse(&mut self, negotiated: NegotiatedOptions, command: Command) -> Step {
        match (command, mem::replace(&mut self.stage, Stage::Between)) {
            (
                Command::Macros {
                    stage: opens,
                    pairs,
                },
                stage,
            ) => {
                self.macros.set(opens, &pairs);
                self.stage = stage;
                Ok(Next::Listen)
            }
            (Command::Unknown, stage) => self.stay(stage, negotiated, step::NR_UNKNOWN),
            (Command::QuitNewConnection, _) => {
                self.macros.end_connection();
                self.client = None;
                self.stage = Stage::Unconnected;
                Ok(Next::Listen)
            }
            (Command::Abort, Stage::Unconnected) => {
                self.stage = Stage::Unconnected;
                Ok(Next::Listen)
            }
            (Command::Abort, _) => {
                self.over();
                Ok(Next::Listen)
            }
            (Command::Connect(client), Stage::Unconnected) => {
                self.client = client;
                if self.refused && negotiated.answered(step::NR_CONNECT) {
                    return self.end(Outcome::Failed(self.too_many()), negotiated);
                }
                self.stay(Stage::Between, negotiated, step::NR_CONNECT)
            }
            (Command::Helo, stage) if stage.may_begin() => {
                self.stay(stage, negotiated, step::NR_HELO)
            }
            (Command::Mail(path, parameters), stage) if stage.may_begin() => {
                // A message that MAIL begins anew gives back what the one before it reserved.
                drop(stage);
                let draft = self.begin(&path, &parameters, negotiated);
                self.envelope(Transaction::from_mail(draft), negotiated, step::NR_MAIL)
            }
            (Command::Recipient(path, parameters), Stage::Open(transaction))
                if transaction.phase() == Phase::Envelope =>
            {
                let transaction = transaction.recipient(&path, &parameters, &self.settings);
                self.envelope(transaction, negotiated, step::NR_RECIPIENT)
            }
            (Command::Data, Stage::Open(transaction)) if transaction.phase() == Phase::Envelope => {
                self.header(transaction.data(), negotiated, step::NR_DATA)
            }
            (Command::Header { name, value }, Stage::Open(transaction))
                if transaction.phase() != Phase::Body =>
            {
                let transaction = transaction.field(&name, &value, &self.settings);
                self.header(transaction, negotiated, step::NR_HEADER)
            }
            (Command::EndOfHeader, Stage::Open(transaction))
                if transaction.phase() != Phase::Body =>
            {
                match transaction.header_complete(&self.macros) {
                    Ok(draft) => {
                        self.stage = Stage::Deciding;
                        Ok(Next::Decide(draft))
                    }
                    Err(error) => self.end(Outcome::Failed(error), negotiated),
                }
            }
            (Command::Body(chunk), Stage::Open(transaction))
                if transaction.phase() == Phase::Body =>
            {
                self.body(transaction.body(&chunk, &self.settings), negotiated)
            }
            (Command::EndOfMessage(chunk), Stage::Open(transaction))
                if transaction.phase() == Phase::Body =>
            {
                match transaction.body(&chunk, &self.settings) {
                    Transaction::Failed(_, error) => self.end(Outcome::Failed(error), negotiated),
                    transaction => {
                        self.stage = Stage::Ending;
                        Ok(Next::End(transaction))
                    }
                }
            }
            (command, stage) => Err(SessionError::Order {
                command: command.name(),
                when: stage.when(),
            }),
        }
    }

    /// MAIL: a message begins, unless it can't be taken on this connection.
    fn begin(
        &self,
        path: &[u8],
        parameters: &[bytes::Bytes],
        negotiated: NegotiatedOptions,
    ) -> Result<Box<Draft>, MessageError> {
        let judge = (self.judges)();
        // Rules that were reloaded since may ask for macros that the MTA doesn't send on this
        // connection.
        let knows = self.macros.are_wanted(&judge.macros());
        if self.refused {
            return Err(self.too_many());
        }
        if !knows {
            return Err(MessageError::Stale);
        }
        let reserved = self.budget.reserve();
        Draft::new(judge, self.client, path, parameters, negotiated, reserved).map(Box::new)
    }

    /// The answer to EOH when the header is decided on, or could not be.
    pub(super) fn decided(
        &mut self,
        decided: Result<Decided, MessageError>,
    ) -> Result<Frames, SessionError> {
        let outcome = match decided {
            Ok(Decided::Continues(transaction)) => {
                self.stage = Stage::Open(transaction);
                return Ok(Frames::one(Reply::Continue)?);
            }
            Ok(Decided::Ends(outcome)) => outcome,
            Err(error) => Outcome::Failed(error),
        };
        self.ended(outcome)
    }

    /// The answer at the end of the message.
    pub(super) fn ended(&mut self, outcome: Outcome) -> Result<Frames, SessionError> {
        let negotiated = self.negotiated.ok_or(SessionError::Order {
            command: "EOM",
            when: self.stage.when(),
        })?;
        let frames = self.answer(outcome, &negotiated)?;
        self.over();
        Ok(frames)
    }

    /// Goes to a stage whose only answer is CONTINUE.
    fn stay(&mut self, stage: Stage, negotiated: NegotiatedOptions, no_reply: u32) -> Step {
        self.stage = stage;
        if negotiated.answered(no_reply) {
            Ok(Next::Say(Frames::one(Reply::Continue)?))
        } else {
            Ok(Next::Listen)
        }
    }

    /// After MAIL or RCPT. A refusal here concerns that one command, yet the message stays failed:
    /// it must not go on without a recipient that its sender named.
    fn envelope(
        &mut self,
        transaction: Transaction,
        negotiated: NegotiatedOptions,
        no_reply: u32,
    ) -> Step {
        match transaction {
            Transaction::Failed(phase, error) if negotiated.answered(no_reply) => {
                self.stage = Stage::Open(Transaction::Failed(phase, MessageError::Refused));
                let words = (self.judges)().words();
                let refusal = refuse(&error, self.queue_id(), &words, &self.figures)?;
                Ok(Next::Say(refusal))
            }
            transaction => self.stay(Stage::Open(transaction), negotiated, no_reply),
        }
    }

    /// After DATA or a header field.
    fn header(
        &mut self,
        transaction: Transaction,
        negotiated: NegotiatedOptions,
        no_reply: u32,
    ) -> Step {
        match transaction {
            Transaction::Failed(_, error) if negotiated.answered(no_reply) => {
                self.end(Outcome::Failed(error), negotiated)
            }
            transaction => self.stay(Stage::Open(transaction), negotiated, no_reply),
        }
    }

    /// After a body chunk. A failure is told at EOM when the MTA can skip to it or hears nothing
    /// before it, and at once otherwise.
    fn body(&mut self, transaction: Transaction, negotiated: NegotiatedOptions) -> Step {
        let answered = negotiated.answered(step::NR_BODY);
        match transaction {
            Transaction::Failed(_, error) if answered && !negotiated.skip() => {
                self.end(Outcome::Failed(error), negotiated)
            }
            transaction @ (Transaction::Failed(..) | Transaction::Passing(_))
                if answered && negotiated.skip() =>
            {
                self.stage = Stage::Open(transaction);
                Ok(Next::Say(Frames::one(Reply::Skip)?))
            }
            transaction => self.stay(Stage::Open(transaction), negotiated, step::NR_BODY),
        }
    }

    /// The answer that ends the message.
    fn end(&mut self, outcome: Outcome, negotiated: NegotiatedOptions) -> Step {
        let frames = self.answer(outcome, &negotiated)?;
        self.over();
        Ok(Next::Say(frames))
    }

    /// The answer, whose words are those of who judges now.
    fn answer(
        &self,
        outcome: Outcome,
        negotiated: &NegotiatedOptions,
    ) -> Result<Frames, SessionError> {
        let words = (self.judges)().words();
        let (queue_id, figures) = (self.queue_id(), &self.figures);
        Ok(answer(outcome, queue_id, negotiated, &words, figures)?)
    }

    fn too_many(&self) -> MessageError {
        MessageError::Sessions {
            most: self.settings.max_sessions,
            waited: self.settings.session_wait,
        }
    }

    fn over(&mut self) {
        self.macros.end_message();
        self.stage = Stage::Between;
    }
}
