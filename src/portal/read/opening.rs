//! Opening the sealed message of a visit, for one response.
//!
//! The only place of the portal that calls [`seal::open`].

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use zeroize::Zeroizing;

use crate::mail::Address;
use crate::portal::Portal;
use crate::portal::pages::Problem;
use crate::portal::proof::Proof;
use crate::portal::visit::{Visitor, recipient};
use crate::seal::{self, Keyring, Opened};

/// Plaintext is counted in units of this many bytes.
const UNIT: usize = 64 * 1024;

/// How long a response waits for its turn.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long a download may stand still.
const STALL: Duration = Duration::from_secs(60);

/// Downloads of originals at once.
const STREAMS: usize = 128;

/// How much may be opened at once.
pub(in crate::portal) struct Openings {
    work: Arc<Semaphore>,
    room: Arc<Semaphore>,
    units: u32,
    streams: Arc<Semaphore>,
}

/// Room for plaintext, given back when dropped.
pub(in crate::portal) struct Room(#[allow(dead_code)] OwnedSemaphorePermit);

/// Plaintext that is leaving, with the room it takes.
pub(super) struct Kept {
    contents: Zeroizing<Vec<u8>>,
    _room: Room,
}

impl Kept {
    pub(super) fn new(contents: Zeroizing<Vec<u8>>, room: Room) -> Self {
        Self { contents, _room: room }
    }
}

impl AsRef<[u8]> for Kept {
    fn as_ref(&self) -> &[u8] {
        &self.contents
    }
}

impl Openings {
    /// Room for two messages of `max_message` bytes, or for many small ones: a message and what is decoded from it.
    pub(in crate::portal) fn new(max_message: u64) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let units = units(max_message).saturating_mul(2);
        Self {
            work: Arc::new(Semaphore::new(cores * 2)),
            room: Arc::new(Semaphore::new(units as usize)),
            units,
            streams: Arc::new(Semaphore::new(STREAMS)),
        }
    }

    async fn take(semaphore: &Arc<Semaphore>, permits: u32) -> Result<OwnedSemaphorePermit, Problem> {
        match tokio::time::timeout(PATIENCE, semaphore.clone().acquire_many_owned(permits)).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(Problem::Busy),
        }
    }
}

/// A message of `bytes` and as much again for what is decoded from it.
fn units(bytes: u64) -> u32 {
    u32::try_from(bytes.saturating_mul(2).div_ceil(UNIT as u64)).unwrap_or(u32::MAX / 4).max(1)
}

impl Portal {
    /// Opens the visitor's message and hands it to `show`, on a thread where it may take its time.
    pub(in crate::portal) async fn with_plaintext<T: Send + 'static>(
        self: &Arc<Self>,
        visitor: &Visitor,
        proof: &Proof,
        show: impl FnOnce(&[u8], Room) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let length = self.verify(visitor, proof).await?;
        let room = Room(Openings::take(&self.openings.room, units(length).min(self.openings.units)).await?);
        let work = Openings::take(&self.openings.work, 1).await?;
        let (portal, sealed) = (self.clone(), visitor.visit.sealed.clone());
        let shown = tokio::task::spawn_blocking(move || {
            let _work = work;
            let opened = seal::open(&portal.keyring, &sealed).map_err(|_| Problem::Damaged)?;
            let capacity = usize::try_from(length).map_err(|_| Problem::TooLarge)?;
            // As large as it will be: a buffer that grows leaves copies behind that nobody wipes.
            let mut message = Zeroizing::new(Vec::with_capacity(capacity));
            opened.copy_to(length, &mut *message).map_err(|_| Problem::Damaged)?;
            Ok(show(&message, room))
        });
        shown.await.unwrap_or(Err(Problem::Broken))
    }

    /// The message's length, and a body that opens it while it leaves.
    pub(super) async fn stream_plaintext(
        self: &Arc<Self>,
        visitor: &Visitor,
        proof: &Proof,
    ) -> Result<(u64, Body), Problem> {
        let length = self.verify(visitor, proof).await?;
        let stream = Openings::take(&self.openings.streams, 1).await?;
        let (portal, sealed) = (self.clone(), visitor.visit.sealed.clone());
        let (pieces, body) = mpsc::channel(2);
        let runtime = Handle::current();
        tokio::task::spawn_blocking(move || {
            let _stream = stream;
            let mut out = Pieces { pieces, runtime, piece: piece() };
            let copied = seal::open(&portal.keyring, &sealed)
                .map_err(io::Error::other)
                .and_then(|opened| opened.copy_to(length, &mut out).map_err(io::Error::other))
                .and_then(|_| out.send());
            if copied.is_err() {
                // The length was announced, so the client sees that the file is not whole.
                let _ = out.pieces.try_send(Err(io::ErrorKind::UnexpectedEof.into()));
            }
        });
        Ok((length, Body::new(Streamed { pieces: body, left: length })))
    }

    /// Checks the proof, then authenticates the whole message. Returns its length.
    async fn verify(self: &Arc<Self>, visitor: &Visitor, proof: &Proof) -> Result<u64, Problem> {
        let work = Openings::take(&self.openings.work, 1).await?;
        let (portal, sealed) = (self.clone(), visitor.visit.sealed.clone());
        let (id, address) = (visitor.id.clone(), proof.address().clone());
        if !proof.is_for(&id, visitor.meta.message_id) {
            return Err(Problem::NotYours);
        }
        let verified = tokio::task::spawn_blocking(move || {
            let _work = work;
            let opened = authorized(&portal.keyring, &sealed, &address)?;
            opened.verify(portal.settings.max_message).map_err(|_| Problem::Damaged)
        });
        verified.await.unwrap_or(Err(Problem::Broken))
    }
}

/// The opened head, if the address is a recipient by the message's own meta.
fn authorized<'a>(keyring: &Keyring, sealed: &'a [u8], address: &Address) -> Result<Opened<'a>, Problem> {
    let opened = seal::open(keyring, sealed).map_err(|_| Problem::Damaged)?;
    if recipient(&opened.meta, address).is_some() { Ok(opened) } else { Err(Problem::NotYours) }
}

fn piece() -> Zeroizing<Vec<u8>> {
    Zeroizing::new(Vec::with_capacity(UNIT))
}

/// Hands plaintext on in pieces, no faster than the client takes it.
struct Pieces {
    pieces: mpsc::Sender<io::Result<Bytes>>,
    runtime: Handle,
    piece: Zeroizing<Vec<u8>>,
}

impl Pieces {
    fn send(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let full = Bytes::from_owner(std::mem::replace(&mut self.piece, piece()));
        let sent = self.runtime.block_on(tokio::time::timeout(STALL, self.pieces.send(Ok(full))));
        match sent {
            Ok(Ok(())) => Ok(()),
            _ => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}

impl Write for Pieces {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let now = buf.len().min(UNIT - self.piece.len());
        self.piece.extend_from_slice(&buf[..now]);
        if self.piece.len() == UNIT {
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

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
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
