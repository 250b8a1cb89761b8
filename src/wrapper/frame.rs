//! The frames in which a carrier's body goes out, and their memory.

use std::mem;
use std::sync::{Arc, Mutex};

use bytes::Bytes;

use super::FRAME;

/// How many frames are kept while no carrier needs them: 16 MiB.
const MAX_IDLE: usize = (16 << 20) / FRAME;

/// Memory of frames that were sent, for the carriers that come. Cheap to clone.
///
/// Memory that is given back after each carrier has to be mapped anew for the next one, page by
/// page, which costs the kernel a third of what it costs to seal the message.
#[derive(Clone, Debug, Default)]
pub struct FramePool(Arc<Mutex<Vec<Vec<u8>>>>);

impl FramePool {
    fn take(&self) -> Frame {
        let idle = self.0.lock().ok().and_then(|mut idle| idle.pop());
        Frame {
            bytes: idle.unwrap_or_else(|| vec![0; FRAME]),
            filled: 0,
            pool: self.clone(),
        }
    }

    fn put_back(&self, bytes: Vec<u8>) {
        if let Ok(mut idle) = self.0.lock()
            && idle.len() < MAX_IDLE
        {
            idle.push(bytes);
        }
    }
}

/// One frame. Its memory goes back to the pool when it is dropped, that is, when it was sent.
struct Frame {
    bytes: Vec<u8>,
    filled: usize,
    pool: FramePool,
}

impl Frame {
    fn push(&mut self, bytes: &[u8]) {
        self.bytes[self.filled..][..bytes.len()].copy_from_slice(bytes);
        self.filled += bytes.len();
    }
}

impl AsRef<[u8]> for Frame {
    fn as_ref(&self) -> &[u8] {
        &self.bytes[..self.filled]
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.pool.put_back(mem::take(&mut self.bytes));
    }
}

/// Collects a body in frames that can be sent as they are, and digests it on the way.
pub(super) struct Frames {
    pool: FramePool,
    full: Vec<Bytes>,
    current: Frame,
    digest: blake3::Hasher,
}

impl Frames {
    pub(super) fn new(pool: &FramePool) -> Self {
        Self {
            pool: pool.clone(),
            full: Vec::new(),
            current: pool.take(),
            digest: blake3::Hasher::new(),
        }
    }

    pub(super) fn push(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let room = FRAME - self.current.filled;
            let (now, later) = bytes.split_at(bytes.len().min(room));
            self.current.push(now);
            bytes = later;
            if self.current.filled == FRAME {
                self.cut();
            }
        }
    }

    /// Where the next `len` bytes may be written at once, if the frame has room for them.
    pub(super) fn room(&mut self, len: usize) -> Option<&mut [u8]> {
        let start = self.current.filled;
        if start + len >= FRAME {
            return None;
        }
        self.current.filled += len;
        Some(&mut self.current.bytes[start..start + len])
    }

    fn cut(&mut self) {
        let frame = mem::replace(&mut self.current, self.pool.take());
        self.digest.update(frame.as_ref());
        self.full.push(Bytes::from_owner(frame));
    }

    /// Bytes of memory taken.
    pub(super) fn held(&self) -> usize {
        (self.full.len() + 1) * FRAME
    }

    /// The frames, and the BLAKE3 hash of all of them together.
    pub(super) fn finish(mut self) -> (Vec<Bytes>, [u8; 32]) {
        if self.current.filled > 0 {
            self.digest.update(self.current.as_ref());
            self.full.push(Bytes::from_owner(self.current));
        }
        (self.full, *self.digest.finalize().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_of_frames_that_were_sent_is_used_again() {
        let pool = FramePool::default();
        let idle = || pool.0.lock().unwrap().len();
        let body = vec![7; 2 * FRAME + 1];
        let mut frames = Frames::new(&pool);
        frames.push(&body);
        let (sent, digest) = frames.finish();
        assert_eq!(sent.concat(), body);
        assert_eq!(idle(), 0, "nothing is sent yet");
        drop(sent);
        assert_eq!(idle(), 3);

        let mut frames = Frames::new(&pool);
        frames.push(b"short");
        let (sent, other) = frames.finish();
        assert_eq!(sent.concat(), b"short", "nothing of the carrier before");
        assert_ne!(digest, other);
        assert_eq!(idle(), 2);
    }

    #[test]
    fn no_more_memory_is_kept_than_16_mib() {
        let pool = FramePool::default();
        let mut frames = Frames::new(&pool);
        frames.push(&vec![7; (17 << 20) + 1]);
        drop(frames.finish());
        let idle = pool.0.lock().unwrap().len() * FRAME;
        assert!((15 << 20..=16 << 20).contains(&idle), "{idle} bytes");
    }
}
