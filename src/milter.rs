//! The milter: what Postfix hands each message to, and what hands back the carrier.
//!
//! ```text
//! connection  bytes in, one write for each answer
//!   packet      frames → commands
//!   reply       replies → frames
//!   session     the conversation: negotiation, envelope, header, body, several messages on one connection
//!     negotiate   what the MTA offers, what we take
//!     macros      queue ID and login
//!     message     one message in the making, judged at EOH and sealed while its body arrives
//!       kept        one whose body must be complete first: to be looked into, or to be split
//!   failure     what can go wrong with a message, and the reply to it
//!   outcome     how a message ends; fails closed in one place
//! limits      what all sessions share: memory, and turns at what costs much
//!   held        the memory of messages in flight
//! listener    Unix sockets and TCP
//! probe       asks whether a milter is there
//! ```
//!
//! The server is a function of where to listen, who judges, and when to stop: see [`serve`]. A
//! message that no rule wants is accepted at the end of its header, so that Postfix never sends its
//! body. Whatever goes wrong with a message refuses that message and nothing else; whatever goes
//! wrong with the protocol closes that connection and nothing else.
//!
//! Postfix must be told `default_action=tempfail` for this milter: with `accept`, killing it would
//! let mail out in clear.

use std::error::Error;
use std::future::Future;
use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::{JoinError, JoinSet};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use crate::mail::{Address, Envelope, Header, Signatures};
use crate::outbound::{self, Authenticator, Copies, CopyError, Finished, Original, Outbound};
use crate::policy::{Body, Judgement, Policy, SealOptions};

mod connection;
mod failure;
mod held;
mod kept;
mod limits;
mod listener;
mod macros;
mod message;
mod negotiate;
mod outcome;
mod packet;
mod probe;
mod reply;
mod session;

pub use listener::{ListenError, ListenSpec, Listener, bind};
pub use probe::probe;

use connection::Pace;
use limits::Limits;
use listener::Accepted;
use session::Session;

