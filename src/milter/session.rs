//! One milter connection's conversation, without its input and output: commands in, answers out.
//!
//! A message passes through the stages envelope, header, body; each holds what is known by then, or
//! the [`Failure`] that has befallen the message, which is told at the next stage that the MTA lets
//! us answer. Nothing makes a failed message succeed again. Each command is answered once if its
//! answer was negotiated, and never otherwise: the MTA would take a stale answer for the verdict on
//! the message.

use std::net::IpAddr;
use std::sync::Arc;
use std::{fmt, mem};

use tokio::sync::watch;

use super::Judge;
use super::failure::Failure;
use super::limits::Limits;
use super::macros::Macros;
use super::message::{Content, Draft, Ending, Judged, Judging};
use super::negotiate::{Terms, protocol};
use super::outcome::{Outcome, settle};
use super::packet::{Command, PacketError};
use super::reply::{Frames, Reply};

/// What logs name when the MTA has told no queue ID.
const NO_QUEUE_ID: &str = "NOQUEUE";

/// Where the conversation stands once terms are agreed.
enum Stage<J: Judge> {
    /// CONNECT must come next, since a rule may ask where the message comes from.
    Unconnected,
    /// The client is known; no message is under way.
    Between,
    /// MAIL was said; RCPT follow.
    Envelope(Result<Draft<J>, Failure>),
    /// DATA or the first header field was said.
    Header(Result<Draft<J>, Failure>),
    /// The header is complete; the MTA waits for our answer.
    Judging,
    /// A rule wants the message sealed, or wants to see more of it, or it shall bear our verdict;
    /// its body follows.
    Body(Result<Content<J>, Failure>),
    /// The body is complete; the MTA waits for our answer.
    Ending,
}

impl<J: Judge> Stage<J> {
    /// Completes the sentence "the MTA said HELO …".
    fn when(&self) -> &'static str {
        match self {
            Self::Unconnected => "before CONNECT",
            Self::Between => "between two messages",
            Self::Envelope(_) => "after MAIL",
            Self::Header(_) => "within the header",
            Self::Judging => "before our answer to EOH",
            Self::Body(_) => "within the body",
            Self::Ending => "before our answer to EOM",
        }
    }
}

/// What a command leads to.
pub(super) enum Next<J: Judge> {
    /// Nothing is said; the next command follows.
    Listen,
    /// These frames are said.
    Say(Frames),
    /// The header is judged, then [`Session::judged`] knows what is said.
    Judge(Judging<J>),
    /// The end is worked out, then [`Session::finished`] knows what is said.
    Finish(Box<Content<J>>),
    /// The connection is closed.
    Close,
}

/// Why the conversation cannot go on. The MTA finds the connection closed and does what it does by
/// default.
#[derive(Debug)]
pub(super) enum SessionError {
    /// Bytes that are no command.
    Packet(PacketError),
    /// The MTA offers a version of the protocol that lacks what we need.
    Version(u32),
    /// A command at a stage where the protocol has no place for it.
    Order {
        command: &'static str,
        when: &'static str,
    },
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Packet(error) => error.fmt(f),
            Self::Version(version) => {
                write!(
                    f,
                    "the MTA speaks milter protocol {version}; set milter_protocol = 6 in Postfix"
                )
            }
            Self::Order { command, when } => write!(f, "the MTA said {command} {when}"),
        }
    }
}

impl From<PacketError> for SessionError {
    fn from(error: PacketError) -> Self {
        Self::Packet(error)
    }
}

type Step<J> = Result<Next<J>, SessionError>;

/// One conversation.
pub(super) struct Session<J: Judge> {
    judges: watch::Receiver<Arc<J>>,
    limits: Limits,
    /// There are too many connections: this one is only heard to be refused.
    refused: bool,
    terms: Option<Terms>,
    client: Option<IpAddr>,
    macros: Macros,
    stage: Stage<J>,
}

impl<J: Judge> Session<J> {
    /// A conversation that has not begun.
    pub(super) fn new(judges: watch::Receiver<Arc<J>>, limits: Limits) -> Self {
        let (terms, client, macros, stage) = (None, None, Macros::default(), Stage::Unconnected);
        Self {
            judges,
            limits,
            refused: false,
            terms,
            client,
            macros,
            stage,
        }
    }

    /// Makes it a conversation in which nothing is taken: the client is told at CONNECT that there
    /// are too many.
    pub(super) fn refuse(&mut self) {
        self.refused = true;
    }

