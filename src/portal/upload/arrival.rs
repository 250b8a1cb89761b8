//! One sealed message while it arrives: decoded, authenticated and stored piece by piece.

use std::pin::pin;
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::arriving::Way;
use super::decoding::{Decoding, Work};
use super::form::{Event, Malformed};
use super::stages::Stage;
use crate::portal::network::Network;
use crate::portal::problem::Problem;
use crate::portal::quota::BASE;
use crate::portal::visit::Visits;
use crate::seal::{MessageId, Meta};
use crate::store::{Lease, Sealed, Store};
use crate::wrapper::{ExtractError, Extractor};

/// How often a lease is renewed while an upload is decoded; far below
/// [`LEASE`](crate::store::LEASE).
const RENEW: Duration = Duration::from_secs(5);

/// Up to how many bytes a mail is read in a moment.
const SMALL: u64 = 256 * 1024;

/// A sealed message that is arriving.
pub(super) struct Arrival<'a> {
    visits: &'a Visits,
    max_upload: u64,
    max_request: u64,
    field: Field,
    /// What was decoded and is not stored yet. It is stored when its meta is authentic.
    decoded: Vec<u8>,
    /// How many bytes were decoded in all.
    length: u64,
    /// Of what is stored.
    digest: Sha256,
    /// Bytes that the extractor may hold back while no armor has shown.
    unread: u64,
    front_len: Option<usize>,
    meta: Option<Meta>,
}

/// A sealed message that has arrived, and is stored.
pub(super) struct Arrived {
    pub sealed: Sealed,
    pub meta: Meta,
}

/// Where in the form we are.
enum Field {
    /// Before the field that we want, or in one that we don't.
    Other,
    /// In it; whether it has shown any data.
    Ours(Extractor, bool),
    /// Behind it.
    Read(Extractor),
}

impl<'a> Arrival<'a> {
    /// A message of at most `max_upload` bytes that `visits` can open, in a form of at most
    /// `max_request`.
    pub(super) fn new(visits: &'a Visits, max_upload: u64, max_request: u64) -> Self {
        Self {
            visits,
            max_upload,
            max_request,
            field: Field::Other,
            decoded: Vec::new(),
            length: 0,
            digest: Sha256::new(),
            unread: 0,
            front_len: None,
            meta: None,
        }
    }

    /// Takes what the form brings. The first field of ours with any data counts: a form in which
    /// nothing was chosen has the field, too.
    pub(super) fn take(&mut self, event: Event<'_>) -> Result<(), Problem> {
        match (event, std::mem::replace(&mut self.field, Field::Other)) {
            (Event::Field(b"sealed"), Field::Other) => {
                self.field = Field::Ours(Extractor::for_field(), false)
            }
            (Event::Field(b"file"), Field::Other) => {
                let most = usize::try_from(self.max_request).unwrap_or(usize::MAX);
                self.field = Field::Ours(Extractor::for_file(most), false);
            }
            (Event::Data(chunk), Field::Ours(extractor, _)) => {
                self.field = Field::Ours(extractor, true);
                self.push(chunk)?;
            }
            (Event::End, Field::Ours(extractor, true)) => self.field = Field::Read(extractor),
            (Event::End, Field::Ours(_, false)) => (),
            (_, field) => self.field = field,
        }
        Ok(())
    }

    /// Which message it is, once its meta is authentic.
    pub(super) fn message(&self) -> Option<MessageId> {
        self.meta.as_ref().map(|meta| meta.message_id)
    }

    /// Whether its head is authentic; the rest of its meta may still be on its way.
    pub(super) fn is_authentic(&self) -> bool {
        self.front_len.is_some()
    }

    /// How many bytes have shown no armor yet.
    pub(super) fn unread(&self) -> u64 {
        self.unread
    }

    /// Whether a message has to be looked for in what the form has brought.
    pub(super) fn is_searching(&self) -> bool {
        matches!(&self.field, Field::Read(extractor) if extractor.is_searching())
    }

    fn push(&mut self, chunk: &[u8]) -> Result<(), Problem> {
        let Field::Ours(extractor, _) = &mut self.field else {
            return Ok(());
        };
        let before = self.decoded.len();
        extractor.push(chunk, &mut self.decoded).map_err(no_armor)?;
        self.length += (self.decoded.len() - before) as u64;
        self.unread = if self.length == 0 {
            self.unread + chunk.len() as u64
        } else {
            0
        };
        self.authenticate()
    }

