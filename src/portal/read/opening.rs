//! Opening the sealed message of a visit, for one response.
//!
//! The only place of the portal that calls [`seal::open`].

use std::collections::HashMap;
use std::io::{self, Write};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use zeroize::Zeroizing;

use crate::keyring::Keyring;
use crate::mail::Address;
use crate::portal::Portal;
use crate::portal::pages::Problem;
use crate::portal::proof::Proof;
use crate::portal::visit::{Visitor, recipient};
use crate::seal::{self, OpenError, Opened};

/// Plaintext is counted in units of this many bytes.
const UNIT: usize = 64 * 1024;

/// How long a response waits for its turn.
const PATIENCE: Duration = Duration::from_secs(15);

/// How long a download may stand still.
const STALL: Duration = Duration::from_secs(60);

/// Downloads of originals at once.
const STREAMS: usize = 128;

/// How often one visit may open its message at once for each [`Turn`]; others wait for their turn.
const TURNS: usize = 2;

/// What a message is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The message's page.
    Page,
    /// The document in the frame, which takes room and work of its own to make.
    Frame,
    /// A file, which may leave slowly.
    Download,
}

/// How much may be opened at once.
pub(in crate::portal) struct Openings {
    work: Arc<Semaphore>,
    /// Documents that are made at once: fewer than there is work, since a document can be made to
    /// take long.
    frames: Arc<Semaphore>,
    room: Arc<Semaphore>,
    units: u32,
    /// The part of the room that files may take while they leave, so that slow readers of files
    /// keep nobody from reading pages.
    files: Arc<Semaphore>,
    streams: Arc<Semaphore>,
    visits: Mutex<HashMap<(String, bool), Weak<Semaphore>>>,
}

/// What an opening holds until its last byte has left; all of it is given back when dropped.
struct Held {
    room: OwnedSemaphorePermit,
    file: Option<OwnedSemaphorePermit>,
    _turn: Turn,
}

impl Held {
    /// Keeps only what `bytes` need.
    fn shrink(&mut self, bytes: usize) {
        let needed = bytes.div_ceil(UNIT).max(1);
        for permit in [Some(&mut self.room), self.file.as_mut()]
            .into_iter()
            .flatten()
        {
            drop(permit.split(permit.num_permits().saturating_sub(needed)));
        }
    }
}

/// One of a visit's turns, for files or for pages.
struct Turn {
    _permit: OwnedSemaphorePermit,
}

/// Plaintext that is leaving, with the room it takes.
struct Kept {
    contents: Zeroizing<Vec<u8>>,
    _held: Held,
}

impl AsRef<[u8]> for Kept {
    fn as_ref(&self) -> &[u8] {
        &self.contents
    }
}

impl Openings {
    /// Room for two messages of `max_message` bytes, or for many small ones: a message and what is
    /// decoded from it.
    pub(in crate::portal) fn new(max_message: u64) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let units = units(max_message.saturating_mul(2)).saturating_mul(2);
        let semaphore = |permits| Arc::new(Semaphore::new(permits));
        Self {
            work: semaphore((cores * 2).max(4)),
            frames: semaphore(cores.max(2)),
            room: semaphore(units as usize),
            units,
            files: semaphore(units as usize / 2),
            streams: semaphore(STREAMS),
            visits: Mutex::default(),
        }
    }

    async fn take(
        semaphore: &Arc<Semaphore>,
        permits: u32,
    ) -> Result<OwnedSemaphorePermit, Problem> {
        match tokio::time::timeout(PATIENCE, semaphore.clone().acquire_many_owned(permits)).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(Problem::Busy),
        }
    }

    /// Waits until fewer than [`TURNS`] responses of this visit are on their way.
    async fn turn(&self, visit: &str, purpose: Purpose) -> Result<Turn, Problem> {
        let turns = {
            let mut visits = self.visits.lock().unwrap_or_else(PoisonError::into_inner);
            visits.retain(|_, turns| turns.strong_count() > 0);
            let turns = visits
                .entry((visit.to_owned(), purpose == Purpose::Download))
                .or_default();
            turns.upgrade().unwrap_or_else(|| {
                let new = Arc::new(Semaphore::new(TURNS));
                *turns = Arc::downgrade(&new);
                new
            })
        };
        Ok(Turn {
            _permit: Self::take(&turns, 1).await?,
        })
    }
}

fn units(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT as u64))
        .unwrap_or(u32::MAX / 4)
        .max(1)
}

