//! One sealed message while it arrives: decoded, authenticated and accounted for piece by piece.

use sha2::{Digest, Sha256};

use super::BASE;
use super::form::{Event, Malformed};
use crate::portal::Portal;
use crate::portal::pages::Problem;
use crate::seal::{self, Meta};
use crate::store::Upload;
use crate::wrapper::{ExtractError, Extractor};

/// What an extractor may hold back before it decodes.
const HELD_BACK: usize = 64 * 1024;

/// A sealed message that is arriving.
pub(super) struct Arrival<'a> {
    portal: &'a Portal,
    field: Field,
    pub sealed: Vec<u8>,
    /// Of all of `sealed` up to `digested`.
    pub digest: Sha256,
    digested: usize,
    /// Bytes that the extractor may hold while no armor has shown.
    unread: u64,
    meta_end: Option<usize>,
    pub meta: Option<Meta>,
    pub room: Upload,
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
    pub(super) fn new(portal: &'a Portal, room: Upload) -> Self {
        Self {
            portal,
            field: Field::Other,
            sealed: Vec::new(),
            digest: Sha256::new(),
            digested: 0,
            unread: 0,
            meta_end: None,
            meta: None,
            room,
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
                let most = usize::try_from(self.portal.most_wire()).unwrap_or(usize::MAX);
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

    fn push(&mut self, chunk: &[u8]) -> Result<(), Problem> {
        self.grow(chunk.len());
        let Field::Ours(extractor, _) = &mut self.field else {
            return Ok(());
        };
        extractor.push(chunk, &mut self.sealed).map_err(no_armor)?;
        self.unread = if self.sealed.is_empty() {
            self.unread + chunk.len() as u64
        } else {
            0
        };
        self.look()
    }

    /// Makes place for what `more` characters of armor decode to, and what the extractor holds back
    /// of those before, in small steps: a vector left to itself would take twice what it needs, and
    /// all of it counts.
    fn grow(&mut self, more: usize) {
        let free = self.sealed.capacity() - self.sealed.len();
        if self.meta_end.is_some() && free < more + HELD_BACK {
            self.sealed
                .reserve_exact((self.sealed.len() / 4).max(more + HELD_BACK));
        }
    }

    pub(super) async fn finish(mut self) -> Result<Self, Problem> {
        self.grow(0);
        let Field::Read(extractor) = std::mem::replace(&mut self.field, Field::Other) else {
            return Err(Problem::NoFile);
        };
        let mut sealed = std::mem::take(&mut self.sealed);
        // A second look at a whole mail takes a while.
        let finished =
            tokio::task::spawn_blocking(move || extractor.finish(&mut sealed).map(|()| sealed))
                .await;
        self.sealed = finished.map_err(|_| Problem::Damaged)?.map_err(no_armor)?;
        self.unread = 0;
        self.look()?;
        // Whoever holds so little can't be opened, whatever it is.
        if self.meta.is_none() {
            Err(Problem::Damaged)
        } else {
            Ok(self)
        }
    }

    /// Looks at what is there so far, and stops as early as it can.
    fn look(&mut self) -> Result<(), Problem> {
        let keyring = &self.portal.keyring;
        if self.sealed.len() as u64 > self.portal.settings.max_upload {
            return Err(Problem::TooLarge);
        }
        if self.meta_end.is_none()
            && seal::head_len(&self.sealed)
                .map_err(|_| Problem::Damaged)?
                .is_some_and(|head_len| self.sealed.len() >= head_len)
        {
            let head = keyring
                .opening_keys(&self.sealed)
                .and_then(|keys| seal::read_head(&keys, &self.sealed))
                .map_err(|_| Problem::Damaged)?;
            self.meta_end = Some(head.len + head.meta_len);
        }
        if self.meta.is_none() && self.meta_end.is_some_and(|end| self.sealed.len() >= end) {
            let meta = keyring
                .opening_keys(&self.sealed)
                .and_then(|keys| seal::read_meta(&keys, &self.sealed))
                .map_err(|_| Problem::Damaged)?;
            self.portal.refuse_expired(&meta)?;
            self.meta = Some(meta);
        }
        self.digest.update(&self.sealed[self.digested..]);
        self.digested = self.sealed.len();
        // What is kept for a second look lies in a vector that may have grown to twice that.
        self.room
            .reserve(BASE + self.sealed.capacity() as u64 + 2 * self.unread)?;
        Ok(())
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
