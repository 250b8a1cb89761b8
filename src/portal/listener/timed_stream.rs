//! A stream that ends when no byte moves, or when the other end takes bytes too slowly.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use crate::portal::shown::Shown;

/// How long no byte may move, in either direction.
const IDLE: Duration = Duration::from_secs(60);

/// How far a client may fall behind [`RATE`]: with it a response of `n` bytes ends within `LAG + n
/// / RATE`.
const LAG: Duration = Duration::from_secs(30);

/// The bytes per second that a client takes at least, while there is something for it to take.
const RATE: f64 = 16.0 * 1024.0;

/// A stream with deadlines: for the first byte, then whenever no byte moves in either direction for
/// a while, and when a client takes what it asked for more slowly than [`RATE`].
pub(super) struct TimedStream<S> {
    stream: S,
    deadline: Pin<Box<Sleep>>,
    /// How much longer the other end may keep bytes waiting. Each byte that it takes earns its
    /// share of a second, and waiting uses it up; the time in which nothing waits to be taken is
    /// ours and doesn't count.
    lag: Duration,
    /// When bytes began to wait, and the end of `lag`.
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
    /// Told what moves.
    shown: Arc<Shown>,
}

impl<S> TimedStream<S> {
    /// A stream on which the first byte comes within `patience`. `shown` is told what moves.
    pub(super) fn new(stream: S, patience: Duration, shown: Arc<Shown>) -> Self {
        Self {
            stream,
            deadline: Box::pin(tokio::time::sleep(patience)),
            lag: LAG,
            waiting: None,
            shown,
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
                self.shown.moved(*taken);
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

impl<S: AsyncRead + Unpin> AsyncRead for TimedStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let poll = Pin::new(&mut self.stream).poll_read(cx, buf);
        self.shown.moved(buf.filled().len() - before);
        self.watch(cx, poll)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for TimedStream<S> {
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

    const FIRST_BYTE: Duration = Duration::from_secs(20);

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
        let sent = TimedStream::new(server, FIRST_BYTE, Arc::default())
            .write_all(&vec![0; length])
            .await;
        (sent, start.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_takes_a_byte_now_and_then_is_cut_off() {
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
    async fn a_client_that_keeps_up_gets_everything() {
        let (sent, time) = send(8 << 20, 16 * 1024, Duration::from_millis(900)).await;
        sent.unwrap();
        assert!(time > Duration::from_secs(400), "{time:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_of_ours_is_not_the_readers() {
        let (server, mut client) = tokio::io::duplex(1024);
        let mut server = TimedStream::new(server, FIRST_BYTE, Arc::default());
        for _ in 0..20 {
            server.write_all(&[0; 1000]).await.unwrap();
            client.read_exact(&mut [0; 1000]).await.unwrap();
            tokio::time::sleep(Duration::from_secs(20)).await;
        }
    }
}
