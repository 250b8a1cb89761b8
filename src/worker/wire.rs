//! What travels between the daemon and a worker: frames with their lengths before them.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::extract::Bounds;

/// The most bytes that a job takes beside its document.
const MOST_OF_JOB: usize = 16 << 20;

/// What a worker says when it has all of a job, and before it reads in it.
pub(super) const BEGUN: u8 = b'B';

/// The most bytes of an answer: texts come twice, as they are and folded, and names beside them.
pub(super) fn most_of_answer(bounds: &Bounds) -> usize {
    bounds.text.saturating_mul(16).saturating_add(16 << 20)
}

/// Writes a value as a frame.
pub(super) fn put(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let bytes = postcard::to_allocvec(value).map_err(io::Error::other)?;
    put_bytes(out, &bytes)
}

/// Writes bytes as a frame, uncopied.
pub(super) fn put_bytes(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    out.write_all(bytes)
}

/// Reads a value of at most `most` bytes.
pub(super) fn get<T: DeserializeOwned>(from: &mut impl Read, most: usize) -> io::Result<T> {
    let bytes = get_bytes(from, most)?;
    postcard::from_bytes(&bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Reads a job, without its document.
pub(super) fn get_job<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<T> {
    get(from, MOST_OF_JOB)
}

/// Reads a frame of at most `most` bytes.
pub(super) fn get_bytes(from: &mut impl Read, most: usize) -> io::Result<Vec<u8>> {
    let mut length = [0; 8];
    from.read_exact(&mut length)?;
    let length = usize::try_from(u64::from_le_bytes(length)).unwrap_or(usize::MAX);
    if length > most {
        return Err(io::ErrorKind::InvalidData.into());
    }
    // No more is taken than comes.
    let mut bytes = Vec::new();
    from.take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}
