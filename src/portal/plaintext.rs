//! The budget of plaintext: how much may be opened at once, by all visits and by one.
//!
//! A response that doesn't fit waits for its turn, then asks the visitor to come back.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::problem::Problem;

/// Plaintext is counted in units of this many bytes.
const UNIT: usize = 64 * 1024;

/// How long a response waits for its turn.
const PATIENCE: Duration = Duration::from_secs(15);

/// Downloads of originals at once.
const STREAMS: usize = 128;

/// How often one visit may open its message at once for files, and for pages; others wait for their
/// turn.
const TURNS: usize = 2;

/// How often a message lies in memory at most: as it is, the multiparts in it that are decoded
/// whole, and the contents of a part.
const COPIES: u64 = 3;

/// All inline images of one message together, as often as each is shown, in `data:` addresses.
const MOST_IMAGES: usize = 16 << 20;

/// A message may always show this much of images, however small it is itself.
const FREE_IMAGES: usize = 1 << 20;

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
pub(super) struct Budget {
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

/// One of a visit's turns, for files or for pages.
#[derive(Debug)]
pub(super) struct Turn {
    _permit: OwnedSemaphorePermit,
}

/// Leave to compute.
#[derive(Debug)]
pub(super) struct Work {
    _permit: OwnedSemaphorePermit,
}

/// Leave to make a document for the frame.
#[derive(Debug)]
pub(super) struct FrameWork {
    _permit: OwnedSemaphorePermit,
}

/// Leave to send an original.
#[derive(Debug)]
pub(super) struct Stream {
    _permit: OwnedSemaphorePermit,
}

/// The room of one response until its last byte has left; all of it is free again when this is
/// dropped.
#[derive(Debug)]
pub(super) struct Room {
    room: OwnedSemaphorePermit,
    file: Option<OwnedSemaphorePermit>,
    _turn: Turn,
}

impl Room {
    /// Keeps only what `bytes` need.
    pub(super) fn shrink(&mut self, bytes: usize) {
        let needed = bytes.div_ceil(UNIT).max(1);
        for permit in [Some(&mut self.room), self.file.as_mut()]
            .into_iter()
            .flatten()
        {
            drop(permit.split(permit.num_permits().saturating_sub(needed)));
        }
    }
}

impl Budget {
    /// Room for two messages of `max_message` bytes, or for many small ones: a message and what is
    /// decoded from it. Two of them may leave as files.
    pub(super) fn new(max_message: u64) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let units = units(max_message.saturating_mul(COPIES)).saturating_mul(2);
        let semaphore = |permits| Arc::new(Semaphore::new(permits));
        Self {
            work: semaphore((cores * 2).max(4)),
            frames: semaphore(cores.max(2)),
            room: semaphore(units as usize),
            units,
            files: semaphore(file_units(units) as usize),
            streams: semaphore(STREAMS),
            visits: Mutex::default(),
        }
    }

    /// Waits until fewer than [`TURNS`] responses of this visit are on their way.
    pub(super) async fn turn(&self, visit: &str, purpose: Purpose) -> Result<Turn, Problem> {
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
        let _permit = take(&turns, 1).await?;
        Ok(Turn { _permit })
    }

    /// Waits for leave to compute.
    pub(super) async fn work(&self) -> Result<Work, Problem> {
        let _permit = take(&self.work, 1).await?;
        Ok(Work { _permit })
    }

    /// Waits for leave to send an original.
    pub(super) async fn stream(&self) -> Result<Stream, Problem> {
        let _permit = take(&self.streams, 1).await?;
        Ok(Stream { _permit })
    }

    /// Waits for room for a message of `length` bytes and what is made of it.
    pub(super) async fn room(
        &self,
        turn: Turn,
        length: u64,
        purpose: Purpose,
    ) -> Result<(Room, Option<FrameWork>), Problem> {
        let file = if purpose == Purpose::Download {
            let most = file_units(self.units);
            Some(take(&self.files, units(length).min(most)).await?)
        } else {
            None
        };
        let frame = if purpose == Purpose::Frame {
            let _permit = take(&self.frames, 1).await?;
            Some(FrameWork { _permit })
        } else {
            None
        };
        // The message and what is decoded from it, and in a frame its images in each form they pass
        // through.
        let images = if purpose == Purpose::Frame {
            4 * most_images(length as usize) as u64
        } else {
            0
        };
        let wanted = units(length.saturating_mul(COPIES).saturating_add(images)).min(self.units);
        let room = Room {
            room: take(&self.room, wanted).await?,
            file,
            _turn: turn,
        };
        Ok((room, frame))
    }
}