impl Portal {
    /// Opens the visitor's message and lets `show` make a response of it, on a thread where it may
    /// take its time. The room for plaintext stays taken until the response has left.
    pub(super) async fn with_plaintext(
        self: &Arc<Self>,
        visitor: &Visitor,
        proof: &Proof,
        purpose: Purpose,
        show: impl FnOnce(&[u8]) -> Result<Response<Zeroizing<Vec<u8>>>, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let openings = &self.openings;
        let turn = openings.turn(&visitor.id, purpose).await?;
        let length = self.verify(visitor, proof).await?;
        let file = match purpose {
            Purpose::Download => {
                let most = openings.units / 2;
                Some(Openings::take(&openings.files, units(length).min(most)).await?)
            }
            _ => None,
        };
        let frame = match purpose {
            Purpose::Frame => Some(Openings::take(&openings.frames, 1).await?),
            _ => None,
        };
        // The message, as much again for what is decoded from it, and in a frame its images in each
        // form they pass through.
        let images = if frame.is_some() {
            4 * super::most_images(length as usize) as u64
        } else {
            0
        };
        let wanted = units(length.saturating_mul(2).saturating_add(images)).min(openings.units);
        let mut held = Held {
            room: Openings::take(&openings.room, wanted).await?,
            file,
            _turn: turn,
        };
        let work = Openings::take(&openings.work, 1).await?;
        let (portal, sealed) = (self.clone(), visitor.visit.sealed.clone());
        let shown = tokio::task::spawn_blocking(move || {
            // Given back when the work is done, not when the client gives up waiting for it.
            let _busy = (work, frame);
            let opened = open(&portal.keyring, &sealed).map_err(|_| Problem::Damaged)?;
            let capacity = usize::try_from(length).map_err(|_| Problem::TooLarge)?;
            // As large as it will be: a buffer that grows leaves copies behind that nobody wipes.
            let mut message = Zeroizing::new(Vec::with_capacity(capacity));
            opened
                .copy_to(length, &mut *message)
                .map_err(|_| Problem::Damaged)?;
            let response = show(&message)?;
            drop(message);
            held.shrink(response.body().capacity());
            Ok(response.map(|contents| {
                Body::from(Bytes::from_owner(Kept {
                    contents,
                    _held: held,
                }))
            }))
        });
        shown.await.unwrap_or(Err(Problem::Broken))
    }

    /// The message's length, and a body that opens it while it leaves.
    pub(super) async fn stream_plaintext(
        self: &Arc<Self>,
        visitor: &Visitor,
        proof: &Proof,
    ) -> Result<(u64, Body), Problem> {
        let turn = self.openings.turn(&visitor.id, Purpose::Download).await?;
        let length = self.verify(visitor, proof).await?;
        let stream = Openings::take(&self.openings.streams, 1).await?;
        let (portal, sealed) = (self.clone(), visitor.visit.sealed.clone());
        let (pieces, body) = mpsc::channel(2);
        let runtime = Handle::current();
        tokio::task::spawn_blocking(move || {
            let _held = (stream, turn);
            let mut out = Pieces {
                pieces,
                runtime,
                piece: piece(),
            };
            let copied = open(&portal.keyring, &sealed)
                .map_err(io::Error::other)
                .and_then(|opened| opened.copy_to(length, &mut out).map_err(io::Error::other))
                .and_then(|_| out.send());
            if copied.is_err() {
                // The length was announced, so the client sees that the file is not whole.
                let _ = out
                    .pieces
                    .try_send(Err(io::ErrorKind::UnexpectedEof.into()));
            }
        });
        Ok((
            length,
            Body::new(Streamed {
                pieces: body,
                left: length,
            }),
        ))
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
            opened
                .verify(portal.settings.max_message)
                .map_err(|_| Problem::Damaged)
        });
        verified.await.unwrap_or(Err(Problem::Broken))
    }
}

fn open<'a>(keyring: &Keyring, sealed: &'a [u8]) -> Result<Opened<'a>, OpenError> {
    seal::open(&keyring.opening_keys(sealed)?, sealed)
}

/// The opened head, if the address is a recipient by the message's own meta.
fn authorized<'a>(
    keyring: &Keyring,
    sealed: &'a [u8],
    address: &Address,
) -> Result<Opened<'a>, Problem> {
    let opened = open(keyring, sealed).map_err(|_| Problem::Damaged)?;
    if recipient(&opened.meta, address).is_some() {
        Ok(opened)
    } else {
        Err(Problem::NotYours)
    }
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
