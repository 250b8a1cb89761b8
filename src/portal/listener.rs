//! The listener: connections in bounded number, each with deadlines, and an orderly stop.
//!
//! hyper alone never closes a connection that sends nothing. Here the stream itself runs out of
//! patience: for the first byte, then whenever no byte moves in either direction for a while, and
//! when a client takes what it asked for more slowly than [`RATE`]. The time for a request's header
//! is hyper's; a form has [`FORM`], and only `POST /open` bounds its own body.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, Sleep};
use tower::ServiceExt;

use super::limits::Peer;
use super::{Portal, State, proof, routes};
use crate::store::Store;

/// How long a new connection may be silent.
const FIRST_BYTE: Duration = Duration::from_secs(10);

/// The same while more than half of the connections are taken.
const FIRST_BYTE_WHEN_BUSY: Duration = Duration::from_secs(5);

/// How long no byte may move, in either direction.
const IDLE: Duration = Duration::from_secs(60);

/// How long a request's header may take.
const HEADER: Duration = Duration::from_secs(10);

/// How long the body of a request may take that brings no message.
const FORM: Duration = Duration::from_secs(20);

/// How far a client may fall behind [`RATE`]: with it a response of `n` bytes ends within `LAG + n
/// / RATE`.
const LAG: Duration = Duration::from_secs(30);

/// The bytes per second that a client takes at least, while there is something for it to take.
const RATE: f64 = 16.0 * 1024.0;

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
/// A new `state` holds from the next request on, on connections that are open already too. The
/// visits in `store` outlive it.
pub async fn serve(
    listener: TcpListener,
    mut state: watch::Receiver<Arc<State>>,
    store: Store,
    shutdown: impl Future<Output = ()>,
) {
    let (queue, mails) = proof::queue();
    let first = Portal::new(&state.borrow_and_update(), store.clone(), queue);
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
    portal: Arc<Portal>,
    router: Router,
}

impl Current {
    fn new(portal: Portal) -> Self {
        let portal = Arc::new(portal);
        let router = routes::router(&portal);
        Self { portal, router }
    }
}

fn max_connections(newest: &watch::Receiver<Current>) -> usize {
    newest.borrow().portal.settings.max_connections.max(1)
}

/// Makes a portal of each new state, until there will be no more.
async fn reload(mut state: watch::Receiver<Arc<State>>, current: watch::Sender<Current>) {
    while state.changed().await.is_ok() {
        let next = {
            let state = state.borrow_and_update();
            current.borrow().portal.reloaded(&state)
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
        async move {
            let limit = if request.uri().path() == "/open" {
                None
            } else {
                Some(FORM)
            };
            let mut request = request.map(|body| match limit {
                Some(limit) => Body::new(Hurried {
                    body,
                    deadline: Box::pin(tokio::time::sleep(limit)),
                }),
                None => Body::new(body),
            });
            request.extensions_mut().insert(Peer(peer.ip()));
            router.oneshot(request).await
        }
    });
    let io = TokioIo::new(Impatient::new(stream, patience));
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
        store.sweep();
    }
}

/// The body of a request, which must be whole in time.
struct Hurried {
    body: Incoming,
    deadline: Pin<Box<Sleep>>,
}

impl HttpBody for Hurried {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.deadline.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Some(Err(io::ErrorKind::TimedOut.into())));
        }
        Pin::new(&mut self.body)
            .poll_frame(cx)
            .map_err(io::Error::other)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A stream that gives up when no byte moves, or when the other end takes bytes too slowly.
struct Impatient<S> {
    stream: S,
    deadline: Pin<Box<Sleep>>,
    /// How much longer the other end may keep bytes waiting. Each byte that it takes earns its
    /// share of a second, and waiting uses it up; the time in which nothing waits to be taken is
    /// ours and doesn't count.
    lag: Duration,
    /// When bytes began to wait, and the end of `lag`.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl<S> Impatient<S> {
    fn new(stream: S, patience: Duration) -> Self {
        Self {
            stream,
            deadline: Box::pin(tokio::time::sleep(patience)),
            lag: LAG,
            waiting: None,
        }
    }

    /// Passes on what the stream said; when it has nothing to say, the deadline decides.
    fn watch<T>(&mut self, cx: &mut Context<'_>, poll: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        match poll {
            Poll::Ready(done) => {
                let next = Instant::now() + IDLE;
                self.deadline.as_mut().reset(next);
                Poll::Ready(done)
            }
            Poll::Pending => match self.deadline.as_mut().poll(cx) {
                Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
                Poll::Pending => Poll::Pending,
            },
        }
    }

    /// As [`watch`](Self::watch), for bytes that the other end is to take.
    fn watch_taken(
        &mut self,
        cx: &mut Context<'_>,
        poll: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match &poll {
            Poll::Ready(Ok(taken)) => {
                if let Some((since, _)) = self.waiting.take() {
                    self.lag = self.lag.saturating_sub(since.elapsed());
                }
                #[allow(clippy::cast_precision_loss)] // a write has far fewer than 2^52 bytes
                let earned = Duration::from_secs_f64(*taken as f64 / RATE);
                self.lag = LAG.min(self.lag + earned);
            }
            Poll::Ready(Err(_)) => {}
            Poll::Pending => {
                let lag = self.lag;
                let (_, end) = self
                    .waiting
                    .get_or_insert_with(|| (Instant::now(), Box::pin(tokio::time::sleep(lag))));
                if end.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
                }
            }
        }
        self.watch(cx, poll)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Impatient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let poll = Pin::new(&mut self.stream).poll_read(cx, buf);
        self.watch(cx, poll)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Impatient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.watch_taken(cx, poll)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.watch_taken(cx, poll)
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    /// Sends `length` bytes to a reader that takes `piece` of them every `pause`; how that ended,
    /// and when.
    async fn send(length: usize, piece: usize, pause: Duration) -> (io::Result<()>, Duration) {
        let (server, mut client) = tokio::io::duplex(1024);
        tokio::spawn(async move {
            let mut bytes = vec![0; piece];
            while client.read_exact(&mut bytes).await.is_ok() {
                tokio::time::sleep(pause).await;
            }
        });
        let start = Instant::now();
        let sent = Impatient::new(server, FORM)
            .write_all(&vec![0; length])
            .await;
        (sent, start.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_takes_a_byte_now_and_then_is_cut_off() {
        let (sent, time) = send(1 << 20, 1, Duration::from_secs(10)).await;
        assert_eq!(sent.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert!(time <= LAG + Duration::from_secs(1), "{time:?}");
        let (sent, time) = send(1 << 20, 8 * 1024, Duration::from_secs(1)).await;
        assert!(sent.is_err());
        assert!(
            time <= LAG * 3,
            "half of what is asked for is not enough: {time:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_keeps_up_gets_everything() {
        let (sent, time) = send(8 << 20, 16 * 1024, Duration::from_millis(900)).await;
        sent.unwrap();
        assert!(time > Duration::from_secs(400), "{time:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_of_ours_is_not_the_readers() {
        let (server, mut client) = tokio::io::duplex(1024);
        let mut server = Impatient::new(server, FORM);
        for _ in 0..20 {
            server.write_all(&[0; 1000]).await.unwrap();
            client.read_exact(&mut [0; 1000]).await.unwrap();
            tokio::time::sleep(Duration::from_secs(20)).await;
        }
    }
}
