//! Sealing, while the message arrives.

use std::io::{self, Write};

use sha2::{Digest, Sha256};
use zstd::stream::raw::{Encoder, InBuffer, Operation, OutBuffer};

use super::body::padme;
use super::format::{BOX_TAG_LEN, HEAD_LEN, HEADER_LEN, Header, MessageKey};
use super::stream::{Encryptor, SALT_LEN};
use super::{Keyring, Meta, meta};
use crate::secret::random;

/// zstd's fastest ordinary level: mail is mostly base64, of which higher levels make little more.
const LEVEL: i32 = 1;

/// A message that ends within so many bytes is compressed in one go: the compressor then makes
/// itself small, and what it would set up for a long message costs as much as all the rest of
/// sealing a short one.
const SHORT: usize = 64 * 1024;

/// Seals what is written to it into an inner writer, as it comes; holds no more of it than its
/// first 64 KiB, then no more than the compressor's window and one chunk.
///
/// Only [`finish`](Self::finish) makes a sealed message of it: one that was dropped before, or
/// after an error, can't be opened.
pub struct Sealer<W: Write> {
    compressor: Compressor,
    body: Encryptor<W>,
    frame_len: u64,
    failed: bool,
}

enum Compressor {
    /// Nothing is compressed yet.
    Waiting(Vec<u8>),
    /// The message is long, and is compressed while it comes.
    Streaming(Encoder<'static>),
}

impl<W: Write> Sealer<W> {
    /// Writes the header and the sealed meta at once. A message that expires uses the epoch key of
    /// its day, which is made, and is safe on disk, before this returns.
    ///
    /// # Errors
    /// `InvalidInput` when the meta can't be sealed (no recipient, too long, expires after the year
    /// 9999); a [`KeyringError`](super::KeyringError) inside an `io::Error` when there is no key to
    /// seal with; or what `out` returned.
    pub fn new(keyring: &Keyring, meta: &Meta, mut out: W) -> io::Result<Self> {
        let plain = meta::encode(meta)?;
        let keys = keyring
            .sealing_keys(meta.expires)
            .map_err(io::Error::other)?;
        let meta_len = u32::try_from(plain.len() + BOX_TAG_LEN).map_err(io::Error::other)?;
        let epoch_id = keys.epoch.as_ref().map(|(id, _)| *id);
        let header = Header {
            root_id: keys.root.0,
            epoch_id,
            salt: random(),
            meta_len,
        }
        .to_bytes();
        let key = MessageKey::derive(
            &header,
            &keys.root.1,
            keys.epoch.as_ref().map(|(_, key)| &**key),
        );
        let head = head(&header, &key);
        let meta_box = meta::seal_box(&key, &head, &plain);
        out.write_all(&head)?;
        out.write_all(&meta_box)?;
        let context = Sha256::new()
            .chain_update(head)
            .chain_update(&meta_box)
            .finalize();
        let body = Encryptor::new(key.body.expose(), &random::<SALT_LEN>(), &context, out)?;
        let compressor = Compressor::Waiting(Vec::new());
        Ok(Self {
            compressor,
            body,
            frame_len: 0,
            failed: false,
        })
    }

    /// Ends the message: the rest of the frame, the padding, the last chunk. Returns the writer
    /// underneath.
    ///
    /// # Errors
    /// What the writer returned, now or in an earlier write.
    pub fn finish(mut self) -> io::Result<W> {
        if self.failed {
            return Err(io::Error::other(
                "this message can't be sealed any more, since an earlier part of it was not \
                 written",
            ));
        }
        match &mut self.compressor {
            Compressor::Waiting(whole) => {
                let frame = zstd::bulk::compress(whole, LEVEL)?;
                self.append(&frame)?;
            }
            Compressor::Streaming(encoder) => loop {
                let mut output = OutBuffer::around(self.body.space());
                let left = encoder.finish(&mut output, true)?;
                let made = output.pos();
                self.frame_len += made as u64;
                self.body.advance(made)?;
                if left == 0 {
                    break;
                }
            },
        }
        let mut padding = padme(self.frame_len) - self.frame_len;
        while padding > 0 {
            let space = self.body.space();
            let len =
                usize::try_from(padding).map_or(space.len(), |padding| padding.min(space.len()));
            space[..len].fill(0);
            self.body.advance(len)?;
            padding -= len as u64;
        }
        self.body.finish()
    }

    /// The writer underneath, with what has been sealed so far.
    pub fn inner(&self) -> &W {
        self.body.inner()
    }

    fn compress(&mut self, buf: &[u8]) -> io::Result<()> {
        match &mut self.compressor {
            Compressor::Waiting(start) if start.len() + buf.len() <= SHORT => {
                start.extend_from_slice(buf);
                Ok(())
            }
            Compressor::Waiting(start) => {
                let start = std::mem::take(start);
                self.compressor = Compressor::Streaming(Encoder::new(LEVEL)?);
                self.stream(&start)?;
                self.stream(buf)
            }
            Compressor::Streaming(_) => self.stream(buf),
        }
    }

    fn stream(&mut self, buf: &[u8]) -> io::Result<()> {
        let Compressor::Streaming(encoder) = &mut self.compressor else {
            return Ok(());
        };
        let mut input = InBuffer::around(buf);
        while input.pos() < buf.len() {
            let mut output = OutBuffer::around(self.body.space());
            encoder.run(&mut input, &mut output)?;
            let made = output.pos();
            self.frame_len += made as u64;
            self.body.advance(made)?;
        }
        Ok(())
    }

    fn append(&mut self, mut frame: &[u8]) -> io::Result<()> {
        self.frame_len += frame.len() as u64;
        while !frame.is_empty() {
            let space = self.body.space();
            let (now, later) = frame.split_at(frame.len().min(space.len()));
            space[..now.len()].copy_from_slice(now);
            self.body.advance(now.len())?;
            frame = later;
        }
        Ok(())
    }
}

impl<W: Write> Write for Sealer<W> {
    /// Takes all of `buf`. After an error the message is lost, and every later write and `finish`
    /// fails too.
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        if self.failed {
            return Err(io::Error::other(
                "an earlier part of this message was not written",
            ));
        }
        let done = self.compress(buf);
        self.failed = done.is_err();
        done.map(|()| buf.len())
    }

    /// Flushes the writer underneath; what does not fill a chunk yet stays here.
    fn flush(&mut self) -> io::Result<()> {
        self.body.inner_mut().flush()
    }
}

/// The header and its tag.
pub(super) fn head(header: &[u8; HEADER_LEN], key: &MessageKey) -> [u8; HEAD_LEN] {
    let mut head = [0; HEAD_LEN];
    head[..HEADER_LEN].copy_from_slice(header);
    head[HEADER_LEN..].copy_from_slice(&key.tag(header));
    head
}
