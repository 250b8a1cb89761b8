//! What an administrator may set of the milter, with the defaults.

use std::num::NonZero;
use std::time::Duration;

/// Bounds and times. A message past a bound is refused, never passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The most bytes of header and body of a message that is to be sealed; past it: `552 5.3.4`.
    pub max_message: u64,
    /// The most bytes of header; past it: `552 5.3.4`.
    pub max_header: usize,
    /// The most recipients of a message; past it: `554 5.5.3`.
    pub max_recipients: usize,
    /// The most bytes that messages in flight may reserve, over all sessions of one
    /// [`serve`](super::serve()); past it: `451 4.3.1`.
    pub max_memory: usize,
    /// The most connections at a time. As many again may wait for
    /// [`session_wait`](Self::session_wait); one that waited in vain is told `421 4.3.2`.
    pub max_sessions: usize,
    /// How long a connection past the most waits for its turn.
    pub session_wait: Duration,
    /// The most messages at a time whose bodies are inspected to decide about them: it costs far
    /// more than to seal them.
    pub max_inspections: usize,
    /// How long a message past the most waits for its turn; after it: `451 4.3.2`.
    pub inspection_wait: Duration,
    /// How long the MTA may be silent. An SMTP client's whole DATA may lie between two commands,
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

/// How long a connection waits for what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timeouts {
    /// How long the MTA may be silent, or not take what we say.
    pub(super) idle: Duration,
    /// How often we say that we still work on the end of a message.
    pub(super) progress: Duration,
}

impl Settings {
    pub(super) fn timeouts(&self) -> Timeouts {
        Timeouts {
            idle: self.idle,
            progress: self.progress,
        }
    }
}