    /// What this session shares with the others.
    pub(super) fn limits(&self) -> Limits {
        self.limits.clone()
    }

    /// Whether no message is under way, so that the connection can be closed without harm.
    pub(super) fn is_idle(&self) -> bool {
        matches!(self.stage, Stage::Unconnected | Stage::Between)
    }

    /// The queue ID of the message under way, for logs.
    pub(super) fn queue_id(&self) -> &str {
        self.macros.queue_id().unwrap_or(NO_QUEUE_ID)
    }

    /// Takes one command. After an error nothing more may be said on this connection.
    pub(super) fn step(&mut self, command: Command) -> Step<J> {
        match (self.terms, command) {
            (_, Command::Quit) => Ok(Next::Close),
            (None, Command::Negotiate(offer)) => {
                let terms = Terms::from_offer(offer).ok_or(SessionError::Version(offer.version))?;
                let terms = terms.with_verdict(self.limits.settings.verdict);
                let terms = if self.refused {
                    terms.answering(protocol::NR_CONNECT)
                } else {
                    terms
                };
                self.terms = Some(terms);
                let wanted = self.judges.borrow().macros();
                self.macros.want(&wanted);
                Ok(Next::Say(terms.answer(&wanted)?))
            }
            (None, command) => Err(SessionError::Order {
                command: command.name(),
                when: "before it negotiated",
            }),
            (Some(terms), command) => self.agreed(terms, command),
        }
    }