/// An error of whatever judges and seals: a sentence for the log.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Who decides on messages and seals them. [`State`] is the real one; tests bring their own.
///
/// An error or a panic of any of these refuses the message with a transient reply.
pub trait Judge: Send + Sync + 'static {
    /// A message being sealed.
    type Sealing: Sealing;

    /// A hold on a message that is being split; see [`attempt`](Self::attempt).
    type Attempt;

    /// Decides, once the header is complete; asked again with the body if the decision hangs on it.
    fn judge(&self, envelope: &Envelope, header: &Header, body: Body<'_>) -> Judgement;

    /// What is known of a message's signatures before its body is there.
    fn signatures(&self, _envelope: &Envelope, _header: &Header) -> Signatures {
        Signatures::Unasked
    }

    /// Whether a message's signatures must be checked before it is sealed.
    fn checks_before_sealing(&self, _header: &Header) -> bool {
        false
    }

    /// Checks a message's signatures. Called on a thread that may block.
    ///
    /// # Errors
    /// When it can't be told now whether the message comes from our side.
    fn check_signatures(&self, _original: Original<'_>) -> Result<Signatures, BoxError> {
        Ok(Signatures::Unasked)
    }

    /// Macros to ask the MTA for beside those that every message needs, without braces.
    fn macros(&self) -> Vec<String>;

    /// Starts to seal, when that was the decision.
    ///
    /// # Errors
    /// When the message cannot be sealed.
    fn begin(
        &self,
        envelope: &Envelope,
        header: &Header,
        options: &SealOptions,
    ) -> Result<Self::Sealing, BoxError>;

    /// Takes hold of a message that is about to be split, until what this returns is dropped: a
    /// second attempt at sending the same one waits so long. Called on a thread that may block.
    ///
    /// # Errors
    /// When the message must be refused.
    fn attempt(&self, original: Original<'_>) -> Result<Self::Attempt, CopyError>;

    /// Submits a copy of a message for some of its recipients, unless they had it in an earlier
    /// attempt: sealed with these options, or without options as it is. Called on a thread that may
    /// block.
    ///
    /// # Errors
    /// When the message must be refused.
    fn send_copy(
        &self,
        original: Original<'_>,
        to: &[Address],
        options: Option<&SealOptions>,
    ) -> Result<(), CopyError>;

    /// All copies are out, and the rest of the message is about to be accepted.
    fn accepted(&self, original: Original<'_>, to: &[Address]);
}

/// A message being sealed while its body arrives. Dropped when the message comes to nothing.
pub trait Sealing: Send + 'static {
    /// Takes more of the body, as it came.
    ///
    /// # Errors
    /// When the message cannot be sealed.
    fn write(&mut self, body: &[u8]) -> Result<(), BoxError>;

    /// How many bytes of memory this holds.
    fn held(&self) -> usize;

    /// Whether [`finish`](Self::finish) takes no longer than a write does. Then it is done at once:
    /// handing it to another thread and waking up again costs more than sealing a short message.
    fn is_nearly_done(&self) -> bool {
        false
    }

    /// Makes the carrier: the body is complete. Runs where it may take its time, unless it is
    /// [nearly done](Self::is_nearly_done).
    ///
    /// # Errors
    /// When the message cannot be sealed.
    fn finish(self) -> Result<Finished, BoxError>;
}

/// What judges and seals in earnest. A reload swaps it whole; a message keeps the one it began
/// with.
pub struct State {
    /// The rules.
    pub policy: Policy,
    /// The maker of carriers.
    pub outbound: Outbound,
    /// What sends copies apart from the message that they are of.
    pub copies: Copies,
    /// What checks signatures.
    pub authenticator: Authenticator,
}

impl Judge for State {
    type Sealing = outbound::Sealing;
    type Attempt = outbound::Attempt;

    fn judge(&self, envelope: &Envelope, header: &Header, body: Body<'_>) -> Judgement {
        self.policy
            .judge(envelope, header, self.outbound.answers_sealed(header), body)
    }

    fn signatures(&self, envelope: &Envelope, header: &Header) -> Signatures {
        self.authenticator.claimed(envelope, header)
    }

    fn checks_before_sealing(&self, header: &Header) -> bool {
        self.outbound.breaks_signature(header)
    }

    fn check_signatures(&self, original: Original<'_>) -> Result<Signatures, BoxError> {
        Ok(Handle::current().block_on(self.authenticator.check(original))?)
    }

    fn macros(&self) -> Vec<String> {
        self.policy
            .macros()
            .into_iter()
            .map(str::to_owned)
            .collect()
    }

    fn begin(
        &self,
        envelope: &Envelope,
        header: &Header,
        options: &SealOptions,
    ) -> Result<Self::Sealing, BoxError> {
        Ok(self.outbound.begin(envelope, header, options)?)
    }

    fn attempt(&self, original: Original<'_>) -> Result<Self::Attempt, CopyError> {
        self.copies.attempt(original)
    }

    fn send_copy(
        &self,
        original: Original<'_>,
        to: &[Address],
        options: Option<&SealOptions>,
    ) -> Result<(), CopyError> {
        self.copies.send(original, to, options)
    }

    fn accepted(&self, original: Original<'_>, to: &[Address]) {
        self.copies.accepted(original, to);
    }
}

impl Sealing for outbound::Sealing {
    fn write(&mut self, body: &[u8]) -> Result<(), BoxError> {
        Ok(self.write(body)?)
    }

    fn held(&self) -> usize {
        self.held()
    }

    /// All but the last piece was sealed while it came; a signature covers the whole.
    fn is_nearly_done(&self) -> bool {
        !self.is_signed()
    }

    fn finish(self) -> Result<Finished, BoxError> {
        Ok(self.finish()?)
    }
}

/// Bounds and times. What is past a bound is refused, never passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The most bytes of header and body of a message that is to be sealed; past it: `552 5.3.4`.
    pub max_message: u64,
    /// The most bytes of header; past it: `552 5.3.4`.
    pub max_header: usize,
    /// The most recipients of a message; past it: `554 5.5.3`.
    pub max_recipients: usize,
    /// The most bytes that messages in flight may hold, over all sessions of one [`serve`]; past
    /// it: `451 4.3.1`.
    pub max_memory: usize,
    /// The most connections at a time. As many again may wait for
    /// [`session_wait`](Self::session_wait); who waited in vain is told `421 4.3.2`.
    pub max_sessions: usize,
    /// How long a connection past the most waits for its turn.
    pub session_wait: Duration,
    /// The most messages at a time whose bodies are looked into to decide about them: it costs far
    /// more than to seal them.
    pub max_inspections: usize,
    /// How long a message past the most waits for its turn; after it: `451 4.3.2`.
    pub inspection_wait: Duration,
    /// How long the MTA may say nothing. An SMTP client's whole DATA may lie between two commands,
    /// so this is long; libmilter waits two hours too.
    pub idle: Duration,
    /// How often the MTA is told that the end of a message is still being worked on. Postfix waits
    /// 300 seconds.
    pub progress: Duration,
    /// How long sessions may take to finish the message they are in when the server stops.
    pub grace: Duration,
    /// Whether each message that is accepted bears a field with the verdict, which Postfix's
    /// `milter_header_checks` can act on. A message that passes is then accepted at EOM rather than
    /// at EOH.
    pub verdict: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_message: 64 << 20,
            max_header: 1 << 20,
            max_recipients: 5_000,
            max_memory: 1 << 30,
            max_sessions: 500,
            session_wait: Duration::from_secs(5),
            max_inspections: std::thread::available_parallelism().map_or(1, NonZero::get),
            inspection_wait: Duration::from_secs(60),
            idle: Duration::from_secs(7_200),
            progress: Duration::from_secs(5),
            grace: Duration::from_secs(30),
            verdict: false,
        }
    }
}

