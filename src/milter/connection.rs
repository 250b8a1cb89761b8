//! The input and output of one session: bytes in, one write for each answer.

use std::io;
use std::time::Duration;

use bytes::BytesMut;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};
use tokio_util::codec::Decoder;
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use super::answer::Outcome;
use super::error::SessionError;
use super::session::{Next, Session};
use super::settings::Timeouts;
use super::transaction::{self, Transaction};
use super::wire::protocol::Codec;
use super::wire::reply::{Frames, Reply};

/// What a fresh connection reads into: enough for most messages of text. Longer frames make it
/// grow.
const READ: usize = 16 * 1024;

/// The least room for a read.
const ROOM: usize = 1024;

/// The least room for a read while a body arrives: two of the frames in which bodies come.
const BODY_ROOM: usize = 128 * 1024;

/// Serves one connection until the MTA leaves, breaks the protocol, or stays silent too long, or
/// until `stop` finds it between two messages.
pub(super) async fn run<Io>(
    mut io: Io,
    mut session: Session,
    timeouts: Timeouts,
    stop: CancellationToken,
) where
    Io: AsyncRead + AsyncWrite + Unpin,
{
    if let Err(end) = converse(&mut io, &mut session, timeouts, &stop).await {
        let queue_id = session.queue_id();
        match end {
            End::Protocol(error) => warn!(queue_id, %error, "milter connection closed"),
            End::Silent(idle) => {
                warn!(queue_id, idle = ?idle, "milter connection closed: the MTA was silent too \
                                               long (milter.idle)");
            }
            End::Gone(error) if session.is_idle() => debug!(%error, "milter connection closed"),
            End::Gone(error) => {
                warn!(queue_id, %error, "milter connection closed in the middle of a message")
            }
        }
    }
}

/// Why a conversation ended otherwise than by QUIT.
enum End {
    /// The MTA broke the protocol.
    Protocol(SessionError),
    /// The MTA was silent for that long.
    Silent(Duration),
    /// The MTA is gone, or as good as gone.
    Gone(io::Error),
}

impl From<io::Error> for End {
    fn from(error: io::Error) -> Self {
        Self::Gone(error)
    }
}

impl From<SessionError> for End {
    fn from(error: SessionError) -> Self {
        Self::Protocol(error)
    }
}

async fn converse<Io>(
    io: &mut Io,
    session: &mut Session,
    timeouts: Timeouts,
    stop: &CancellationToken,
) -> Result<(), End>
where
    Io: AsyncRead + AsyncWrite + Unpin,
{
    let mut input = BytesMut::with_capacity(READ);
    loop {
        let Some(command) = Codec.decode(&mut input).map_err(SessionError::from)? else {
            // Between two frames nothing is lost when the server stops here.
            let may_stop = session.is_idle() && input.is_empty();
            input.reserve(if session.is_in_body() {
                BODY_ROOM
            } else {
                ROOM
            });
            let read = tokio::select! {
                read = timeout(timeouts.idle, io.read_buf(&mut input)) => read,
                () = stop.cancelled(), if may_stop => return Ok(()),
            };
            match read {
                Ok(Ok(0)) if may_stop => return Ok(()),
                Ok(Ok(0)) => return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
                Ok(Ok(_)) => continue,
                Ok(Err(error)) => return Err(error.into()),
                Err(_) => return Err(End::Silent(timeouts.idle)),
            }
        };
        match session.step(command)? {
            Next::Listen => {}
            Next::Say(frames) => say(io, frames, timeouts).await?,
            Next::Decide(draft) => {
                let decided = transaction::decide(draft).await;
                let frames = session.decided(decided)?;
                say(io, frames, timeouts).await?;
            }
            Next::End(transaction) => end(io, session, transaction, timeouts).await?,
            Next::Close => return Ok(()),
        }
    }
}

/// Lets the end of a message be worked out, and tells the MTA meanwhile what is known of it, and
/// that we are at it: before body frames or after them, which nothing may interrupt.
async fn end<Io>(
    io: &mut Io,
    session: &mut Session,
    mut transaction: Transaction,
    timeouts: Timeouts,
) -> Result<(), End>
where
    Io: AsyncWrite + Unpin,
{
    // The carrier takes memory until the answer is written.
    let _reserved = transaction.take_reserved();
    let queue_id = session.queue_id().to_owned();
    let (ahead, mut said) = mpsc::unbounded_channel();
    let mut work = std::pin::pin!(transaction.end(session.budget(), queue_id, ahead));
    let mut ticks = interval_at(Instant::now() + timeouts.progress, timeouts.progress);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let outcome = loop {
        tokio::select! {
            biased;
            outcome = &mut work => break outcome,
            Some(frames) = said.recv() => say(io, frames, timeouts).await?,
            _ = ticks.tick() => {
                let progress = Frames::one(Reply::Progress).map_err(SessionError::from)?;
                say(io, progress, timeouts).await?;
            }
        }
    };
    while let Ok(frames) = said.try_recv() {
        say(io, frames, timeouts).await?;
    }
    let frames = session.ended(outcome.unwrap_or_else(Outcome::Failed))?;
    say(io, frames, timeouts).await
}

async fn say<Io: AsyncWrite + Unpin>(
    io: &mut Io,
    mut frames: Frames,
    timeouts: Timeouts,
) -> Result<(), End> {
    let written = timeout(timeouts.idle, async {
        io.write_all_buf(&mut frames).await?;
        io.flush().await
    });
    match written.await {
        Ok(written) => Ok(written?),
        Err(_) => {
            Err(io::Error::new(io::ErrorKind::TimedOut, "the MTA did not take our answer").into())
        }
    }
}
