//! A message of which the server has all but the end. Whoever has the connection can send that and
//! hear the answer.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::connection::{Connection, Waiting};
use super::{Failure, STEP, Submit, SubmitError, WHOLE};

/// A message that waits for its end.
pub struct Pending {
    pub(super) connection: Connection,
    pub(super) submit: Submit,
}

impl Pending {
    /// Sends the message without its end. Blocks.
    ///
    /// # Errors
    /// [`SubmitError`]
    pub fn write(&self, message: &[u8]) -> Result<(), SubmitError> {
        let write = || {
            let mut stream = self.stream();
            stream.set_nonblocking(false)?;
            stream.set_write_timeout(Some(STEP))?;
            let mut stuffed = Vec::with_capacity(message.len() + message.len() / 64);
            for line in message.split_inclusive(|&byte| byte == b'\n') {
                if line.starts_with(b".") {
                    stuffed.push(b'.');
                }
                stuffed.extend_from_slice(line);
            }
            stream.write_all(&stuffed)
        };
        write().map_err(|error| self.submit.explain(&Failure::Unreachable(error)))
    }

    /// The connection.
    pub fn stream(&self) -> &TcpStream {
        self.connection.raw()
    }

    /// What the answer to the [`end`] means.
    ///
    /// # Errors
    /// [`SubmitError`] when the message was not taken.
    pub fn finish(self, answer: io::Result<u16>) -> Result<(), SubmitError> {
        let failure = match answer {
            Ok(code) if (200..300).contains(&code) => {
                if let Some(waiting) = &self.submit.waiting
                    && self.stream().set_nonblocking(true).is_ok()
                {
                    Waiting::put(waiting, self.connection);
                }
                return Ok(());
            }
            Ok(code) => Failure::Said(code),
            Err(error) => Failure::Unreachable(error),
        };
        Err(self.submit.explain(&failure))
    }
}

/// Sends the end of a message and returns the code of the answer. Blocks until it is there.
///
/// # Errors
/// When there is no answer: it isn't known whether the message was taken.
pub fn end(mut stream: &TcpStream) -> io::Result<u16> {
    stream.set_nonblocking(false)?;
    let deadline = Instant::now() + WHOLE;
    stream.write_all(b".\r\n")?;
    let mut text = Vec::new();
    let mut chunk = [0; 512];
    loop {
        let last = text
            .split_inclusive(|&byte| byte == b'\n')
            .find(|line: &&[u8]| line.ends_with(b"\n") && line.get(3) != Some(&b'-'));
        if let Some(line) = last {
            let code = std::str::from_utf8(line.get(..3).unwrap_or_default());
            let code = code.ok().and_then(|code| code.parse().ok());
            return code.ok_or_else(|| io::Error::other("the answer has no code"));
        }
        if text.len() > MOST {
            return Err(io::Error::other("the answer doesn't end"));
        }
        let left = deadline.saturating_duration_since(Instant::now());
        // A timeout of nothing would be none.
        stream.set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        match stream.read(&mut chunk)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => text.extend_from_slice(&chunk[..count]),
        }
    }
}

/// The most bytes of an answer.
const MOST: usize = 64 << 10;

/// How long who waits for an answer waits at most, with some time to pass it on.
pub const LONGEST: Duration = Duration::from_secs(WHOLE.as_secs() + 10);
