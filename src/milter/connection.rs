//! The input and output of one session: bytes in, one write for each answer.

use std::io;
use std::time::Duration;

use bytes::BytesMut;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};
use tokio_util::codec::Decoder;
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use super::Judge;
use super::failure::Failure;
use super::message::{Content, Work};
use super::packet::Codec;
use super::reply::{Frames, Reply};
use super::session::{Next, Session, SessionError};

/// What a fresh connection reads into: enough for most messages of text. Longer frames make it
/// grow.
const READ: usize = 16 * 1024;

/// The least room for a read.
const ROOM: usize = 1024;

/// How a connection keeps time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    /// How long the MTA may say nothing, or not take what we say.
    pub(super) idle: Duration,
    /// How often we say that we still work on the end of a message.
    pub(super) progress: Duration,
}

/// Serves one connection until the MTA leaves, breaks the protocol, or stays silent too long, or
/// until `stop` finds it between two messages.
pub(super) async fn run<J, Io>(
    mut io: Io,
    mut session: Session<J>,
    pace: Pace,
    stop: CancellationToken,
) where
    J: Judge,
    Io: AsyncRead + AsyncWrite + Unpin,
{
    if let Err(end) = converse(&mut io, &mut session, pace, &stop).await {
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
    /// The MTA said what nobody may say.
    Protocol(SessionError),
    /// The MTA said nothing for that long.
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

async fn converse<J, Io>(
    io: &mut Io,
    session: &mut Session<J>,
    pace: Pace,
    stop: &CancellationToken,
) -> Result<(), End>
where
    J: Judge,
    Io: AsyncRead + AsyncWrite + Unpin,
{
    let mut input = BytesMut::with_capacity(READ);
    loop {
        let Some(command) = Codec.decode(&mut input).map_err(SessionError::from)? else {
            // Between two frames nothing is lost when the server stops here.
            let may_stop = session.is_idle() && input.is_empty();
            input.reserve(ROOM);
            let read = tokio::select! {
                read = timeout(pace.idle, io.read_buf(&mut input)) => read,
                () = stop.cancelled(), if may_stop => return Ok(()),
            };
            match read {
                Ok(Ok(0)) if may_stop => return Ok(()),
                Ok(Ok(0)) => return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
                Ok(Ok(_)) => continue,
                Ok(Err(error)) => return Err(error.into()),
                Err(_) => return Err(End::Silent(pace.idle)),
            }
        };
        match session.step(command)? {
            Next::Listen => {}
            Next::Say(frames) => say(io, frames, pace).await?,
            Next::Judge(work) => {
                let judged = tokio::task::spawn_blocking(work)
                    .await
                    .unwrap_or(Err(Failure::Panic("the policy")));
                let frames = session.judged(judged)?;
                say(io, frames, pace).await?;
            }
            Next::Finish(content) => finish(io, session, *content, pace).await?,
            Next::Close => return Ok(()),
        }
    }
}

/// Lets the end be worked out, on a thread where it may be slow unless little is left of it, and
/// tells the MTA meanwhile that we are at it. All of that comes before the answer, whose body
/// frames nothing may interrupt.
async fn finish<J, Io>(
    io: &mut Io,
    session: &mut Session<J>,
    content: Content<J>,
    pace: Pace,
) -> Result<(), End>
where
    J: Judge,
    Io: AsyncWrite + Unpin,
{
    let (mut work, ending) = content.split();
    let limits = session.limits();
    let mut work = std::pin::pin!(async move {
        loop {
            match work {
                Work::Now(run) => break run(),
                Work::First(first) => {
                    let rest = tokio::task::spawn_blocking(first).await;
                    work = rest.unwrap_or(Err(Failure::Panic("checking signatures")))?;
                }
                Work::Last { looks, run } => {
                    let look = if looks {
                        Some(limits.look().await?)
                    } else {
                        None
                    };
                    let worked = tokio::task::spawn_blocking(move || run(look)).await;
                    break worked.unwrap_or(Err(Failure::Panic("sealing")));
                }
            }
        }
    });
    let mut ticks = interval_at(Instant::now() + pace.progress, pace.progress);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let finished = loop {
        tokio::select! {
            biased;
            finished = &mut work => break finished,
            _ = ticks.tick() => say(io, Frames::one(Reply::Progress).map_err(SessionError::from)?, pace).await?,
        }
    };
    let frames = session.finished(&ending, finished)?;
    say(io, frames, pace).await
}

async fn say<Io: AsyncWrite + Unpin>(
    io: &mut Io,
    mut frames: Frames,
    pace: Pace,
) -> Result<(), End> {
    let written = timeout(pace.idle, async {
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
