//! The milter protocol's frames, read independently of the crate under test: a length of four
//! bytes, big-endian, then a letter and its data.

use std::io::{self, Read, Write};

/// One frame.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The command's or answer's letter.
    pub letter: u8,
    /// What follows the letter.
    pub data: Vec<u8>,
}

/// Reads one frame; `None` when the peer closed between frames.
pub fn read(stream: &mut impl Read) -> io::Result<Option<Frame>> {
    let mut length = [0; 4];
    match stream.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let mut content = vec![0; u32::from_be_bytes(length) as usize];
    stream.read_exact(&mut content)?;
    if content.is_empty() {
        return Err(io::Error::other("an empty milter frame"));
    }
    let data = content.split_off(1);
    Ok(Some(Frame {
        letter: content[0],
        data,
    }))
}

/// Writes one frame at once.
pub fn write(stream: &mut impl Write, letter: u8, data: &[u8]) -> io::Result<()> {
    let length = u32::try_from(data.len() + 1).map_err(io::Error::other)?;
    let mut bytes = Vec::with_capacity(data.len() + 5);
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.push(letter);
    bytes.extend_from_slice(data);
    stream.write_all(&bytes)
}
