//! Where the log goes: the error output, behind which something may have stopped reading. No mail
//! and no page waits for that.

use std::io::{self, Write};
use std::os::fd::AsFd;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use tracing_subscriber::fmt::MakeWriter;

/// How long a line waits for its reader, once: later ones don't until it reads again.
const PATIENCE: Duration = Duration::from_secs(1);
/// As much as what is ready takes without waiting (`PIPE_BUF`).
const AT_ONCE: usize = 4096;

/// Lines go here; those that nobody takes are counted and left out. Cheap to clone.
pub(super) struct Output<W>(Arc<Mutex<State<W>>>);

struct State<W> {
    out: W,
    is_json: bool,
    /// Lines that were left out since the reader stopped.
    lost: u64,
}

impl<W: Write + AsFd> Output<W> {
    /// Lines are JSON or not.
    pub(super) fn new(out: W, is_json: bool) -> Self {
        Self(Arc::new(Mutex::new(State {
            out,
            is_json,
            lost: 0,
        })))
    }
}

impl<W> Clone for Output<W> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<W: Write + AsFd> State<W> {
    fn line(&mut self, line: &[u8]) -> io::Result<()> {
        if self.lost > 0 && self.is_ready(Duration::ZERO) {
            let lost = std::mem::take(&mut self.lost);
            let told = format!("{lost} lines of the log are missing here, since nothing read it");
            let told = if self.is_json {
                format!("{{\"level\":\"WARN\",\"fields\":{{\"message\":\"{told}\"}}}}\n")
            } else {
                format!(" WARN postseal: {told}\n")
            };
            self.out.write_all(told.as_bytes())?;
        }
        let mut patience = if self.lost > 0 {
            Duration::ZERO
        } else {
            PATIENCE
        };
        for part in line.chunks(AT_ONCE) {
            if !self.is_ready(patience) {
                self.lost += 1;
                break;
            }
            self.out.write_all(part)?;
            patience = PATIENCE;
        }
        Ok(())
    }

    /// Whether what is written goes on its way within this time. An output that can't be asked, or
    /// is broken, is written to, which says why.
    fn is_ready(&self, patience: Duration) -> bool {
        let mut out = [PollFd::new(self.out.as_fd(), PollFlags::POLLOUT)];
        let patience = PollTimeout::try_from(patience).unwrap_or(PollTimeout::ZERO);
        // A signal, as for a reload, tells nothing: the line is left out rather than waited for.
        !matches!(poll(&mut out, patience), Ok(0) | Err(Errno::EINTR))
    }
}

impl<W: Write + AsFd> Write for Output<W> {
    /// A whole line: that is what comes.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.line(line)?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a, W: Write + AsFd + 'a> MakeWriter<'a> for Output<W> {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn a_log_that_nobody_reads_holds_nobody_up_and_says_later_what_is_missing() {
        for is_json in [false, true] {
            let (mut reader, writer) = io::pipe().unwrap();
            let mut log = Output::new(writer, is_json);
            let line = format!("{}\n", "x".repeat(99));
            // A pipe takes 64 KB, so this would wait for ever.
            for _ in 0..2_000 {
                log.write_all(line.as_bytes()).unwrap();
            }
            let mut taken = vec![0; 32 * 1024];
            reader.read_exact(&mut taken).unwrap();
            log.write_all(b"after\n").unwrap();
            drop(log);
            let mut rest = String::new();
            reader.read_to_string(&mut rest).unwrap();
            let lines: Vec<&str> = rest.lines().collect();
            let [.., told, last] = &lines[..] else {
                panic!("{rest}")
            };
            assert_eq!(*last, "after");
            assert!(
                told.contains(" lines of the log are missing here"),
                "{told}"
            );
            assert_eq!(told.starts_with('{'), is_json, "{told}");
        }
    }
}
