//! Time, writes, reloads and the end of the server.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use postseal::metrics::MilterFigures;
use postseal::milter::{Listener, Settings, serve, serve_connection};
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::sync::{oneshot, watch};

use crate::double::{Double, Served, serve_over_pipe};
use rig::milter_client::MilterClient;

/// A pipe that counts the writes, vectored as sockets are.
struct Counted {
    io: DuplexStream,
    writes: Arc<AtomicUsize>,
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(context, buf)
    }
}

impl AsyncWrite for Counted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.writes.fetch_add(1, Ordering::SeqCst);
        Pin::new(&mut self.io).poll_write(context, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.writes.fetch_add(1, Ordering::SeqCst);
        Pin::new(&mut self.io).poll_write_vectored(context, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(context)
    }
}

#[tokio::test]
async fn each_answer_is_one_write() {
    let (client, io) = tokio::io::duplex(8 << 20);
    let writes = Arc::new(AtomicUsize::new(0));
    let (_, judges) = watch::channel(Double::new().0);
    tokio::spawn(serve_connection(
        Counted {
            io,
            writes: Arc::clone(&writes),
        },
        judges,
        Settings::default(),
    ));
    let count = || writes.swap(0, Ordering::SeqCst);

    let mut client = MilterClient::ready(client).await;
    assert_eq!(count(), 1, "negotiation");
    assert_eq!(client.message("Q1", &[("X-Want", " pass")]).await, "a");
    assert_eq!(count(), 1, "EOH");
    assert_eq!(client.message("Q2", &[("Subject", " x")]).await, "c");
    assert_eq!(count(), 1, "EOH");
    client.body(&[b'x'; 1 << 20]).await;
    assert_eq!(client.eom().await.verdict, "a");
    assert_eq!(count(), 1, "edits, 17 body frames and the verdict");
    client.quit().await;
}

#[tokio::test(start_paused = true)]
async fn a_slow_end_says_progress_and_then_the_answer() {
    let Served { client, open, .. } = serve_over_pipe(Settings::default());
    let mut client = MilterClient::ready(client).await;
    assert_eq!(client.message("Q1", &[("X-Want", " slow")]).await, "c");
    client.body(b"hello").await;
    client.send('E', b"").await;
    for _ in 0..3 {
        // The clock stands still until the milter has begun to wait, then it is moved on.
        tokio::task::yield_now().await;
        tokio::time::advance(Duration::from_secs(5)).await;
        assert_eq!(client.answer().await.code, 'p');
    }
    open.send(()).unwrap();
    let end = client.end().await;
    assert_eq!(
        (end.verdict.as_str(), end.body.as_deref()),
        ("a", Some(&b"sealed hello"[..]))
    );
    client.quit().await;
}

#[tokio::test(start_paused = true)]
async fn a_silent_mta_is_left_after_a_while() {
    let settings = Settings {
        idle: Duration::from_secs(30),
        ..Settings::default()
    };
    let Served { client, server, .. } = serve_over_pipe(settings);
    let mut client = MilterClient::ready(client).await;
    client.mail("<ann@example.org>").await;
    let start = tokio::time::Instant::now();
    client.closed().await;
    assert_eq!(start.elapsed().as_secs(), 30);
    server.await.unwrap();
}

/// A server on a Unix socket.
pub struct Running {
    pub path: std::path::PathBuf,
    pub judges: watch::Sender<Arc<Double>>,
    pub stop: oneshot::Sender<()>,
    pub server: tokio::task::JoinHandle<()>,
    _dir: tempfile::TempDir,
}

pub fn start(settings: Settings) -> Running {
    let dir = rig::place::scratch();
    let path = dir.path().join("milter.sock");
    let listener = Listener::Unix(UnixListener::bind(&path).unwrap());
    let (judges, watched) = watch::channel(Double::new().0);
    let (stop, stopped) = oneshot::channel();
    let figures = MilterFigures::default();
    let server = tokio::spawn(serve(listener, watched, settings, figures, async {
        _ = stopped.await
    }));
    Running {
        path,
        judges,
        stop,
        server,
        _dir: dir,
    }
}

impl Running {
    pub async fn connect(&self) -> MilterClient<UnixStream> {
        MilterClient::new(UnixStream::connect(&self.path).await.unwrap())
    }
}

