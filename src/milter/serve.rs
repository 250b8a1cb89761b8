//! The server: accepts connections until it is told to stop, a task for each.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinError, JoinSet};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use super::budget::{Budget, turn};
use super::connection;
use super::judge::Judge;
use super::listener::{Accepted, Listener};
use super::session::{Judges, Session};
use super::settings::Settings;
use crate::metrics::MilterFigures;

/// Serves MTAs until `shutdown` is ready; then accepts no more, closes connections that are between
/// messages, and lets the others finish the message they are in for [`Settings::grace`]. What is
/// not done by then is cut off, which the MTA takes for a failure of the message.
///
/// `judges` gives what each message is judged by at its start: send a new one to reload.
pub async fn serve<J: Judge>(
    listener: Listener,
    judges: watch::Receiver<Arc<J>>,
    settings: Settings,
    figures: MilterFigures,
    shutdown: impl Future<Output = ()>,
) {
    let judges = current(judges);
    let budget = Budget::new(&settings);
    let settings = Arc::new(settings);
    let permits = Arc::new(Semaphore::new(settings.max_sessions));
    // Connections that wait take a file descriptor too. When there are as many of them, the next
    // ones stay in the socket's queue.
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
            let permits = Arc::clone(&permits);
            let stop = stop.clone();
            let wait = settings.session_wait;
            let mut timeouts = settings.timeouts();
            let mut session =
                Session::new(Arc::clone(&judges), Arc::clone(&settings), budget.clone())
                    .counting(figures.clone());
            let open = figures.session();
            sessions.spawn(async move {
                let permit = tokio::select! {
                    permit = turn(permits, wait) => permit,
                    () = stop.cancelled() => return,
                };
                if permit.is_none() {
                    session.refuse();
                    timeouts.idle = wait;
                }
                match accepted {
                    Accepted::Unix(stream) => {
                        connection::run(stream, session, timeouts, stop).await;
                    }
                    Accepted::Inet(stream) => {
                        connection::run(stream, session, timeouts, stop).await;
                    }
                }
                drop((permit, place, open));
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
    let timeouts = settings.timeouts();
    let budget = Budget::new(&settings);
    let session = Session::new(current(judges), Arc::new(settings), budget);
    connection::run(io, session, timeouts, CancellationToken::new()).await;
}

/// From here on it makes no difference who judges.
fn current<J: Judge>(judges: watch::Receiver<Arc<J>>) -> Judges {
    Arc::new(move || Arc::clone(&*judges.borrow()) as Arc<dyn Judge>)
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
