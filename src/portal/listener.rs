//! The listener: connections in bounded number, each with deadlines, and an orderly stop.
//!
//! hyper alone never closes a connection that sends nothing, so the [stream](timed_stream) has
//! deadlines of its own. The time for a request's header is hyper's; that for a form is a layer of
//! the [routes], and an upload bounds itself. Whose a connection is, and how many one network may
//! have, is told by its [permit](permits).

mod permits;
mod timed_stream;
mod told;

use std::convert::Infallible;
use std::future::Future;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt;

use super::network::{Network, Peer};
use super::proof::passcode::mailer;
use super::routes;
use super::services::Services;
use super::settings::State;
use crate::store::Store;
use permits::Permits;
use timed_stream::TimedStream;

pub(super) use permits::{Permit, lobby_of};

/// How long a new connection may be silent.
const FIRST_BYTE: Duration = Duration::from_secs(10);

/// The same while half of the permits or more are taken.
const FIRST_BYTE_WHEN_BUSY: Duration = Duration::from_secs(5);

/// How long a request's header may take.
const HEADER: Duration = Duration::from_secs(10);

/// How long requests may go on after the stop.
const STOP: Duration = Duration::from_secs(20);

/// The most bytes of a request's header.
const HEADER_BYTES: usize = 64 * 1024;

/// What a connection is told for which there is no permit, before anything of it is read.
const NO_PERMIT: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\
    Retry-After: 60\r\nCache-Control: no-store\r\nContent-Type: text/plain; charset=utf-8\r\n\
    Content-Length: 75\r\n\r\n\
    Too many connections come from your network now. Please try again shortly.\n";

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
    let permits: Arc<Permits> = Arc::default();
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accept = async {
            while connections.try_join_next().is_some() {}
            let (stream, peer) = listener.accept().await?;
            Ok(admit(&permits, &newest, stream, peer).await)
        };
        let accepted: io::Result<_> = tokio::select! {
            () = &mut shutdown => break,
            accepted = accept => accepted,
        };
        match accepted {
            Ok(Some(connection)) => {
                connections.spawn(connection.serve(newest.clone(), stopped.clone()));
                // Those that are there come to say what they want before others may need their
                // permits more.
                tokio::task::yield_now().await;
            }
            Ok(None) => {}
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

/// The connection of a client that may have one.
async fn admit(
    permits: &Arc<Permits>,
    newest: &watch::Receiver<Current>,
    stream: TcpStream,
    peer: SocketAddr,
) -> Option<Connection> {
    let most = max_connections(newest);
    let network = newest.borrow().services.networks.of_peer(peer.ip());
    let permit = match network {
        Some(network) => match permits.of_network(&network, most) {
            Some(permit) => permit,
            None => {
                refuse(stream);
                return None;
            }
        },
        None => permits.of_proxy(most).await,
    };
    Some(Connection {
        stream,
        peer,
        permit,
        patience: if permits.are_plentiful(most) {
            FIRST_BYTE
        } else {
            FIRST_BYTE_WHEN_BUSY
        },
    })
}

/// Says why and closes. A new connection's buffer has room for the sentence, so nothing waits.
fn refuse(stream: TcpStream) {
    if let Ok(mut stream) = stream.into_std() {
        let _ = stream.write_all(NO_PERMIT);
        let _ = stream.shutdown(std::net::Shutdown::Write);
    }
}

/// A connection with its permit.
struct Connection {
    stream: TcpStream,
    peer: SocketAddr,
    permit: Permit,
    patience: Duration,
}

impl Connection {
    /// Answers its requests, each by the services that are the newest then.
    async fn serve(self, newest: watch::Receiver<Current>, mut stopped: watch::Receiver<bool>) {
        let Self {
            stream,
            peer,
            permit,
            patience,
        } = self;
        let _ = stream.set_nodelay(true);
        let (closed, shown) = (permit.closed(), permit.shown());
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let current = newest.borrow().clone();
            answer(current, permit.clone(), Peer(peer.ip()), request)
        });
        let io = TokioIo::new(TimedStream::new(stream, patience, shown));
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
                // Another network needs the permit more.
                () = closed.cancelled() => return,
                () = &mut stop, if !stopping => {
                    stopping = true;
                    connection.as_mut().graceful_shutdown();
                }
            }
        }
    }
}

/// Answers one request, if its network may have the connection.
async fn answer(
    current: Current,
    permit: Permit,
    peer: Peer,
    request: hyper::Request<Incoming>,
) -> Result<Response, Infallible> {
    let Current { services, router } = current;
    let network: Network = services.networks.identify(peer.0, request.headers());
    let shown = permit.shown();
    let mut request = told::asking(request, &shown);
    if !permit.pass_to(&network, services.settings.max_connections.max(1)) {
        return Ok(routes::no_permit(
            &services,
            request.uri(),
            request.headers(),
        ));
    }
    request.extensions_mut().insert(peer);
    request.extensions_mut().insert(network);
    request.extensions_mut().insert(permit);
    let answer = router.oneshot(request).await?;
    Ok(told::answering(answer, shown))
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
