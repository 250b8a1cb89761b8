//! Sealing, while the message arrives.

use std::io::{self, Write};

use sha2::{Digest, Sha256};
use zstd::zstd_safe::{CCtx, InBuffer, OutBuffer, compress_bound};

use super::body::padme;
use super::compressors::{Compressors, error_from_code};
use super::meta::{self, BOX_TAG_LEN};
use super::stream::{Encryptor, SALT_LEN};
use super::{Meta, SealingKeys, suite};
use crate::secret::random;

/// A message that ends within so many bytes is compressed in one call, with small buffers: those
/// for a long message cost as much to set up as all the rest of sealing a short one.
const SHORT: usize = 64 * 1024;

/// Seals what is written to it into an inner writer, as it comes. It buffers the first 64 KiB of a
/// message, and later no more than the compressor's window and one chunk.
///
/// The sealed message is whole only after [`finish`](Self::finish): one that was dropped earlier,
/// or after an error, can't be opened.
pub struct Sealer<W: Write> {
    compressors: Compressors,
    compressor: Compressor,
    body: Encryptor<W>,
    frame_len: u64,
    failed: bool,
}

enum Compressor {
    /// Nothing is compressed yet.
    Waiting(Vec<u8>),
    /// The message is long, and is compressed while it arrives.
    Streaming(CCtx<'static>),
}

impl<W: Write> Sealer<W> {
    /// Writes the head and the sealed meta at once.
    ///
    /// # Errors
    /// `InvalidInput` when the meta can't be sealed: it has no recipient, is too long, or expires
    /// while `keys` has no epoch key, or the other way round. Otherwise what `out` returned.
    pub fn new(keys: &SealingKeys, meta: &Meta, out: W) -> io::Result<Self> {
        Self::with_compressors(keys, meta, &Compressors::default(), out)
    }

    /// As [`new`](Self::new), with memory that is used for one message after another.
    ///
    /// # Errors
    /// Those of [`new`](Self::new).
    pub fn with_compressors(
        keys: &SealingKeys,
        meta: &Meta,
        compressors: &Compressors,
        mut out: W,
    ) -> io::Result<Self> {
        if meta.expires.is_some() != keys.epoch.is_some() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "a message is sealed with an epoch key exactly when it expires",
            ));
        }
        let plain = meta::encode(meta)?;
        let meta_len = u32::try_from(plain.len() + BOX_TAG_LEN).map_err(io::Error::other)?;
        let (head, key) = suite::new_head(keys, meta_len);
        let meta_box = meta::seal_box(&key, &head, &plain);
        out.write_all(&head)?;
        out.write_all(&meta_box)?;
        let context = Sha256::new()
            .chain_update(&head)
            .chain_update(&meta_box)
            .finalize();
        let body = Encryptor::new(key.body.expose(), &random::<SALT_LEN>(), &context, out)?;
        let compressor = Compressor::Waiting(Vec::new());
        Ok(Self {
            compressors: compressors.clone(),
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
        let compressor = std::mem::replace(&mut self.compressor, Compressor::Waiting(Vec::new()));
        match compressor {
            Compressor::Waiting(whole) => self.compress_whole(&whole)?,
            Compressor::Streaming(context) => self.end_frame(context)?,
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
                self.compressor = Compressor::Streaming(self.compressors.take()?);
                self.stream(&start)?;
                self.stream(buf)
            }
            Compressor::Streaming(_) => self.stream(buf),
        }
    }

    fn stream(&mut self, buf: &[u8]) -> io::Result<()> {
        let Compressor::Streaming(context) = &mut self.compressor else {
            return Ok(());
        };
        let mut input = InBuffer::around(buf);
        while input.pos() < buf.len() {
            let mut output = OutBuffer::around(self.body.space());
            context
                .compress_stream(&mut output, &mut input)
                .map_err(error_from_code)?;
            let made = output.pos();
            self.frame_len += made as u64;
            self.body.advance(made)?;
        }
        Ok(())
    }

    fn end_frame(&mut self, mut context: CCtx<'static>) -> io::Result<()> {
        loop {
            let mut output = OutBuffer::around(self.body.space());
            let left = context.end_stream(&mut output).map_err(error_from_code)?;
            let made = output.pos();
            self.frame_len += made as u64;
            self.body.advance(made)?;
            if left == 0 {
                break;
            }
        }
        self.compressors.put_back(context);
        Ok(())
    }

    fn compress_whole(&mut self, message: &[u8]) -> io::Result<()> {
        let mut context = self.compressors.take()?;
        let mut frame = Vec::with_capacity(compress_bound(message.len()));
        context
            .compress2(&mut frame, message)
            .map_err(error_from_code)?;
        self.compressors.put_back(context);
        self.append(&frame)
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::seal::MessageId;
    use crate::secret::Secret;

    #[test]
    fn a_message_is_sealed_with_an_epoch_key_exactly_when_it_expires() {
        for (has_epoch, expires, is_sealed) in [
            (false, None, true),
            (false, Some(1), false),
            (true, None, false),
            (true, Some(1), true),
        ] {
            let keys = SealingKeys {
                root_id: 1,
                root: Arc::new(Secret::new([1; 32])),
                epoch: has_epoch.then(|| (1, Arc::new(Secret::new([2; 32])))),
            };
            let meta = Meta {
                message_id: MessageId([3; 16]),
                created: 0,
                expires,
                sender: "ann@example.org".into(),
                recipients: vec!["bob@example.net".into()],
                subject: String::new(),
                language: String::new(),
                brand: String::new(),
                reply_allowed: false,
                receipt_wanted: false,
                voucher: None,
            };
            let sealer = Sealer::new(&keys, &meta, Vec::new());
            assert_eq!(sealer.is_ok(), is_sealed, "{has_epoch}, {expires:?}");
        }
    }
}