/// How many bytes of images a message of `length` bytes may show: each of its own once, and small
/// ones often.
pub(super) fn most_images(length: usize) -> usize {
    (length.saturating_mul(4) / 3 + FREE_IMAGES).min(MOST_IMAGES)
}

async fn take(semaphore: &Arc<Semaphore>, permits: u32) -> Result<OwnedSemaphorePermit, Problem> {
    let permit = semaphore.clone().acquire_many_owned(permits);
    match tokio::time::timeout(PATIENCE, permit).await {
        Ok(Ok(permit)) => Ok(permit),
        _ => Err(Problem::Busy),
    }
}

/// The units that files may take of `units` in all: what is left is room to open a message.
fn file_units(units: u32) -> u32 {
    (units / 3).max(1)
}

fn units(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(UNIT as u64))
        .unwrap_or(u32::MAX / 4)
        .max(1)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const MESSAGE: u64 = 1 << 20;

    async fn room(budget: &Budget, visit: &str, purpose: Purpose) -> Result<Room, Problem> {
        let turn = budget.turn(visit, purpose).await?;
        Ok(budget.room(turn, MESSAGE, purpose).await?.0)
    }

    #[tokio::test(start_paused = true)]
    async fn a_visit_takes_two_turns_for_pages_and_two_for_files() {
        let budget = Budget::new(MESSAGE);
        let mut turns = Vec::new();
        for purpose in [
            Purpose::Page,
            Purpose::Frame,
            Purpose::Download,
            Purpose::Download,
        ] {
            turns.push(budget.turn("a", purpose).await.unwrap());
        }
        for purpose in [Purpose::Page, Purpose::Frame, Purpose::Download] {
            let turn = budget.turn("a", purpose).await;
            assert_eq!(turn.unwrap_err(), Problem::Busy);
        }
        budget.turn("b", Purpose::Page).await.unwrap();
        turns.clear();
        budget.turn("a", Purpose::Page).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn there_is_room_for_two_of_the_longest_messages() {
        let budget = Budget::new(MESSAGE);
        let one = room(&budget, "a", Purpose::Page).await.unwrap();
        let _other = room(&budget, "b", Purpose::Page).await.unwrap();
        let third = room(&budget, "c", Purpose::Page).await;
        assert_eq!(third.unwrap_err(), Problem::Busy);
        drop(one);
        room(&budget, "c", Purpose::Page).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_message_decoded_whole_and_then_in_part_is_in_the_account() {
        let inner = format!("--b\r\n\r\n{}\r\n--b--\r\n", "text=20\r\n".repeat(1000));
        let encoded = inner.replace('=', "=3D").replace("--b", "=2D-b");
        let mail = format!(
            "Content-Type: multipart/mixed; boundary=b\r\n\
             Content-Transfer-Encoding: quoted-printable\r\n\r\n{encoded}"
        );
        let view = crate::mail::message::view(mail.as_bytes()).unwrap();
        let in_memory = mail.len() + inner.len() + view.parts[0].contents().capacity();
        assert!(in_memory > 2 * mail.len());
        assert!(in_memory <= COPIES as usize * mail.len());
        let budget = Budget::new(MESSAGE);
        let _room = room(&budget, "a", Purpose::Page).await.unwrap();
        let taken = budget.units as usize - budget.room.available_permits();
        assert!(taken * UNIT >= COPIES as usize * MESSAGE as usize);
    }

    #[tokio::test(start_paused = true)]
    async fn a_response_keeps_only_the_room_that_it_needs() {
        let budget = Budget::new(MESSAGE);
        let mut small = Vec::new();
        for n in 0..10 {
            let mut room = room(&budget, &n.to_string(), Purpose::Page).await.unwrap();
            room.shrink(100);
            small.push(room);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn files_leave_room_for_pages() {
        let budget = Budget::new(MESSAGE);
        let mut files = Vec::new();
        for n in 0..2 {
            let mut file = room(&budget, &n.to_string(), Purpose::Download)
                .await
                .unwrap();
            file.shrink(MESSAGE as usize);
            files.push(file);
        }
        let third = room(&budget, "c", Purpose::Download).await;
        assert_eq!(third.unwrap_err(), Problem::Busy);
        room(&budget, "d", Purpose::Page).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_message_that_is_longer_than_all_there_is_takes_all_there_is() {
        let budget = Budget::new(100);
        let turn = budget.turn("a", Purpose::Frame).await.unwrap();
        let (_room, _frame) = budget.room(turn, 1 << 40, Purpose::Frame).await.unwrap();
    }
}
