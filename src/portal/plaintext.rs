//! The budget of plaintext: how much may be opened at once, by all readers and by one.
//!
//! A *reader* is an address that was proven, in however many visits: each has a share of everything
//! here, and so have all those together that read from one site, of which a host has half. Small
//! messages have a part of everything for themselves, and never wait for large ones. A response
//! that doesn't fit waits for its turn, then asks the visitor to come back.
//!
//! A document for the frame is made in one of two looks. The first is short, and most documents
//! are done in it; those that aren't have a longer look among their like, so that whoever reads
//! costly messages waits for others who do. [`Costs`] remembers which these are.

mod costs;

use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;

use super::network::Network;
use super::problem::Problem;
use super::recipient::mailbox;
use super::resource::{Holder, Resource, Shares, Units};
use crate::mail::Address;
pub(super) use costs::Costs;

/// Plaintext is counted in units of this many bytes.
const UNIT: usize = 64 * 1024;

/// The most bytes of a small message.
pub(super) const SMALL: u64 = 1 << 20;

/// The room of small messages: for ten that are made into documents with images, or for hundreds
/// that leave.
const SMALL_ROOM: u64 = 128 << 20;

/// Downloads of originals at once, for small messages and for others.
const STREAMS: u32 = 128;

/// How often one visit may open its message at once for files, and for pages; others wait for their
/// turn.
const TURNS: u32 = 2;

/// How often a message lies in memory at most: as it is, the multiparts in it that are decoded
/// whole, and the contents of a part.
const COPIES: u64 = 3;

/// All inline images of one message together, as often as each is shown, in `data:` addresses.
const MOST_IMAGES: usize = 16 << 20;

/// A message may always show this much of images, however small it is itself.
const FREE_IMAGES: usize = 1 << 20;

/// What is computed for a document at most. What people write takes a tenth of the short look, a
/// newsletter of 2 MB a quarter of the long one.
const SHORT_LOOK: Duration = Duration::from_millis(100);
const LONG_LOOK: Duration = Duration::from_secs(1);

/// A reader's part of what is held no longer than we compute, and of room for large messages, of
/// which there is little.
const QUARTER: u32 = 4;

/// A reader's part of what a slow client can hold: eight readers have half.
const SIXTEENTH: u32 = 16;

/// What a message is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The message's page.
    Page,
    /// The document in the frame, which takes room and work of its own to make.
    Frame,
    /// The same, of a message for which that was too short.
    LongFrame,
    /// A file, which may leave slowly.
    Download,
}

impl Purpose {
    /// Whether it is a document for the frame.
    pub(super) fn is_frame(self) -> bool {
        matches!(self, Self::Frame | Self::LongFrame)
    }

    /// How long a document for the frame may be computed.
    pub(super) fn effort(self) -> Duration {
        match self {
            Self::LongFrame => LONG_LOOK,
            _ => SHORT_LOOK,
        }
    }
}

/// Who reads.
pub(super) struct Reader {
    mailbox: String,
    /// From where, if that is known.
    place: Option<Place>,
}

struct Place {
    site: String,
    subscriber: String,
    host: String,
}

impl Reader {
    /// A proven address, in however many visits to however many messages, from this network.
    pub(super) fn new(address: &Address, network: &Network) -> Self {
        Self {
            mailbox: mailbox(address),
            place: network
                .known_levels()
                .map(|[host, subscriber, site]| Place {
                    site,
                    subscriber,
                    host,
                }),
        }
    }

    /// Who has to have a share left.
    fn holders(&self) -> Vec<Holder<'_>> {
        let place = self.place.as_ref();
        let host = place.map(|place| Holder::host(&place.host));
        let subscriber = place.map(|place| Holder::subscriber(&place.subscriber));
        let site = place.map(|place| Holder::one(&place.site));
        let reader = Some(Holder::one(&self.mailbox));
        let holders = [host, reader, subscriber, site];
        holders.into_iter().flatten().collect()
    }
}

/// How much may be opened at once.
pub(super) struct Budget {
    small: Pool,
    large: Pool,
    /// Turns of visits, for pages and for files.
    pages: Shares,
    files: Shares,
    /// Which messages were costly.
    pub costs: Costs,
}

/// What messages of one size have.
struct Pool {
    work: Resource,
    /// Documents that are made at once: fewer than there is work, since a document can be made to
    /// take long.
    frames: Resource,
    /// The same for those that take long: the other half of the cores is for those that don't.
    long_frames: Resource,
    room: Resource,
    units: u32,
    /// The part of the room that files may take while they leave, so that slow readers of files
    /// keep nobody from reading pages.
    files: Resource,
    streams: Resource,
}

