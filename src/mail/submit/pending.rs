//! A message that is being submitted, up to its end. Whoever else has the connection can hear the
//! answer when this process can't.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::connection::Connection;
use super::{Failure, STEP, Submit, SubmitError, WHOLE};

/// A message that waits for its end.
pub struct Pending {
    pub(super) connection: Connection,
    /// How many answers to what was said before the message are yet to come.
    pub(super) answers: usize,
    pub(super) submit: Submit,
}

impl Pending {
    /// Waits until the server waits for the message. Blocks.
    ///
    /// # Errors
    /// [`SubmitError`]
    pub fn wait(&mut self) -> Result<(), SubmitError> {
        let count = std::mem::take(&mut self.answers);
        if count == 0 {
            return Ok(());
        }
        let codes = codes(self.stream(), count, STEP, Instant::now() + WHOLE);
        let codes = codes.map_err(|error| self.explain(&Failure::Unreachable(error)))?;
        let wanted = std::iter::repeat_n(200..300, count - 1).chain(std::iter::once(300..400));
        let refused = codes
            .into_iter()
            .zip(wanted)
            .find(|(code, wanted)| !wanted.contains(code));
        match refused {
            None => Ok(()),
            // The connection is cut: to a server that takes some of the recipients, a message that
            // isn't complete is none.
            Some((code, _)) => Err(self.explain(&Failure::Said(code))),
        }
    }

    /// Sends the message with its end, and calls `taken` when the server has taken it, before the
    /// answer leaves the connection: until then, who else has that finds it there. Blocks.
    ///
    /// # Errors
    /// [`SubmitError`] when the message was not taken, or that isn't known.
    pub fn send(&self, message: &[u8], taken: impl FnOnce()) -> Result<(), SubmitError> {
        let code = self.write(message).and_then(|()| {
            let deadline = Instant::now() + WHOLE;
            if is_taken(self.stream(), deadline)? {
                taken();
            }
            self::code(self.stream(), deadline)
        });
        match code {
            Ok(code) if (200..300).contains(&code) => Ok(()),
            Ok(code) => Err(self.explain(&Failure::Said(code))),
            Err(error) => Err(self.explain(&Failure::Unreachable(error))),
        }
    }

    fn write(&self, message: &[u8]) -> io::Result<()> {
        let mut stream = self.stream();
        stream.set_nonblocking(false)?;
        stream.set_write_timeout(Some(STEP))?;
        let mut stuffed = Vec::with_capacity(message.len() + message.len() / 64 + END.len());
        for line in message.split_inclusive(|&byte| byte == b'\n') {
            if line.starts_with(b".") {
                stuffed.push(b'.');
            }
            stuffed.extend_from_slice(line);
        }
        // In one piece with the message, so that the server is woken once.
        stuffed.extend_from_slice(END);
        stream.write_all(&stuffed)
    }

    /// The connection.
    pub fn stream(&self) -> &TcpStream {
        self.connection.raw()
    }

    /// The message was taken, and nobody else has the connection: it is good for another.
    pub fn put_back(self) {
        if self.stream().set_nonblocking(true).is_err() {
            return;
        }
        match &self.submit.waiting {
            Some(waiting) if self.connection.is_free() => waiting.put(self.connection),
            _ => self.connection.close(),
        }
    }

    fn explain(&self, failure: &Failure) -> SubmitError {
        self.submit.explain(failure)
    }
}

/// The end of a message (RFC 5321 section 4.1.1.4).
const END: &[u8] = b".\r\n";

/// What a server answers to a message that somebody else was sending who is gone: its code. A
/// message that isn't complete ends here, and has no answer. Blocks.
///
/// # Errors
/// When there is no answer: it isn't known whether the message was taken.
pub fn answer(stream: &TcpStream) -> io::Result<u16> {
    stream.set_nonblocking(false)?;
    // A server that has the end answers before it notices this.
    stream.shutdown(std::net::Shutdown::Write)?;
    code(stream, Instant::now() + WHOLE)
}

/// Whether the answer says that the message was taken. It stays in the connection.
fn is_taken(stream: &TcpStream, deadline: Instant) -> io::Result<bool> {
    let mut digit = [0];
    let read = uninterrupted(|| {
        limit(stream, deadline)?;
        stream.peek(&mut digit)
    });
    Ok(read? == 1 && digit == *b"2")
}

fn code(stream: &TcpStream, deadline: Instant) -> io::Result<u16> {
    let code = codes(stream, 1, WHOLE, deadline)?;
    code.first().copied().ok_or_else(|| no_answer("no code"))
}

/// The codes of so many answers, with nothing after them, or of those up to a refusal. The server
/// may be silent for `step`.
fn codes(
    mut stream: &TcpStream,
    count: usize,
    step: Duration,
    deadline: Instant,
) -> io::Result<Vec<u16>> {
    let mut text = Vec::new();
    let mut chunk = [0; 512];
    loop {
        let deadline = deadline.min(Instant::now() + step);
        let read = uninterrupted(|| {
            limit(stream, deadline)?;
            stream.read(&mut chunk)
        });
        match read? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => text.extend_from_slice(&chunk[..read]),
        }
        let is_last = |line: &&[u8]| line.ends_with(b"\n") && line.get(3) != Some(&b'-');
        let lines = text.split_inclusive(|&byte| byte == b'\n');
        let codes: Vec<u16> = lines
            .filter(is_last)
            .map(|line| {
                let code = std::str::from_utf8(line.get(..3).unwrap_or_default());
                let code = code.ok().and_then(|code| code.parse().ok());
                code.ok_or_else(|| no_answer("no code"))
            })
            .collect::<Result<_, _>>()?;
        if codes.len() > count || text.len() > MOST {
            return Err(no_answer("too much in it"));
        }
        if codes.len() == count && text.ends_with(b"\n") {
            return Ok(codes);
        }
        // A server that refuses one of the commands may go.
        if codes.iter().any(|&code| code >= 400) {
            return Ok(codes);
        }
    }
}

/// Tries again when a signal comes between: a process that is stopped and goes on, or is traced,
/// finds its reading ended.
fn uninterrupted(mut attempt: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match attempt() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            ended => return ended,
        }
    }
}

fn no_answer(has: &str) -> io::Error {
    io::Error::other(format!("the answer has {has}"))
}

/// Has reading end at the deadline.
fn limit(stream: &TcpStream, deadline: Instant) -> io::Result<()> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(io::ErrorKind::TimedOut.into());
    }
    // A timeout of nothing would be none.
    stream.set_read_timeout(Some(left.max(Duration::from_millis(1))))
}

/// The most bytes of an answer, or of those that come together.
const MOST: usize = 64 << 10;

#[cfg(test)]
mod interruptions {
    use super::*;

    /// Else a milter that was stopped for a moment would double the copy that it was sending.
    #[test]
    fn a_signal_that_comes_between_ends_no_reading() {
        let mut signals = 3;
        let read = uninterrupted(|| {
            signals -= 1;
            if signals > 0 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            Ok(7)
        });
        assert!(matches!(read, Ok(7)));
        let over = uninterrupted(|| Err(io::ErrorKind::TimedOut.into()));
        assert!(over.is_err_and(|error| error.kind() == io::ErrorKind::TimedOut));
    }
}
