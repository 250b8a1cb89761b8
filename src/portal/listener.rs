//! The listener: connections in bounded number, each with deadlines, and an orderly stop.
//!
//! hyper alone never closes a connection that sends nothing, so the [stream](timed_stream) has
//! deadlines of its own. The time for a request's header is hyper's; that for a form is a layer of
//! the [routes], and an upload bounds itself.

mod timed_stream;

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt;

use super::network::Peer;
use super::proof::passcode::mailer;
use super::routes;
use super::services::Services;
use super::settings::State;
use crate::store::Store;
use timed_stream::TimedStream;

/// How long a new connection may be silent.
const FIRST_BYTE: Duration = Duration::from_secs(10);

/// The same while more than half of the connections are taken.
const FIRST_BYTE_WHEN_BUSY: Duration = Duration::from_secs(5);

/// How long a request's header may take.
const HEADER: Duration = Duration::from_secs(10);

/// How long requests may go on after the stop.
const STOP: Duration = Duration::from_secs(20);

/// The most bytes of a request's header.
const HEADER_BYTES: usize = 64 * 1024;

/// How many connections may wait in the kernel's queue. When it overflows, Linux resets connections
/// that clients believe they have.
const BACKLOG: u32 = 4096;

/// A listener with a queue as long as the portal wants it; the kernel cuts it to
/// `net.core.somaxconn`.
///
/// # Errors
/// When the address can't be had.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()
    } else {
        TcpSocket::new_v6()
    }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves the portal on `listener` until `shutdown` is done, then lets the requests that are
/// running finish, for 20 seconds at most.
///
/// A new `state` soon holds for all requests that begin then, on connections that are open already
/// too. The visits in `store` outlive it.
pub async fn serve(
    listener: TcpListener,
    mut state: watch::Receiver<Arc<State>>,
    store: Store,
    shutdown: impl Future<Output = ()>,
) {
    let (queue, mails) = mailer::queue();
    let first = Services::new(&state.borrow_and_update(), store.clone(), queue);
    let (current, newest) = watch::channel(Current::new(first));
    let (stop, stopped) = watch::channel(false);
    let mailer = tokio::spawn(mails.deliver_until(stopped.clone()));
    let reloader = tokio::spawn(reload(state, current));
    let sweeper = tokio::spawn(sweep(store));
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accept = async {
            // Beyond the bound, clients wait in the kernel's queue and cost nothing here.
            while connections.try_join_next().is_some() {}
            while connections.len() >= max_connections(&newest) {
                connections.join_next().await;
            }
            listener.accept().await
        };
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            accepted = accept => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let is_busy = connections.len() >= max_connections(&newest).div_ceil(2);
                let patience = if is_busy {
                    FIRST_BYTE_WHEN_BUSY
                } else {
                    FIRST_BYTE
                };
                let connection =
                    connection(stream, peer, patience, newest.clone(), stopped.clone());
                connections.spawn(connection);
            }
            Err(error) => {
                // Most often too many open files: it passes when connections end, so a short wait
                // is better than a busy loop.
                tracing::warn!("the portal could not accept a connection: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    let _ = stop.send(true);
    let finish = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(STOP, finish).await.is_err() {
        tracing::warn!(
            "requests that were still running after {} seconds were cut off",
            STOP.as_secs()
        );
    }
    sweeper.abort();
    reloader.abort();
    let _ = mailer.await;
}

/// What answers the requests that begin now.
#[derive(Clone)]
struct Current {
    services: Arc<Services>,
    router: Router,
}

impl Current {
    fn new(services: Services) -> Self {
        let services = Arc::new(services);
        let router = routes::router(&services);
        Self { services, router }
    }
}

fn max_connections(newest: &watch::Receiver<Current>) -> usize {
    newest.borrow().services.settings.max_connections.max(1)
}

/// Builds the services of each new state, until there will be no more.
async fn reload(mut state: watch::Receiver<Arc<State>>, current: watch::Sender<Current>) {
    while state.changed().await.is_ok() {
        let next = {
            let state = state.borrow_and_update();
            current.borrow().services.reloaded(&state)
        };
        current.send_replace(Current::new(next));
    }
    // The connections go on with the last one.
    current.closed().await;
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    patience: Duration,
    newest: watch::Receiver<Current>,
    mut stopped: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let router = newest.borrow().router.clone();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer.ip()));
        router.oneshot(request)
    });
    let io = TokioIo::new(TimedStream::new(stream, patience));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER)
        .max_buf_size(HEADER_BYTES)
        .serve_connection(io, service);
    let mut connection = pin!(connection);
    let stop = async move {
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    let mut stop = pin!(stop);
    let mut stopping = false;
    loop {
        tokio::select! {
            // How a connection ends is the client's business.
            _ = &mut connection => return,
            () = &mut stop, if !stopping => {
                stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

async fn sweep(store: Store) {
    let mut tick = tokio::time::interval(Duration::from_secs(10));
    loop {
        tick.tick().await;
        if let Err(error) = store.sweep().await {
            tracing::warn!("what has run out could not be removed from the store: {error}");
        }
    }
}
