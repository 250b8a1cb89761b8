//! The listener: connections in bounded number, each with deadlines, and an orderly stop.
//!
//! hyper alone never closes a connection that sends nothing. Here the stream itself runs out of patience: for the first byte, then
//! whenever no byte moves in either direction for a while. The time for a request's header is hyper's, and each handler bounds
//! its own body.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, Sleep};
use tower::ServiceExt;

use super::limits::Peer;
use super::{Portal, pages, routes};

/// How long a new connection may be silent.
const FIRST_BYTE: Duration = Duration::from_secs(10);

/// The same while more than half of the connections are taken.
const FIRST_BYTE_WHEN_BUSY: Duration = Duration::from_secs(5);

/// How long no byte may move, in either direction.
const IDLE: Duration = Duration::from_secs(60);

/// How long a request's header may take.
const HEADER: Duration = Duration::from_secs(10);

/// How long requests may go on after the stop.
const STOP: Duration = Duration::from_secs(20);

/// The most bytes of a request's header.
const HEADER_BYTES: usize = 64 * 1024;

/// How many connections may wait in the kernel's queue. When it overflows, Linux resets connections that clients believe they have.
const BACKLOG: u32 = 4096;

/// A listener with a queue as long as the portal wants it; the kernel cuts it to `net.core.somaxconn`.
///
/// # Errors
/// When the address can't be had.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves the portal on `listener` until `shutdown` is done, then lets the requests that are running finish, for 20 seconds at most.
pub async fn serve(listener: TcpListener, portal: Arc<Portal>, shutdown: impl Future<Output = ()>) {
    let router = routes::router(&portal);
    let permits = Arc::new(Semaphore::new(portal.settings.connections.max(1)));
    let (stop, stopped) = watch::channel(false);
    let letters = portal.letters.start(portal.clone(), stopped.clone());
    let sweeper = tokio::spawn(sweep(portal.clone()));
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accept = async {
            // The permit comes first: beyond the bound, clients wait in the kernel's queue and cost nothing here.
            let permit = permits.clone().acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            () = &mut shutdown => break,
            accepted = accept => accepted,
        };
        while connections.try_join_next().is_some() {}
        match (permit, accepted) {
            (Ok(permit), Ok((stream, peer))) => {
                let busy = permits.available_permits() < portal.settings.connections / 2;
                let patience = if busy { FIRST_BYTE_WHEN_BUSY } else { FIRST_BYTE };
                let (portal, router, stopped) = (portal.clone(), router.clone(), stopped.clone());
                connections.spawn(async move {
                    connection(stream, peer, patience, portal, router, stopped).await;
                    drop(permit);
                });
            }
            (_, Err(error)) => {
                // Most often too many open files: it passes when connections end, so a short wait is better than a busy loop.
                tracing::warn!("the portal could not accept a connection: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            (Err(_), _) => break,
        }
    }
    drop(listener);
    let _ = stop.send(true);
    let finish = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(STOP, finish).await.is_err() {
        tracing::warn!("requests that were still running after {} seconds were cut off", STOP.as_secs());
    }
    sweeper.abort();
    if let Some(letters) = letters {
        let _ = letters.await;
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    patience: Duration,
    portal: Arc<Portal>,
    router: axum::Router,
    mut stopped: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let (portal, router) = (portal.clone(), router.clone());
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer.ip()));
            let response = match router.oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            Ok::<_, Infallible>(pages::finish(&portal.site, response))
        }
    });
    let io = TokioIo::new(Impatient { stream, idle: IDLE, deadline: Box::pin(tokio::time::sleep(patience)) });
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

async fn sweep(portal: Arc<Portal>) {
    let mut tick = tokio::time::interval(Duration::from_secs(10));
    loop {
        tick.tick().await;
        portal.store.sweep();
    }
}

/// A stream that gives up when no byte moves.
struct Impatient {
    stream: TcpStream,
    idle: Duration,
    deadline: Pin<Box<Sleep>>,
}

impl Impatient {
    /// Passes on what the stream said; when it has nothing to say, the deadline decides.
    fn watch<T>(&mut self, cx: &mut Context<'_>, poll: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        match poll {
            Poll::Ready(done) => {
                let next = Instant::now() + self.idle;
                self.deadline.as_mut().reset(next);
                Poll::Ready(done)
            }
            Poll::Pending => match self.deadline.as_mut().poll(cx) {
                Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
                Poll::Pending => Poll::Pending,
            },
        }
    }
}

impl AsyncRead for Impatient {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let poll = Pin::new(&mut self.stream).poll_read(cx, buf);
        self.watch(cx, poll)
    }
}

impl AsyncWrite for Impatient {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.watch(cx, poll)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.watch(cx, poll)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
