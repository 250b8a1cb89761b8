//! A message that is sealed: its body is written while it arrives, or in one go when it is there.

use std::time::Instant;

use super::size::Size;
use crate::metrics::Measured;
use crate::milter::answer::{Content, Outcome, Reason, Sealed};
use crate::milter::error::MessageError;
use crate::milter::guard::guard;
use crate::milter::judge::Sealing;
use crate::outbound::Finished;

/// How much of a body that is there as a whole is sealed at a time.
const CHUNK: usize = 64 * 1024;

/// A carrier in the making, and why.
pub(super) struct Seal {
    sealing: Box<dyn Sealing>,
    hold: bool,
    reason: Reason,
    measured: Measured,
}

impl Seal {
    /// It began when it was `begun`, with a header of so many bytes.
    pub(super) fn new(
        sealing: Box<dyn Sealing>,
        hold: bool,
        reason: Reason,
        begun: Instant,
        header: u64,
    ) -> Self {
        Self {
            sealing,
            hold,
            reason,
            measured: Measured {
                spent: begun.elapsed(),
                message: header,
                carrier: 0,
            },
        }
    }

    fn write(&mut self, chunk: &[u8]) -> Result<(), MessageError> {
        let begun = Instant::now();
        let written = guard("sealing", || self.sealing.write(chunk));
        self.measured.spent += begun.elapsed();
        self.measured.message += chunk.len() as u64;
        written
    }

    fn memory(&self) -> Result<usize, MessageError> {
        guard("sealing", || Ok(self.sealing.memory()))
    }

    /// Whether [`finish`](Self::finish) takes no longer than to write another piece does.
    pub(super) fn is_nearly_done(&self) -> bool {
        self.sealing.is_nearly_done()
    }

    /// The body is complete.
    pub(super) fn finish(self) -> Result<Outcome, MessageError> {
        Ok(Outcome::Seal(self.into_sealed()?))
    }

    fn into_sealed(self) -> Result<Sealed, MessageError> {
        let Self {
            sealing,
            hold,
            reason,
            mut measured,
        } = self;
        let begun = Instant::now();
        let content = match guard("sealing", || sealing.finish())? {
            Finished::Carrier(carrier) => Content::Carrier(carrier),
            Finished::AlreadySealed(edits) => Content::AlreadySealed(edits),
        };
        measured.spent += begun.elapsed();
        Ok(Sealed {
            content,
            hold,
            reason,
            measured,
        })
    }

    /// Seals a body that is there as a whole.
    pub(super) fn seal(mut self, body: &[u8]) -> Result<Sealed, MessageError> {
        body.chunks(CHUNK).try_for_each(|chunk| self.write(chunk))?;
        self.into_sealed()
    }
}

/// A message whose body is sealed while it arrives.
pub(in crate::milter) struct Streaming {
    pub(super) seal: Seal,
    pub(super) size: Size,
}

impl Streaming {
    pub(super) fn begin(seal: Seal, size: Size) -> Result<Self, MessageError> {
        let mut streaming = Self { seal, size };
        streaming.reserve()?;
        Ok(streaming)
    }

    /// More of the body.
    pub(super) fn write(mut self, chunk: &[u8], most: u64) -> Result<Self, MessageError> {
        self.size.add_body(chunk.len(), most)?;
        if chunk.is_empty() {
            return Ok(self);
        }
        self.seal.write(chunk)?;
        self.reserve()?;
        Ok(self)
    }

    fn reserve(&mut self) -> Result<(), MessageError> {
        self.size.reserve(self.seal.memory()?)
    }
}