    fn agreed(&mut self, terms: Terms, command: Command) -> Step<J> {
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
            (Command::Unknown, stage) => self.stay(stage, terms, protocol::NR_UNKNOWN),
            (Command::QuitNewConnection, _) => {
                self.macros.end_connection();
                (self.client, self.stage) = (None, Stage::Unconnected);
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
                if self.refused && terms.answered(protocol::NR_CONNECT) {
                    return self.end(Outcome::Failed(self.too_many()), terms);
                }
                self.stay(Stage::Between, terms, protocol::NR_CONNECT)
            }
            (Command::Helo, stage @ (Stage::Between | Stage::Envelope(_))) => {
                self.stay(stage, terms, protocol::NR_HELO)
            }
            (Command::Mail(path, parameters), Stage::Between | Stage::Envelope(_)) => {
                let judge = Arc::clone(&self.judges.borrow());
                // Rules that were read since may ask for macros that the MTA doesn't send on this
                // connection.
                let knows = self.macros.are_wanted(&judge.macros());
                let draft = match knows {
                    _ if self.refused => Err(self.too_many()),
                    true => Draft::begin(judge, self.client, &path, terms, &self.limits)
                        .map(|draft| draft.wanting(&parameters)),
                    false => Err(Failure::Stale),
                };
                self.envelope(draft, terms, protocol::NR_MAIL)
            }
            (Command::Recipient(path, parameters), Stage::Envelope(draft)) => {
                let draft = draft
                    .and_then(|draft| draft.recipient(&path, &parameters, &self.limits.settings));
                self.envelope(draft, terms, protocol::NR_RECIPIENT)
            }
            (Command::Data, Stage::Envelope(draft)) => self.header(draft, terms, protocol::NR_DATA),
            (Command::Header { name, value }, Stage::Envelope(draft) | Stage::Header(draft)) => {
                let draft = draft
                    .and_then(|draft| draft.field(&name, &value, terms, &self.limits.settings));
                self.header(draft, terms, protocol::NR_HEADER)
            }
            (Command::EndOfHeader, Stage::Envelope(draft) | Stage::Header(draft)) => {
                match draft.and_then(|draft| draft.judge(&self.macros, terms)) {
                    Ok(Judged::Slowly(work)) => {
                        self.stage = Stage::Judging;
                        Ok(Next::Judge(work))
                    }
                    judged => Ok(Next::Say(self.after_header(judged, terms)?)),
                }
            }
            (Command::Body(chunk), Stage::Body(content)) => {
                let content = content
                    .and_then(|content| content.write(&chunk, self.limits.settings.max_message));
                self.body(content, terms)
            }
            (Command::EndOfMessage(chunk), Stage::Body(content)) => {
                match content
                    .and_then(|content| content.write(&chunk, self.limits.settings.max_message))
                {
                    Ok(content) => {
                        self.stage = Stage::Ending;
                        Ok(Next::Finish(Box::new(content)))
                    }
                    Err(failure) => self.end(Outcome::Failed(failure), terms),
                }
            }
            (command, stage) => Err(SessionError::Order {
                command: command.name(),
                when: stage.when(),
            }),
        }
    }

    /// What is said to EOH when the header is judged, or could not be.
    pub(super) fn judged(
        &mut self,
        judged: Result<Judged<J>, Failure>,
    ) -> Result<Frames, SessionError> {
        let when = self.stage.when();
        let terms = self.terms.ok_or(SessionError::Order {
            command: "EOH",
            when,
        })?;
        self.after_header(judged, terms)
    }

    fn after_header(
        &mut self,
        judged: Result<Judged<J>, Failure>,
        terms: Terms,
    ) -> Result<Frames, SessionError> {
        let outcome = match judged {
            Ok(Judged::Body(content)) => {
                self.stage = Stage::Body(Ok(content));
                return Ok(Frames::one(Reply::Continue)?);
            }
            Ok(Judged::Ends(outcome)) => outcome,
            Ok(Judged::Slowly(_)) => Outcome::Failed(Failure::Undecided),
            Err(failure) => Outcome::Failed(failure),
        };
        let frames = settle(outcome, self.queue_id(), &terms)?;
        self.over();
        Ok(frames)
    }

    /// What is said when the end is worked out, or could not be.
    pub(super) fn finished(
        &mut self,
        ending: &Ending,
        outcome: Result<Outcome, Failure>,
    ) -> Result<Frames, SessionError> {
        let frames = settle(
            outcome.unwrap_or_else(Outcome::Failed),
            self.queue_id(),
            &ending.terms,
        )?;
        self.over();
        Ok(frames)
    }

    /// Goes to a stage where there is nothing to say but CONTINUE.
    fn stay(&mut self, stage: Stage<J>, terms: Terms, no_reply: u32) -> Step<J> {
        self.stage = stage;
        if terms.answered(no_reply) {
            Ok(Next::Say(Frames::one(Reply::Continue)?))
        } else {
            Ok(Next::Listen)
        }
    }

    /// After MAIL or RCPT. A refusal here concerns that one command, yet the message stays failed:
    /// it must not go on without a recipient that its sender named.
    fn envelope(
        &mut self,
        draft: Result<Draft<J>, Failure>,
        terms: Terms,
        no_reply: u32,
    ) -> Step<J> {
        match draft {
            Err(failure) if terms.answered(no_reply) => {
                self.stage = Stage::Envelope(Err(Failure::Refused));
                Ok(Next::Say(settle(
                    Outcome::Failed(failure),
                    self.queue_id(),
                    &terms,
                )?))
            }
            draft => self.stay(Stage::Envelope(draft), terms, no_reply),
        }
    }

    /// After DATA or a header field.
    fn header(&mut self, draft: Result<Draft<J>, Failure>, terms: Terms, no_reply: u32) -> Step<J> {
        match draft {
            Err(failure) if terms.answered(no_reply) => self.end(Outcome::Failed(failure), terms),
            draft => self.stay(Stage::Header(draft), terms, no_reply),
        }
    }

    /// After a body chunk. A failure is told at EOM when the MTA can skip to it or hears nothing
    /// before it, and at once otherwise.
    fn body(&mut self, content: Result<Content<J>, Failure>, terms: Terms) -> Step<J> {
        match content {
            Err(failure) if terms.answered(protocol::NR_BODY) => {
                if !terms.skip() {
                    return self.end(Outcome::Failed(failure), terms);
                }
                self.stage = Stage::Body(Err(failure));
                Ok(Next::Say(Frames::one(Reply::Skip)?))
            }
            Ok(content @ Content::Passes(_))
                if terms.answered(protocol::NR_BODY) && terms.skip() =>
            {
                self.stage = Stage::Body(Ok(content));
                Ok(Next::Say(Frames::one(Reply::Skip)?))
            }
            content => self.stay(Stage::Body(content), terms, protocol::NR_BODY),
        }
    }

    /// Says how the message ends.
    fn end(&mut self, outcome: Outcome, terms: Terms) -> Step<J> {
        let frames = settle(outcome, self.queue_id(), &terms)?;
        self.over();
        Ok(Next::Say(frames))
    }

    fn too_many(&self) -> Failure {
        let settings = &self.limits.settings;
        Failure::Sessions {
            most: settings.max_sessions,
            waited: settings.session_wait,
        }
    }

    fn over(&mut self) {
        self.macros.end_message();
        self.stage = Stage::Between;
    }
}