#[tokio::test]
async fn a_message_keeps_the_judge_it_began_with() {
    let running = start(Settings::default());
    let old = Arc::clone(&running.judges.borrow());
    let mut client = running.connect().await;
    client.negotiate(6, 0x1ff, 0x1f_ffff).await;
    client.connect("192.0.2.1").await;
    client.mail("<ann@example.org>").await;
    client.rcpt("<bob@example.com>").await;
    // DATA is answered here, so that MAIL is known to have been heard.
    client.macros('T', &[("i", "Q1")]).await;
    client.header("X-Want", " pass").await;
    let mut other = running.connect().await;
    other.negotiate(6, 0x1ff, 0x1f_ffff).await;
    assert_eq!(client.eoh().await, "a");
    assert_eq!(old.seen().len(), 1);

    let (new, _) = Double::new();
    running.judges.send(Arc::clone(&new)).unwrap();
    assert_eq!(client.message("Q2", &[("X-Want", " pass")]).await, "a");
    assert_eq!(
        (old.seen().len(), new.seen().len()),
        (1, 1),
        "the next message is the new judge's"
    );
    client.quit().await;
    other.quit().await;
}

#[tokio::test]
async fn a_reload_within_a_message_waits_for_the_next() {
    let running = start(Settings::default());
    let old = Arc::clone(&running.judges.borrow());
    let mut client = running.connect().await;
    // Here MAIL is answered, so the message has begun when the reload comes.
    client.negotiate(6, 0x1ff, 0).await;
    client.connect("192.0.2.1").await;
    client.mail("<ann@example.org>").await;
    let (new, _) = Double::new();
    running.judges.send(Arc::clone(&new)).unwrap();
    client.rcpt("<bob@example.com>").await;
    client.header("X-Want", "pass").await;
    assert_eq!(client.eoh().await, "a");
    assert_eq!((old.seen().len(), new.seen().len()), (1, 0));
    client.quit().await;
}

#[tokio::test]
async fn stopping_lets_messages_finish_and_closes_idle_connections() {
    let running = start(Settings::default());
    let mut idle = running.connect().await;
    idle.negotiate(6, 0x1ff, 0x1f_ffff).await;
    let mut busy = running.connect().await;
    busy.negotiate(6, 0x1ff, 0x1f_ffff).await;
    busy.connect("192.0.2.1").await;
    assert_eq!(busy.message("Q1", &[("Subject", " x")]).await, "c");

    running.stop.send(()).unwrap();
    idle.closed().await;
    assert!(!running.server.is_finished());
    busy.body(b"hello").await;
    assert_eq!(busy.eom().await.verdict, "a");
    busy.closed().await;
    running.server.await.unwrap();
    UnixStream::connect(&running.path)
        .await
        .expect_err("nobody listens any more");
}

#[tokio::test]
async fn a_message_that_never_ends_does_not_keep_the_server_up() {
    let running = start(Settings {
        grace: Duration::from_millis(50),
        ..Settings::default()
    });
    let mut busy = running.connect().await;
    busy.negotiate(6, 0x1ff, 0x1f_ffff).await;
    busy.connect("192.0.2.1").await;
    assert_eq!(busy.message("Q1", &[("Subject", " x")]).await, "c");
    running.stop.send(()).unwrap();
    running.server.await.unwrap();
    busy.closed().await;
}

#[tokio::test]
async fn a_connection_that_breaks_the_protocol_leaves_the_others_alone() {
    let running = start(Settings::default());
    let mut good = running.connect().await;
    good.negotiate(6, 0x1ff, 0x1f_ffff).await;
    good.connect("192.0.2.1").await;
    assert_eq!(good.message("Q1", &[("Subject", " x")]).await, "c");
    let mut bad = running.connect().await;
    bad.send_raw(b"\xff\xff\xff\xff").await;
    bad.closed().await;
    good.body(b"hello").await;
    assert_eq!(good.eom().await.verdict, "a");
    good.quit().await;
}

#[tokio::test]
async fn tcp_serves_as_well() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (_judges, watched) = watch::channel(Double::new().0);
    tokio::spawn(serve(
        Listener::Inet(listener),
        watched,
        Settings::default(),
        MilterFigures::default(),
        std::future::pending(),
    ));
    let mut client = MilterClient::ready(TcpStream::connect(address).await.unwrap()).await;
    assert_eq!(client.message("Q1", &[("Subject", " x")]).await, "c");
    client.body(&[b'x'; 300_000]).await;
    assert_eq!(
        client.eom().await.body.map(|body| body.len()),
        Some(300_007)
    );
    client.quit().await;
}
