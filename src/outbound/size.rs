//! Whether a carrier is small enough for the mail servers behind us.
//!
//! A message that grew while it was sealed would be taken from the sender, and come back as a
//! bounce from a server that they never heard of. Postfix itself only sees to it that its queue
//! file stays below `message_size_limit`; what next hops take it doesn't know.

use std::fmt;

use bytes::Bytes;

use super::{Carrier, OutboundError};
use crate::mail::{Header, size};
use crate::wrapper::FRAME;

/// A carrier that is larger than the next hops take. Its sentence is for the log, and for who
/// seals by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// The carrier's size in bytes; `None` when it was given up before that was known.
    pub size: Option<u64>,
    /// The most that the next hops take.
    pub limit: u64,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let limit = size::limit(self.limit);
        let size = match self.size {
            Some(size) => size::size(size).to_string(),
            None => format!("more than {limit}"),
        };
        write!(
            f,
            "The message is too large: it takes {size} when it is encrypted, and mail servers on \
             its way accept {limit} at most; \
             make it smaller, or send it in parts"
        )
    }
}

impl From<TooLarge> for OutboundError {
    fn from(large: TooLarge) -> Self {
        Self::TooLarge(large)
    }
}

/// Fails as soon as a carrier is certain to be too large, by the bytes of memory that it takes now.
pub(super) fn check_growing(memory: usize, limit: u64) -> Result<(), TooLarge> {
    // The last frame's memory is there before its bytes are.
    let written = memory.saturating_sub(FRAME) as u64;
    if written > limit {
        Err(TooLarge { size: None, limit })
    } else {
        Ok(())
    }
}

/// Fails when a carrier is too large, counted as SMTP counts (RFC 1870 section 3).
pub(super) fn check(carrier: &Carrier, original: &Header, limit: u64) -> Result<(), TooLarge> {
    let header: usize = carrier
        .edits
        .apply(original)
        .fields()
        .iter()
        .map(|field| field.crlf().len())
        .sum();
    let size = (header + 2 + carrier.body.iter().map(Bytes::len).sum::<usize>()) as u64;
    if size > limit {
        Err(TooLarge {
            size: Some(size),
            limit,
        })
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_says_both_sizes() {
        let sentence = |size, limit| TooLarge { size, limit }.to_string();
        assert_eq!(
            sentence(Some((25 << 20) + 1), 25 << 20),
            "The message is too large: it takes 25.1 MB when it is encrypted, and mail servers on \
             its way accept 25 MB at most; \
             make it smaller, or send it in parts"
        );
        assert!(sentence(None, 300 << 10).contains(" takes more than 300 KB when "));
        assert!(sentence(Some(400_000), (300 << 10) + 100).contains(" takes 390.7 KB when "));
    }
}