impl Settings {
    fn pace(&self) -> Pace {
        Pace {
            idle: self.idle,
            progress: self.progress,
        }
    }
}

/// A permit, as soon as there is one, unless that takes too long.
async fn turn(permits: Arc<Semaphore>, wait: Duration) -> Option<OwnedSemaphorePermit> {
    timeout(wait, permits.acquire_owned()).await.ok()?.ok()
}

/// Serves MTAs until `shutdown` is ready; then accepts no more, closes connections that are between
/// messages, and lets the others finish the message they are in for [`Settings::grace`]. What is
/// not done by then is cut off, which the MTA takes for a failure of the message.
///
/// `judges` gives what each message is judged by at its start: send a new one to reload.
pub async fn serve<J: Judge>(
    listener: Listener,
    judges: watch::Receiver<Arc<J>>,
    settings: Settings,
    shutdown: impl Future<Output = ()>,
) {
    let limits = Limits::new(settings);
    let settings = Arc::clone(&limits.settings);
    let permits = Arc::new(Semaphore::new(settings.max_sessions));
    // Those that wait hold a file descriptor too. When there are as many of them, the next ones
    // stay in the socket's queue.
    let places = Arc::new(Semaphore::new(
        settings
            .max_sessions
            .saturating_mul(2)
            .min(Semaphore::MAX_PERMITS),
    ));
    let stop = CancellationToken::new();
    let mut sessions = JoinSet::new();
    let accept = async {
        loop {
            let next = async {
                (
                    Arc::clone(&places).acquire_owned().await,
                    listener.accept().await,
                )
            };
            let (place, accepted) = tokio::select! {
                next = next => next,
                Some(ended) = sessions.join_next() => {
                    report(ended);
                    continue;
                }
            };
            let accepted = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Most likely out of file descriptors: others must end before it gets better.
                    warn!(%error, "the milter cannot accept a connection");
                    sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            let (permits, stop, mut pace) = (Arc::clone(&permits), stop.clone(), settings.pace());
            let wait = settings.session_wait;
            let mut session = Session::new(judges.clone(), limits.clone());
            sessions.spawn(async move {
                let permit = tokio::select! {
                    permit = turn(permits, wait) => permit,
                    () = stop.cancelled() => return,
                };
                if permit.is_none() {
                    session.refuse();
                    pace.idle = wait;
                }
                match accepted {
                    Accepted::Unix(stream) => connection::run(stream, session, pace, stop).await,
                    Accepted::Inet(stream) => connection::run(stream, session, pace, stop).await,
                }
                drop((permit, place));
            });
        }
    };
    tokio::select! {
        () = accept => {}
        () = shutdown => {}
    }
    drop(listener);
    stop.cancel();
    let ended = timeout(settings.grace, async {
        while let Some(ended) = sessions.join_next().await {
            report(ended);
        }
    });
    if ended.await.is_err() {
        warn!(
            sessions = sessions.len(),
            "the milter stops in the middle of messages, which the MTA keeps"
        );
        sessions.shutdown().await;
    }
}

/// Serves one connection that is already there, until it ends: for tests and measurements over a
/// pipe.
pub async fn serve_connection<J, Io>(io: Io, judges: watch::Receiver<Arc<J>>, settings: Settings)
where
    J: Judge,
    Io: AsyncRead + AsyncWrite + Unpin,
{
    let pace = settings.pace();
    let session = Session::new(judges, Limits::new(settings));
    connection::run(io, session, pace, CancellationToken::new()).await;
}

/// A session that panics outside the judge takes only itself down; the MTA finds its connection
/// closed.
fn report(ended: Result<(), JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        error!("a milter session panicked, which is a bug in postseal: please report it");
    }
}
