//! From replies to frames, and the frames of one answer, which are written together.

use std::collections::VecDeque;
use std::io::IoSlice;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use tokio_util::codec::Encoder;

use super::protocol::{Codec, MAX_DATA, WireError};

/// What we say (`SMFIR_*`), apart from the frames of a new body, which [`Frames`] carries without
/// copying them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::milter) enum Reply<'a> {
    /// `O`: the negotiated options, and for each stage (`SMFIM_*`) the macros we want.
    Negotiate {
        version: u32,
        actions: u32,
        steps: u32,
        macros: &'a [(u32, &'a str)],
    },
    /// `c`.
    Continue,
    /// `a`: no more of this message.
    Accept,
    /// `s`: no more of these commands for this message.
    Skip,
    /// `p`: still working.
    Progress,
    /// `y`: an SMTP reply, `451 4.3.0 text`.
    Code(&'a str),
    /// `m`: replaces the value of the `index`th field `name`; an empty value deletes the field.
    ChangeHeader {
        index: u32,
        name: &'a str,
        value: &'a str,
    },
    /// `h`: adds a field at the end.
    AddHeader { name: &'a str, value: &'a str },
    /// `i`: puts a field in front of all others.
    InsertHeader { name: &'a str, value: &'a str },
    /// `-`: the message doesn't go to this recipient, a path such as `<bob@example.net>`.
    DeleteRecipient(&'a str),
    /// `q`: the message goes into quarantine, for this reason.
    Quarantine(&'a str),
}

impl Encoder<Reply<'_>> for Codec {
    type Error = WireError;

    fn encode(&mut self, reply: Reply<'_>, output: &mut BytesMut) -> Result<(), WireError> {
        let start = output.len();
        output.put_u32(0);
        match reply {
            Reply::Negotiate {
                version,
                actions,
                steps,
                macros,
            } => {
                output.put_u8(b'O');
                [version, actions, steps]
                    .into_iter()
                    .for_each(|word| output.put_u32(word));
                for (stage, names) in macros {
                    output.put_u32(*stage);
                    put_text(output, names);
                }
            }
            Reply::Continue => output.put_u8(b'c'),
            Reply::Accept => output.put_u8(b'a'),
            Reply::Skip => output.put_u8(b's'),
            Reply::Progress => output.put_u8(b'p'),
            Reply::Code(text) => {
                output.put_u8(b'y');
                // Sendmail takes the text for a printf format, so `%` is doubled; Postfix undoes
                // that.
                put_text(output, &text.replace('%', "%%"));
            }
            Reply::ChangeHeader { index, name, value } => {
                output.put_u8(b'm');
                output.put_u32(index);
                put_text(output, name);
                put_text(output, value);
            }
            Reply::AddHeader { name, value } => {
                output.put_u8(b'h');
                put_text(output, name);
                put_text(output, value);
            }
            Reply::InsertHeader { name, value } => {
                output.put_u8(b'i');
                output.put_u32(0);
                put_text(output, name);
                put_text(output, value);
            }
            Reply::DeleteRecipient(path) => {
                output.put_u8(b'-');
                put_text(output, path);
            }
            Reply::Quarantine(reason) => {
                output.put_u8(b'q');
                put_text(output, reason);
            }
        }
        let length = u32::try_from(output.len() - start - 4).unwrap_or(u32::MAX);
        if length as usize > MAX_DATA {
            return Err(WireError::Length(length));
        }
        output[start..start + 4].copy_from_slice(&length.to_be_bytes());
        Ok(())
    }
}

fn put_text(output: &mut BytesMut, text: &str) {
    output.put_slice(text.as_bytes());
    output.put_u8(0);
}

/// The frames of one answer, to be written at once: short frames in one piece, the new body in the
/// pieces it was made in.
#[derive(Debug, Default)]
pub(in crate::milter) struct Frames {
    parts: VecDeque<Bytes>,
    left: usize,
}

impl Frames {
    /// An answer of one frame.
    pub(in crate::milter) fn one(reply: Reply<'_>) -> Result<Self, WireError> {
        let mut frame = BytesMut::with_capacity(64);
        Codec.encode(reply, &mut frame)?;
        let mut frames = Self::default();
        frames.push(frame.freeze());
        Ok(frames)
    }

    /// Adds bytes that are whole frames already.
    pub(in crate::milter) fn push(&mut self, part: Bytes) {
        if !part.is_empty() {
            self.left += part.len();
            self.parts.push_back(part);
        }
    }

    /// Puts bytes that are whole frames in front of all others.
    pub(in crate::milter) fn push_front(&mut self, part: Bytes) {
        self.left += part.len();
        self.parts.push_front(part);
    }

    /// Adds `b` frames that replace the body: never an empty one, which Postfix takes for an error,
    /// and none longer than [`MAX_DATA`].
    pub(in crate::milter) fn push_body(&mut self, body: impl IntoIterator<Item = Bytes>) {
        const FULL: [u8; 5] = head(MAX_DATA);
        for mut piece in body {
            while piece.len() > MAX_DATA {
                self.push(Bytes::from_static(&FULL));
                self.push(piece.split_to(MAX_DATA));
            }
            if !piece.is_empty() {
                self.push(Bytes::copy_from_slice(&head(piece.len())));
                self.push(piece);
            }
        }
    }
}

/// Length and command of a body frame with `data` bytes, which are at most [`MAX_DATA`].
const fn head(data: usize) -> [u8; 5] {
    let [a, b, c, d] = (data as u32 + 1).to_be_bytes();
    [a, b, c, d, b'b']
}

impl Buf for Frames {
    fn remaining(&self) -> usize {
        self.left
    }

    fn chunk(&self) -> &[u8] {
        self.parts.front().map_or(&[], |part| part)
    }

    fn chunks_vectored<'a>(&'a self, slices: &mut [IoSlice<'a>]) -> usize {
        let count = slices.len().min(self.parts.len());
        for (slice, part) in slices.iter_mut().zip(&self.parts) {
            *slice = IoSlice::new(part);
        }
        count
    }

    fn advance(&mut self, mut count: usize) {
        self.left -= count;
        while let Some(front) = self.parts.front_mut() {
            if count < front.len() {
                front.advance(count);
                return;
            }
            count -= front.len();
            self.parts.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_cut_into_frames_that_are_neither_empty_nor_too_long() {
        let mut frames = Frames::default();
        let pieces = [
            vec![1; 3],
            vec![],
            vec![2; MAX_DATA],
            vec![3; 2 * MAX_DATA + 1],
        ];
        frames.push_body(pieces.clone().map(Bytes::from));
        let mut wire = BytesMut::from(&frames.copy_to_bytes(frames.remaining())[..]);
        assert_eq!(frames.remaining(), 0);
        let mut lengths = Vec::new();
        let mut body = Vec::new();
        while !wire.is_empty() {
            let length = wire.get_u32() as usize;
            let frame = wire.split_to(length);
            assert_eq!(frame[0], b'b');
            lengths.push(length - 1);
            body.extend_from_slice(&frame[1..]);
        }
        assert_eq!(lengths, [3, MAX_DATA, MAX_DATA, MAX_DATA, 1]);
        assert_eq!(body, pieces.concat());
    }
}
