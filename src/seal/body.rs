//! The plaintext of a body: one zstd frame, then zeros up to its Padmé length.

use std::io::{self, Write};

use zeroize::Zeroizing;
use zstd::stream::raw::{DParameter, Decoder, InBuffer, Operation, OutBuffer};

use super::stream::{CHUNK_LEN, Decryptor};
use super::{OpenError, OpenFailure};

/// How a zstd frame starts; skippable frames and those of old versions start otherwise (RFC 8878
/// section 3.1).
const FRAME_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Largest window, as a power of two: the 8 MiB that RFC 8878 section 3.1.1.1.2 expects of every
/// decoder.
const WINDOW_LOG_MAX: u32 = 23;

/// How much is decompressed at a time.
const OUTPUT_LEN: usize = 64 * 1024;

/// The Padmé length of `len` bytes: at most 12 % more, and O(log log len) bits of the length remain
/// visible.
pub(super) fn padme(len: u64) -> u64 {
    let Some(e) = len.checked_ilog2().filter(|&e| e > 0) else {
        return len;
    };
    let mask = (1u64 << (e - (e.ilog2() + 1))) - 1;
    len.saturating_add(mask) & !mask
}

/// Decompresses the body into `out`, which never sees a byte of a chunk that isn't authentic.
/// Returns the number of bytes written.
///
/// # Errors
/// Everything that isn't one frame and its padding, and more than `limit` bytes, are refused.
pub(super) fn decode(
    mut body: Decryptor<'_>,
    limit: u64,
    out: &mut impl Write,
) -> Result<u64, OpenFailure> {
    let mut decoder = decoder().map_err(OpenFailure::Io)?;
    let mut chunk = Zeroizing::new(vec![0; CHUNK_LEN]);
    let mut output = Zeroizing::new(vec![0; OUTPUT_LEN]);
    let mut body_len = 0;
    let mut frame_len = 0;
    let mut message_len = 0;
    let mut frame_ended = false;
    while let Some(mut data) = body.next_chunk(&mut chunk)? {
        if body_len == 0 && !data.starts_with(&FRAME_MAGIC) {
            return Err(OpenError.into());
        }
        body_len += data.len() as u64;
        while !frame_ended {
            let (used, made, hint) = step(&mut decoder, data, &mut output)?;
            data = &data[used..];
            frame_len += used as u64;
            message_len += made as u64;
            if message_len > limit {
                return Err(OpenError.into());
            }
            out.write_all(&output[..made]).map_err(OpenFailure::Io)?;
            frame_ended = hint == 0;
            if data.is_empty() && made < OUTPUT_LEN {
                break;
            }
        }
        if data.iter().any(|&byte| byte != 0) {
            return Err(OpenError.into());
        }
    }
    if frame_ended && body_len == padme(frame_len) {
        Ok(message_len)
    } else {
        Err(OpenError.into())
    }
}

fn decoder() -> io::Result<Decoder<'static>> {
    let mut decoder = Decoder::new()?;
    decoder.set_parameter(DParameter::WindowLogMax(WINDOW_LOG_MAX))?;
    Ok(decoder)
}

/// Decompresses some of `input`: how much was used, how much was made, and 0 when that was the
/// frame's end.
fn step(
    decoder: &mut Decoder<'_>,
    input: &[u8],
    output: &mut [u8],
) -> Result<(usize, usize, usize), OpenError> {
    let mut input = InBuffer::around(input);
    let mut output = OutBuffer::around(output);
    let hint = decoder
        .run(&mut input, &mut output)
        .map_err(|_| OpenError)?;
    Ok((input.pos(), output.pos(), hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padme_lengths() {
        for (len, padded) in [
            (0, 0),
            (1, 1),
            (2, 2),
            (3, 3),
            (8, 8),
            (9, 10),
            (100, 104),
            (1000, 1024),
            (16384, 16384),
            (16385, 17408),
        ] {
            assert_eq!(padme(len), padded, "{len}");
        }
        for len in (9..2_000_000).step_by(97) {
            let padded = padme(len);
            assert!(
                padded >= len && (padded - len) * 100 <= len * 12,
                "{len} became {padded}"
            );
            assert_eq!(padme(padded), padded);
        }
        assert_eq!(padme(u64::MAX) >> 62, 3);
    }
}