/// One of a visit's turns, for files or for pages.
#[derive(Debug)]
pub(super) struct Turn {
    _permit: OwnedSemaphorePermit,
}

/// Leave to compute.
#[derive(Debug)]
pub(super) struct Work {
    _units: Units,
}

/// Leave to make a document for the frame.
#[derive(Debug)]
pub(super) struct FrameWork {
    _units: Units,
}

/// Leave to send an original.
#[derive(Debug)]
pub(super) struct Stream {
    _units: Units,
}

/// The room of one response until its last byte has left; all of it is free again when this is
/// dropped.
#[derive(Debug)]
pub(super) struct Room {
    room: Units,
    file: Option<Units>,
    _turn: Turn,
}

impl Room {
    /// Keeps only what `bytes` need.
    pub(super) fn shrink(&mut self, bytes: usize) {
        let needed = bytes.div_ceil(UNIT).max(1);
        for units in [Some(&mut self.room), self.file.as_mut()]
            .into_iter()
            .flatten()
        {
            units.shrink(needed);
        }
    }
}

impl Pool {
    /// Room of so many units; each reader has one part of it in `parts`.
    fn new(units: u32, parts: u32) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let cores = u32::try_from(cores).unwrap_or(2);
        Self {
            work: Resource::new((cores * 2).max(4), QUARTER),
            frames: Resource::new(cores.max(2), QUARTER),
            long_frames: Resource::new((cores / 2).max(1), QUARTER),
            room: Resource::new(units, parts),
            units,
            files: Resource::new(file_units(units), parts),
            streams: Resource::new(STREAMS, SIXTEENTH),
        }
    }
}

impl Budget {
    /// Room for two messages of `max_message` bytes, or for many smaller ones: a message and what
    /// is decoded from it. Two of them may leave as files. Small messages have room beside it.
    pub(super) fn new(max_message: u64) -> Self {
        let units_of_two = units(max_message.saturating_mul(COPIES)).saturating_mul(2);
        Self {
            small: Pool::new(units(SMALL_ROOM), SIXTEENTH),
            large: Pool::new(units_of_two, QUARTER),
            pages: Shares::new(TURNS),
            files: Shares::new(TURNS),
            costs: Costs::default(),
        }
    }

    /// What messages of `length` bytes have.
    fn of(&self, length: u64) -> &Pool {
        if length <= SMALL {
            &self.small
        } else {
            &self.large
        }
    }

    /// Waits until fewer than [`TURNS`] responses of this visit are on their way.
    pub(super) async fn turn(&self, visit: &str, purpose: Purpose) -> Result<Turn, Problem> {
        let turns = if purpose == Purpose::Download {
            &self.files
        } else {
            &self.pages
        };
        let _permit = turns.take(visit, 1).await?;
        Ok(Turn { _permit })
    }

    /// Waits for leave to compute with a message of `length` bytes.
    pub(super) async fn work(&self, reader: &Reader, length: u64) -> Result<Work, Problem> {
        let _units = self.of(length).work.take(&reader.holders(), 1).await?;
        Ok(Work { _units })
    }

    /// Waits for leave to send an original of `length` bytes.
    pub(super) async fn stream(&self, reader: &Reader, length: u64) -> Result<Stream, Problem> {
        let _units = self.of(length).streams.take(&reader.holders(), 1).await?;
        Ok(Stream { _units })
    }

    /// Waits for room for a message of `length` bytes and what is made of it.
    pub(super) async fn room(
        &self,
        turn: Turn,
        reader: &Reader,
        length: u64,
        purpose: Purpose,
    ) -> Result<(Room, Option<FrameWork>), Problem> {
        let pool = self.of(length);
        let file = if purpose == Purpose::Download {
            let most = file_units(pool.units);
            Some(
                pool.files
                    .take(&reader.holders(), units(length).min(most))
                    .await?,
            )
        } else {
            None
        };
        // The message and what is decoded from it, and in a frame its images in each form they pass
        // through.
        let images = if purpose.is_frame() {
            4 * most_images(length as usize) as u64
        } else {
            0
        };
        let wanted = units(length.saturating_mul(COPIES).saturating_add(images));
        // Who has no room left of their own waits for it before anything that others need, too.
        let own = pool.room.own(&reader.holders(), wanted).await?;
        let frames = match purpose {
            Purpose::Frame => Some(&pool.frames),
            Purpose::LongFrame => Some(&pool.long_frames),
            Purpose::Page | Purpose::Download => None,
        };
        let frame = match frames {
            Some(frames) => {
                let _units = frames.take(&reader.holders(), 1).await?;
                Some(FrameWork { _units })
            }
            None => None,
        };
        let room = Room {
            room: pool.room.complete(own, wanted).await?,
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
mod tests;
