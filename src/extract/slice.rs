//! Bytes that pieces of a message share.

use std::ops::Deref;

use ::bytes::Bytes;

/// Bytes of the message as it came, or bytes that were decoded or unpacked from it.
///
/// Slices of either share the memory: a multipart in ten levels is held once.
#[derive(Clone, Debug)]
pub(super) enum Slice<'a> {
    /// Bytes of the message.
    Message(&'a [u8]),
    /// Bytes that a reader made.
    Made(Bytes),
}

impl Slice<'_> {
    /// The slice that `part`, a subslice of these bytes, is; a copy of anything else.
    pub(super) fn part(&self, part: &[u8]) -> Self {
        let start = part.as_ptr().addr().checked_sub(self.as_ptr().addr());
        let range = start
            .map(|start| start..start.saturating_add(part.len()))
            .filter(|range| range.end <= self.len());
        match (self, range) {
            (Self::Message(bytes), Some(range)) => Self::Message(&bytes[range]),
            (Self::Made(bytes), Some(range)) => Self::Made(bytes.slice(range)),
            (_, None) => Self::from(part.to_vec()),
        }
    }
}

impl Deref for Slice<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Message(bytes) => bytes,
            Self::Made(bytes) => bytes,
        }
    }
}

impl From<Vec<u8>> for Slice<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Made(bytes.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_share_their_bytes() {
        let message = b"one two".to_vec();
        for whole in [Slice::Message(&message), Slice::from(message.clone())] {
            let part = whole.part(&whole[4..]);
            assert_eq!(&part[..], b"two");
            assert_eq!(part.as_ptr(), whole[4..].as_ptr());
            assert_eq!(&part.part(&part[1..])[..], b"wo");
            assert!(whole.part(&[]).is_empty());
            assert_eq!(&whole.part(b"other")[..], b"other");
        }
    }
}