    /// Authenticates what is there so far, and stops as early as it can.
    fn authenticate(&mut self) -> Result<(), Problem> {
        if self.length > self.max_upload {
            return Err(Problem::TooLarge);
        }
        if self.meta.is_some() {
            return Ok(());
        }
        if self.front_len.is_none() {
            self.front_len = self.visits.front_len(&self.decoded)?;
        }
        if self
            .front_len
            .is_some_and(|front_len| self.decoded.len() >= front_len)
        {
            self.meta = Some(self.visits.read_meta(&self.decoded)?);
        }
        Ok(())
    }

    /// Stores what has been decoded, and reserves room for what has not.
    pub(super) async fn store(
        &mut self,
        store: &Store,
        lease: &Lease,
        stage: &Stage,
    ) -> Result<(), Problem> {
        // What is read in whole lies in a vector that may have grown to twice that.
        let beside = BASE + self.decoded.capacity() as u64 + 2 * self.unread;
        reserve(store, lease, stage, beside).await?;
        if self.meta.is_some() && !self.decoded.is_empty() {
            let way = Way::of(stage);
            while let Err(refused) = store.append(lease, &self.decoded).await {
                way.make(refused).await?;
            }
            self.digest.update(&self.decoded);
            self.decoded.clear();
        }
        Ok(())
    }

    /// The form is complete: stores what is left.
    pub(super) async fn finish(
        mut self,
        store: &Store,
        lease: &Lease,
        (decoding, stage): (&Decoding, &Stage),
        network: &Network,
    ) -> Result<Arrived, Problem> {
        let Field::Read(extractor) = std::mem::replace(&mut self.field, Field::Other) else {
            return Err(Problem::NoFile);
        };
        let before = self.decoded.len();
        let mut decoded = std::mem::take(&mut self.decoded);
        // Where no armor has shown, a whole mail may be read, which takes a while.
        let reads_mail = self.unread > 0;
        let is_small = self.unread <= SMALL;
        let looked_into = BASE + self.unread + extractor.beside() as u64;
        let finishing = async {
            let turn = if reads_mail {
                let turn = decoding.turn(network, Work::File, is_small);
                let turn = stage.waits_for(turn).await?;
                reserve(store, lease, stage, looked_into).await?;
                Some(turn)
            } else {
                None
            };
            let finished = tokio::task::spawn_blocking(move || {
                // Until the work is done, whoever waits for it.
                let _turn = turn;
                extractor.finish(&mut decoded).map(|()| decoded)
            });
            finished
                .await
                .map_err(|_| Problem::Damaged)?
                .map_err(no_armor)
        };
        self.decoded = renewing(store, lease, finishing).await?;
        self.length += (self.decoded.len() - before) as u64;
        self.unread = 0;
        self.authenticate()?;
        self.store(store, lease, stage).await?;
        // Without its meta it can't be opened, whatever it is.
        match (self.meta, self.front_len) {
            (Some(meta), Some(front_len)) => Ok(Arrived {
                sealed: Sealed {
                    digest: self.digest.finalize().into(),
                    length: self.length,
                    front: front_len as u64,
                },
                meta,
            }),
            _ => Err(Problem::Damaged),
        }
    }
}

/// Reserves so many bytes; where the share is full, something of the same host makes way.
async fn reserve(store: &Store, lease: &Lease, stage: &Stage, bytes: u64) -> Result<(), Problem> {
    let way = Way::of(stage);
    while let Err(refused) = store.reserve(lease, bytes).await {
        way.make(refused).await?;
    }
    Ok(())
}

/// Does `work` to its end, and uses the lease often enough meanwhile that it doesn't run out: the
/// memory that the work takes is reserved by it.
async fn renewing<T>(store: &Store, lease: &Lease, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    loop {
        match tokio::time::timeout(RENEW, work.as_mut()).await {
            Ok(done) => return done,
            // A lease that can't be renewed shows when it is used next.
            Err(_) => drop(store.reserve(lease, 0).await),
        }
    }
}

fn no_armor(error: ExtractError) -> Problem {
    match error {
        ExtractError::NotAWrapper => Problem::WrongFile,
        ExtractError::Damaged => Problem::Damaged,
    }
}

impl From<Malformed> for Problem {
    fn from(Malformed: Malformed) -> Self {
        Self::CutOff
    }
}
