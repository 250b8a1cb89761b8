//! A message that leaves while it is opened.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use zeroize::Zeroizing;

/// How long a download may stand still.
const STALL: Duration = Duration::from_secs(60);

/// The bytes of a piece of an original.
const PIECE: usize = 64 * 1024;

fn piece() -> Zeroizing<Vec<u8>> {
    Zeroizing::new(Vec::with_capacity(PIECE))
}

/// A body of `length` bytes, and where they are written.
pub(super) fn leaving(length: u64) -> (Pieces, Body) {
    let (pieces, body) = mpsc::channel(2);
    let pieces = Pieces {
        pieces,
        runtime: Handle::current(),
        piece: piece(),
    };
    let body = Body::new(Streamed {
        pieces: body,
        left: length,
    });
    (pieces, body)
}

/// Hands plaintext on in pieces, no faster than the client takes it.
pub(super) struct Pieces {
    pieces: mpsc::Sender<io::Result<Bytes>>,
    runtime: Handle,
    piece: Zeroizing<Vec<u8>>,
}

impl Pieces {
    /// Breaks the body off: the length was announced, so the client sees that it is not whole.
    pub(super) fn break_off(&self) {
        let _ = self
            .pieces
            .try_send(Err(io::ErrorKind::UnexpectedEof.into()));
    }

    /// Sends what is left.
    pub(super) fn send(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let full = Bytes::from_owner(std::mem::replace(&mut self.piece, piece()));
        let sent = self
            .runtime
            .block_on(tokio::time::timeout(STALL, self.pieces.send(Ok(full))));
        match sent {
            Ok(Ok(())) => Ok(()),
            _ => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}

impl Write for Pieces {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let now = buf.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&buf[..now]);
        if self.piece.len() == PIECE {
            self.send()?;
        }
        Ok(now)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The body at the other end.
struct Streamed {
    pieces: mpsc::Receiver<io::Result<Bytes>>,
    left: u64,
}

impl HttpBody for Streamed {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.pieces.poll_recv(cx).map(|piece| match piece {
            Some(Ok(piece)) => {
                self.left = self.left.saturating_sub(piece.len() as u64);
                Some(Ok(Frame::data(piece)))
            }
            Some(Err(error)) => Some(Err(error)),
            None if self.left > 0 => Some(Err(io::ErrorKind::UnexpectedEof.into())),
            None => None,
        })
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
